"""The week's hours: said in one line, read back, and kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests import planning
from requests.correcting import Corrected
from requests.models import TimeEntry
from requests.noting import note, served, understand
from requests.ordering import of_day, remarks
from requests.rules.overrun import is_overrun
from requests.rules.weekload import loads
from requests.settling import proposed
from requests.shell import running
from requests.timing import opening_hours
from requests.views.undoing import way_back
from requests.weekly import grid_of
from vacrm import clock
from vacrm.desk.refusing import sentences
from vacrm.desk.today import here, today
from vacrm.fragments import page
from vacrm.paper.figures import days
from vacrm.telling import done
from vacrm.templatetags.vacrm_format import duration, language


@require_safe
def time_week(request: HttpRequest) -> HttpResponse:
    """One week by client and day, and the entries of one day."""
    return week(request, line=_line(request.GET))


def week(
    request: HttpRequest, *, chosen: date | None = None, line: str = "", problems: list[str] | None = None
) -> HttpResponse:
    """The page of the week of a day, with a line to be read back or mended."""
    chosen = chosen or _day(request.GET.get("day", "")) or today()
    monday = chosen - timedelta(days=chosen.weekday())
    version = getattr(request, "sop", None)
    known = served()
    policy = version.policy() if version else None
    around = of_day(chosen)
    entries = sorted((entry for entry in around if entry.on == chosen), key=_by_clock)
    grid = grid_of(monday, ZoneInfo(here()), known)
    context = {
        "chosen": chosen,
        "today": today(),
        "monday": monday,
        "span": days(monday, monday + timedelta(days=6), language()),
        "thursday": monday + timedelta(days=3),
        "before": chosen - timedelta(days=7),
        "after": chosen + timedelta(days=7),
        "number": chosen.isocalendar().week,
        "week": planning.week_of(chosen, policy, grid.worked) if policy else None,
        "capacity": policy.hours.capacity_hours * 60 if policy and policy.hours.capacity_hours else None,
        "loads": loads(policy.hours, monday) if policy else [],
        "grid": grid,
        "remarks": list(remarks(around, grid.locks, chosen, ZoneInfo(here()), policy.hours if policy else None)),
        "entries": [(entry, grid.locks.get(entry.pk)) for entry in entries],
        "total": sum(entry.minutes or 0 for entry in entries),
        "running": (entry := running(request)),
        "seconds": int((clock.now() - entry.started_at).total_seconds()) if entry and entry.started_at else 0,
        "overrun": bool(entry and entry.started_at and is_overrun(entry.started_at, clock.now(), opening_hours())),
        "clients": known,
        "line": line,
        "problems": problems,
        **reading(line, known),
    }
    return page(request, "requests/time_week.html", "requests/_time_week.html", context, 422 if problems else 200)


def _by_clock(entry: TimeEntry) -> tuple[bool, float, int]:
    """In the order of the day; what has no times comes last."""
    return entry.started_at is None, entry.started_at.timestamp() if entry.started_at else 0.0, entry.pk


def reading(line: str, known: Any = None) -> dict[str, Any]:
    """What a line is understood as; an empty one is proposed the time since her last end."""
    if not line.strip():
        return {"noted": None, "proposal": proposed(today(), _now()), "today": today()}
    noted = understand(line, now=_now(), known=served() if known is None else known)
    return {"noted": noted, "line": line, "proposal": noted.proposal, "today": today()}


def _now() -> datetime:
    return timezone.localtime(clock.now())


def _line(said: Any) -> str:
    line: str = said.get("q", "")
    return line.replace("\0", "")[:500]


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def time_read(request: HttpRequest) -> HttpResponse:
    """What a line is understood as, while it is typed."""
    return render(request, "requests/_time_reading.html", reading(_line(request.GET)))


@require_POST
def time_list(request: HttpRequest) -> HttpResponse:
    """Log a line; or, where nothing reads it while it is typed, only read it back."""
    line = _line(request.POST)
    if "read" in request.POST:
        return week(request, line=line)
    try:
        entry = note(line, now=_now(), newcomer=request.POST.get("newcomer", "").replace("\0", ""))
    except ValidationError as error:
        return week(request, line=line, problems=list(sentences(error)))
    values = {"worked": duration(entry.minutes), "client": entry.client}
    undo = way_back(Corrected([], [entry.pk]))
    done(request, _("%(worked)s logged for %(client)s.") % values, undo=undo)
    return redirect(day_address(entry.on))


def day_address(on: date) -> str:
    """The page of a day."""
    return f"{reverse('requests:time-week')}?day={on.isoformat()}"
