"""What requests and time put on Today: answers she owes, what is due, a timer left running, and the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from requests import planning
from requests.assessing import verdict_of
from requests.estimating import estimate
from requests.models import Assessment, ClientRequest, Question, TimeEntry
from requests.rules.overrun import is_overrun
from requests.shell import running
from sops.rules.judging import Assessment as Verdict
from sops.rules.policy import Hours
from sops.rules.promises import client_answer_due
from sops.wording import figures
from sops.wording.reasons import sentence
from vacrm.frame import address
from vacrm.templatetags.vacrm_format import money
from vacrm.today import Card, Fact, Need, Step

MOST = 8  # of each kind; the list of requests has them all


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need | Card]:
    """Requests to answer, requests due, the timer and the week."""
    sop = getattr(request, "sop", None)
    week = planning.week_of(on, sop.policy()) if sop else None
    waiting = list(_unanswered(at))
    yield from (_answer(each, at, week) for each in waiting)
    yield from (_due(each, at) for each in _wanted(at, [each.client_request_id for each in waiting]))
    yield from _unheard(request, at)
    yield from _forgotten(request, at)
    if week:
        yield Card(20, "requests/_today_week.html", _bar(week))


def _unanswered(at: datetime) -> Any:
    """The latest verdicts of requests that wait for her word: urgent, off hours, or outside the agreement.

    What can still be met comes first, the shortest time before the longer; what is past comes after.
    """
    latest = Assessment.objects.filter(client_request=OuterRef("client_request")).order_by("-at", "-id")
    return (
        Assessment.objects.filter(pk=Subquery(latest.values("pk")[:1]))
        .filter(client_request__done_at=None, client_request__declined_at=None, client_request__commitments=None)
        .exclude(Exists(Question.objects.open().filter(client_request=OuterRef("client_request"))))
        .filter(Q(verdict__urgent=True) | Q(verdict__off_hours=True) | Q(verdict__scope="out"))
        .select_related("client_request__client", "client_request__agreement", "sop")
        .annotate(past=ExpressionWrapper(Q(client_request__wanted_by__lt=at), BooleanField()))
        .order_by("past", "client_request__wanted_by", "client_request__received_at")[:MOST]
    )


def _answer(found: Assessment, at: datetime, week: planning.Week | None) -> Need:
    asked, verdict, policy = found.client_request, verdict_of(found), found.sop.policy()
    wanted = asked.wanted_by or at + timedelta(days=365)
    left = (wanted - at).total_seconds()
    added = estimate(asked, verdict, policy).amount
    return Need(
        section=_("Waiting for your answer"),
        rank=(0, left if left >= 0 else 1e10 - left),
        who=asked.client.name,
        title=str(asked),
        url=asked.get_absolute_url(),
        why=_why(verdict, policy.hours.timezone),
        button=_("Answer"),
        ruled=True,
        meta=_("asked %(moment)s") % {"moment": _moment(asked.received_at)},
        chip=_chip(verdict),
        amount=money(added, asked.client.currency) if added else "",
        facts=[
            *_facts(asked, at, week),
            *([Fact(_("Added to the invoice"), money(added, asked.client.currency))] if added else []),
        ],
    )


def _why(verdict: Verdict, zone: str) -> str:
    telling = [each for each in verdict.reasons if each.rule != "standard"] or verdict.reasons
    said = [f"{sentence(each, zone=zone)} {each.paragraph}" for each in telling[:2]]
    if verdict.percent and verdict.standard_date:
        when = figures.moment(verdict.standard_date, zone)
        said.append(_("Without surcharge from %(moment)s.") % {"moment": when})
    return " ".join(said)


def _chip(verdict: Verdict) -> str:
    if verdict.urgent:
        return _("Urgent")
    return _("Off hours") if verdict.off_hours else _("Out of scope")


def _facts(asked: ClientRequest, at: datetime, week: planning.Week | None) -> Iterator[Fact]:
    if asked.wanted_by:
        yield Fact(_("Wanted %(moment)s") % {"moment": _moment(asked.wanted_by)}, *_left(asked.wanted_by, at))
    if asked.effort_minutes:
        effort = figures.duration(asked.effort_minutes)
        free = week.free if week else None
        of = _("%(effort)s of %(free)s") % {"effort": effort, "free": figures.duration(max(free or 0, 0))}
        yield Fact(_("Takes from your week"), effort if free is None else of)


def _left(wanted: datetime, at: datetime) -> tuple[str, str]:
    minutes = int((wanted - at).total_seconds() // 60)
    if minutes < 0:
        return _("%(duration)s late") % {"duration": figures.duration(-minutes)}, "late"
    return _("%(duration)s left") % {"duration": figures.duration(minutes)}, "warn" if minutes < 24 * 60 else ""


def _wanted(at: datetime, but: list[int]) -> Any:
    """Open requests that are late, or wanted within two days."""
    found = ClientRequest.objects.open().exclude(pk__in=but).filter(wanted_by__lt=at + timedelta(days=2))
    return found.select_related("client").order_by("wanted_by")[:MOST]


def _due(asked: ClientRequest, at: datetime) -> Need:
    wanted = asked.wanted_by or at
    left, _tone = _left(wanted, at)
    return Need(
        section=_("To be done"),
        rank=(1, wanted.timestamp()),
        who=asked.client.name,
        title=str(asked),
        url=asked.get_absolute_url(),
        why=_("Wanted %(moment)s: %(left)s.") % {"moment": _moment(wanted), "left": left},
        button=_("Open the request"),
        chip=_("Late") if wanted < at else "",
        tone="late",
    )


def _unheard(request: HttpRequest, at: datetime) -> Iterator[Need]:
    """Questions that the client leaves without an answer for longer than the procedures wait."""
    sop = getattr(request, "sop", None)
    policy = sop.policy() if sop else None
    waiting = Question.objects.open().filter(client_request__done_at=None, client_request__declined_at=None)
    if policy is None:
        return
    for question in waiting.select_related("client_request__client").order_by("asked_at")[:MOST]:
        due = client_answer_due(policy.hours, policy.process, question.asked_at)
        if due and due[0] <= at:
            yield _silent(question, at, due[1])


def _silent(question: Question, at: datetime, cite: str) -> Need:
    asked = question.client_request
    waited = figures.duration(int((at - question.asked_at).total_seconds() // 60))
    return Need(
        section=_("No answer from the client"),
        rank=(2, question.asked_at.timestamp()),
        who=asked.client.name,
        title=str(asked),
        url=asked.get_absolute_url(),
        why=_("Asked on %(moment)s: no answer for %(waited)s. %(cite)s")
        % {"moment": _moment(question.asked_at), "waited": waited, "cite": cite},
        button=_("Ask again"),
        ruled=True,
        chip=_("Silent"),
    )


def _forgotten(request: HttpRequest, at: datetime) -> Iterator[Need]:
    entry, sop = running(request), getattr(request, "sop", None)
    hours = sop.policy().hours if sop else Hours(timezone="UTC")
    if entry is None or entry.started_at is None or not is_overrun(entry.started_at, at, hours):
        return
    yield Need(
        section=_("Time"),
        rank=(2, entry.started_at.timestamp()),
        who=entry.client.name,
        title=_("A timer is still running"),
        url=address("requests:timer-ask"),
        why=_("It runs since %(moment)s. Say when you really stopped, before it is billed.")
        % {"moment": _moment(entry.started_at)},
        button=_("Say what was real"),
    )


def _bar(week: planning.Week) -> dict[str, Any]:
    """The week as a bar 1200 wide: worked, then promised, of its capacity or of what there is."""
    capacity = None if week.free is None else week.worked + week.promised + week.free
    whole = max(capacity or 0, week.worked + week.promised, 1)
    worked, promised = week.worked * 1200 // whole, week.promised * 1200 // whole
    return {
        "week": week,
        "capacity": capacity,
        "over": -(week.free or 0),
        "worked": worked,
        "promised": promised,
        "number": week.monday.isocalendar().week,
        "url": address("requests:time-week"),
    }


def _moment(moment: datetime) -> str:
    return figures.moment(moment, timezone.get_current_timezone_name())


def first_steps() -> Iterator[Step]:
    """The first half-hour is the last of the first steps."""
    if url := address("requests:time-week"):
        words = _("Type it as you would say it: 30 min martin newsletter")
        yield Step(_("Log your first half-hour"), words, url, _("Log time"), TimeEntry.objects.exists())
