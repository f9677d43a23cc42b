"""Settle when a line was worked: its times on a day, what “until 11h” begins with, the time since her last end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from requests.lines import Read
from requests.models import TimeEntry
from requests.timing import Span, between
from vacrm.paper.figures import day
from vacrm.templatetags.vacrm_format import language

MOST = timedelta(hours=8)  # what lies longer back than this was not one piece of work


def settled(read: Read, now: datetime) -> Span | None:
    """The span of a line, seen from `now` on her wall clock; None where it says no time.

    Raises ValidationError for a day to come, an hour that the clock skipped, and a start or an end that is missing.
    """
    if not read.is_timed:
        return None
    if read.on > now.date():
        raise ValidationError(_("%(day)s is still to come; time is noted once it is worked.") % {"day": _day(read.on)})
    if read.minutes:
        return Span(read.on, read.minutes)
    start, end = _start(read, now), _end(read, now)
    if read.end and end <= start:  # past midnight
        end = at_clock(read.on + timedelta(days=1), read.end, now)
    return between(start, end, on=read.on)


def at_clock(on: date, clock: time, now: datetime) -> datetime:
    """A time of the clock on a day, in the zone of `now`. Raises ValidationError where the clock skips it."""
    moment = datetime.combine(on, clock, now.tzinfo)
    if moment.astimezone(UTC).astimezone(now.tzinfo).time() != clock:
        raise ValidationError(
            _("The clock skips %(time)s on %(day)s; write another hour.") % {"time": f"{clock:%H:%M}", "day": _day(on)}
        )
    return moment


def last_end(on: date, before: datetime) -> datetime | None:
    """When the last entry of a day ended, up to a moment; None: none did."""
    found = TimeEntry.objects.filter(on=on, ended_at__lte=before).aggregate(last=Max("ended_at"))
    last: datetime | None = found["last"]
    return last


def proposed(on: date, now: datetime) -> str:
    """The time since her last end today, as one would write it: 10:45-11:24; empty where there is none to propose."""
    until = _whole(now)
    since = last_end(on, now) if on == now.date() else None
    if since is None or not timedelta(0) < until.astimezone(UTC) - since <= MOST:
        return ""
    return f"{since.astimezone(now.tzinfo):%H:%M}-{until:%H:%M}"


def _start(read: Read, now: datetime) -> datetime:
    if read.start:
        return at_clock(read.on, read.start, now)
    until = at_clock(read.on, read.end or time(), now)
    since = last_end(read.on, until)
    if since is None:
        raise ValidationError(_("From when? Nothing ends before that on this day."))
    return since


def _end(read: Read, now: datetime) -> datetime:
    if read.end:
        return at_clock(read.on, read.end, now)
    if read.on != now.date():
        raise ValidationError(_("Until when? Write 9:00-10:45."))
    return _whole(now)


def _whole(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _day(on: date) -> str:
    return day(on, language(), "EEEE d MMMM")
