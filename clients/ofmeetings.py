"""What meetings put on other pages: on Today, on a client's overview, and into the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import pipeline
from clients.history import LONGEST, WHOSE, Event, Part
from clients.models import BOOKED, CANCELLED, Client, Meeting
from clients.models.meetings import MEETING_KINDS, OUTCOMES
from sops.wording import figures
from vacrm import prepared
from vacrm.templatetags.vacrm_format import moment
from vacrm.today import Need

SHOWN = 4  # of a client's meetings on the overview
SETTLED = pipeline.RESTING | {pipeline.ACTIVE}  # who had the kickoff, or needs none
MEETINGS = Prefetch("meetings", Meeting.objects.defer("notes", "decisions", "need"))  # in order, read once for a page
WEEKS = timedelta(days=60)  # after which nobody asks any more how a call went
PAGE = "clients:meeting-detail"
_KINDS, _OUTCOMES = dict(MEETING_KINDS), dict(OUTCOMES)


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need]:
    """Meetings of the day, and those that are over and of which nothing was said."""
    for meeting in _near(since=at - WEEKS, until=at + timedelta(days=2)):
        if meeting.ends_at <= at:
            yield _past(meeting)
        elif timezone.localtime(meeting.starts_at).date() == on:
            yield _coming(meeting)


def _booked_between() -> QuerySet[Meeting]:
    span = {"starts_at__gt": prepared.moment("since"), "starts_at__lt": prepared.moment("until")}
    found = Meeting.objects.filter(state=BOOKED, **span)
    return found.select_related("client").defer("notes", "decisions").order_by("starts_at")[:20]


_near = prepared.Prepared(_booked_between)


def _coming(meeting: Meeting) -> Need:
    begins = figures.moment(meeting.starts_at, timezone.get_current_timezone_name())
    return Need(
        section=_("Meetings"),
        rank=(1, meeting.starts_at.timestamp()),
        who=meeting.client.name,
        title=str(meeting),
        url=reverse("clients:meeting-detail", args=[meeting.pk]),
        why=" ".join(filter(None, [f"{begins[:1].upper()}{begins[1:]}.", meeting.need[:200]])),
        button=_("Prepare it"),
        chip=_("Today"),
    )


def _past(meeting: Meeting) -> Need:
    return Need(
        section=_("Meetings"),
        rank=(2, meeting.starts_at.timestamp()),
        who=meeting.client.name,
        title=str(meeting),
        url=reverse("clients:meeting-detail", args=[meeting.pk]),
        why=_("It was on %(moment)s. Say what came of it, and the client moves on.")
        % {"moment": figures.moment(meeting.starts_at, timezone.get_current_timezone_name())},
        button=_("Say how it went"),
    )


def panel(client: Client, on: date) -> dict[str, Any]:
    """The latest meetings with a client, and the way to the next."""
    found = client.meetings.defer("notes", "decisions", "need").order_by("-starts_at")[: SHOWN + 1]
    rows = list(found)
    kind = "discovery" if client.stage in pipeline.UNSIGNED else "other" if client.stage in SETTLED else "kickoff"
    return {
        "template": "clients/_client_meetings.html",
        "rows": rows[:SHOWN],
        "kind": kind,
        "offers": kind == "kickoff" and bool(client.email) and not any(_stands(each) for each in rows),
    }


def _stands(meeting: Meeting) -> bool:
    return meeting.kind == "kickoff" and meeting.state != CANCELLED


def events() -> Iterator[Part]:
    """Meetings booked, held and cancelled."""
    rows = Meeting.objects.filter(client=WHOSE)
    held = rows.filter(cancelled_at__isnull=True).exclude(state=BOOKED)
    yield Part(tell=_booked, rows=rows, at="booked_at", words=("kind", "starts_at"), page=PAGE)
    yield Part(tell=_cancelled, rows=rows, at="cancelled_at", words=("kind", "why"), page=PAGE)
    yield Part(tell=_held, rows=held, at="starts_at", words=("kind", "outcome"), page=PAGE)
    yield Part(tell=_wrote, rows=rows, at="minutes_sent_at", words=("kind",), page=PAGE)


def on_the_way(client: Client, longest: int = LONGEST) -> Iterator[Event]:
    """What evidence does not tell: meetings that were cancelled, and when those to come take place."""
    prefetch_related_objects([client], MEETINGS)
    for meeting in list(client.meetings.all())[-longest:]:
        page, kind = (PAGE, meeting.pk), meeting.kind
        if meeting.cancelled_at:
            yield Event(meeting.cancelled_at, partial(_cancelled, kind, meeting.why), page)
        elif meeting.state == BOOKED:
            yield Event(meeting.starts_at, partial(_planned, kind), page)


def _planned(kind: str) -> str:
    return _("Planned: %(kind)s") % {"kind": _KINDS[kind]}


def _booked(kind: str, starts_at: str) -> str:
    found = datetime.fromisoformat(starts_at)  # SQLite keeps it in UTC without saying so
    begins = found if found.tzinfo else found.replace(tzinfo=UTC)
    return _("Booked: %(kind)s, %(moment)s") % {"kind": _KINDS[kind], "moment": moment(begins)}


def _cancelled(kind: str, why: str) -> str:
    values = {"kind": _KINDS[kind], "why": why}
    return _("Cancelled: %(kind)s (%(why)s)") % values if why else _("Cancelled: %(kind)s") % values


def _held(kind: str, outcome: str) -> str:
    values = {"kind": _KINDS[kind], "outcome": _OUTCOMES.get(outcome, outcome)}
    return _("Held: %(kind)s (%(outcome)s)") % values if outcome else _("Held: %(kind)s") % values


def _wrote(kind: str) -> str:
    return _("You wrote after: %(kind)s") % {"kind": _KINDS[kind]}
