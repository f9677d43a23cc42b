"""What requests and time put on Today: answers she owes, what is due, a timer left running, and the week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _

from requests import planning
from requests.assessing import verdict_of
from requests.dues import MOST, due, moment_in_words, time_left
from requests.estimating import estimate
from requests.models import Assessment, ClientRequest, Question, TimeEntry
from requests.rules.overrun import is_overrun
from requests.shell import running
from sops.rules.judging import Assessment as Verdict
from sops.rules.policy import Hours
from sops.wording import figures
from sops.wording.reasons import sentence
from vacrm.frame import address
from vacrm.prepared import Prepared, moment
from vacrm.templatetags.vacrm_format import money
from vacrm.today import Card, Fact, Need, Step


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need | Card]:
    """Requests to answer, requests due, the timer and the week."""
    sop = getattr(request, "sop", None)
    policy = sop.policy() if sop else None
    week = planning.week_of(on, policy) if policy else None
    waiting = _unanswered(at=at)
    yield from (_answer(each, at, week) for each in waiting)
    yield from due(at, policy, but=[each.client_request_id for each in waiting])
    yield from _forgotten(request, at)
    if week:
        yield Card(20, "requests/_today_week.html", _bar(week))


def _waiting() -> QuerySet[Assessment]:
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
        .annotate(past=ExpressionWrapper(Q(client_request__wanted_by__lt=moment("at")), BooleanField()))
        .order_by("past", "client_request__wanted_by", "client_request__received_at")[:MOST]
    )


_unanswered = Prepared(_waiting)


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
        meta=_("asked %(moment)s") % {"moment": moment_in_words(asked.received_at)},
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
        yield Fact(
            _("Wanted %(moment)s") % {"moment": moment_in_words(asked.wanted_by)}, *time_left(asked.wanted_by, at)
        )
    if asked.effort_minutes:
        effort = figures.duration(asked.effort_minutes)
        free = week.free if week else None
        of = _("%(effort)s of %(free)s") % {"effort": effort, "free": figures.duration(max(free or 0, 0))}
        yield Fact(_("Takes from your week"), effort if free is None else of)


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
        % {"moment": moment_in_words(entry.started_at)},
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


def first_steps() -> Iterator[Step]:
    """The first half-hour is the last of the first steps."""
    if url := address("requests:time-week"):
        words = _("Type it as you would say it: 30 min martin newsletter")
        yield Step(_("Log your first half-hour"), words, url, _("Log time"), TimeEntry.objects.exists())
