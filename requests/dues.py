"""What is due on Today: requests late or wanted soon, and clients who leave a question without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.models import ClientRequest, Question
from sops.rules.policy import Policy
from sops.rules.promises import client_answer_due
from sops.wording import figures
from vacrm.prepared import Prepared, moment
from vacrm.today import Need

MOST = 8  # of each kind; the list of requests has them all
SOON = timedelta(days=2)


def due(at: datetime, policy: Policy | None, *, but: list[int]) -> Iterator[Need]:
    """Open requests that are late or wanted within two days, and those whose client is silent for too long.

    `but`: keys of those that Today shows already, at most `MOST`.
    """
    silent, wanted = 0, 0
    found = [each for each in _pressing(soon=at + SOON) if each.pk not in but][: 4 * MOST]
    for asked in found:
        cite = _too_long(asked.asked_at, at, policy)
        if cite and silent < MOST:
            silent += 1
            yield _silent(asked, at, cite)
        elif not cite and asked.wanted_by and asked.wanted_by < at + SOON and wanted < MOST:
            wanted += 1
            yield _wanted(asked, at)


def _open() -> QuerySet[Any]:
    """In one statement: the longest silent first, then by the moment wanted."""
    question = Question.objects.open().filter(client_request=OuterRef("pk")).values("asked_at")
    found = ClientRequest.objects.open().annotate(asked_at=Subquery(question[:1]))
    found = found.filter(Q(wanted_by__lt=moment("soon")) | Q(asked_at__isnull=False)).select_related("client")
    return found.defer("words").order_by(F("asked_at").asc(nulls_last=True), F("wanted_by").asc(nulls_last=True))[
        : 5 * MOST
    ]


_pressing = Prepared(_open)


def _too_long(asked_at: datetime | None, at: datetime, policy: Policy | None) -> str:
    """The paragraph that says an answer is overdue; empty while it is not."""
    if asked_at is None or policy is None:
        return ""
    limit = client_answer_due(policy.hours, policy.process, asked_at)
    return limit[1] if limit and limit[0] <= at else ""


def _wanted(asked: ClientRequest, at: datetime) -> Need:
    wanted = asked.wanted_by or at
    left, _tone = time_left(wanted, at)
    return Need(
        section=_("To be done"),
        rank=(1, wanted.timestamp()),
        who=asked.client.name,
        title=str(asked),
        url=asked.get_absolute_url(),
        why=_("Wanted %(moment)s: %(left)s.") % {"moment": moment_in_words(wanted), "left": left},
        button=_("Open the request"),
        chip=_("Late") if wanted < at else "",
        tone="late",
    )


def _silent(asked: Any, at: datetime, cite: str) -> Need:
    waited = figures.duration(int((at - asked.asked_at).total_seconds() // 60))
    return Need(
        section=_("No answer from the client"),
        rank=(2, asked.asked_at.timestamp()),
        who=asked.client.name,
        title=str(asked),
        url=asked.get_absolute_url(),
        why=_("Asked on %(moment)s: no answer for %(waited)s. %(cite)s")
        % {"moment": moment_in_words(asked.asked_at), "waited": waited, "cite": cite},
        button=_("Ask again"),
        ruled=True,
        chip=_("Silent"),
    )


def time_left(wanted: datetime, at: datetime) -> tuple[str, str]:
    """How long there is, or how late it is, in words; and the tone of it."""
    minutes = int((wanted - at).total_seconds() // 60)
    if minutes < 0:
        return _("%(duration)s late") % {"duration": figures.duration(-minutes)}, "late"
    return _("%(duration)s left") % {"duration": figures.duration(minutes)}, "warn" if minutes < 24 * 60 else ""


def moment_in_words(moment: datetime) -> str:
    """A moment on the wall clock of the page."""
    return figures.moment(moment, timezone.get_current_timezone_name())
