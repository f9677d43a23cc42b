"""The week's hours: said in one line, read back, and kept; and the one timer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests import planning
from requests.forms import EntryForm
from requests.models import TimeEntry
from requests.noting import note, served, understand
from requests.shell import running
from requests.weekly import grid_of
from sops.models import SopVersion
from vacrm.desk.refusing import refuse
from vacrm.desk.today import here, today
from vacrm.fragments import page
from vacrm.telling import done


def locks_of(entries: list[TimeEntry]) -> dict[int, Any]:
    """What keeps entries as they are, by id: the room that bills says so, under its dotted name."""
    locks: dict[int, Any] = import_string(settings.TIME_LOCKS)([entry.pk for entry in entries])
    return locks


@require_safe
def time_week(request: HttpRequest) -> HttpResponse:
    """One week by client and day, and the entries of one day."""
    return _week(request, line=request.GET.get("q", "").replace("\0", "")[:500])


def _week(request: HttpRequest, *, line: str = "", problems: list[str] | None = None) -> HttpResponse:
    chosen = _day(request.GET.get("day", "")) or today()
    monday = chosen - timedelta(days=chosen.weekday())
    version = SopVersion.objects.published().first()
    known = served()
    noted = understand(line, today=today(), known=known) if line else None
    entries = list(TimeEntry.objects.filter(on=chosen).select_related("client", "client_request"))
    locks = locks_of(entries)
    context = {
        "chosen": chosen,
        "today": today(),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": chosen - timedelta(days=7),
        "after": chosen + timedelta(days=7),
        "number": chosen.isocalendar().week,
        "week": planning.week_of(chosen, version.policy()) if version else None,
        "grid": grid_of(monday, ZoneInfo(here()), known),
        "entries": [(entry, locks.get(entry.pk)) for entry in entries],
        "total": sum(entry.minutes or 0 for entry in entries),
        "running": running(request),
        "clients": known,
        "line": line,
        "noted": noted,
        "problems": problems or (noted.problems if noted else ()),
    }
    return page(request, "requests/time_week.html", "requests/_time_week.html", context, 422 if problems else 200)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def time_read(request: HttpRequest) -> HttpResponse:
    """What a line is understood as, while it is typed."""
    line = request.GET.get("q", "").replace("\0", "")[:500]
    noted = understand(line, today=today(), known=served()) if line.strip() else None
    context = {"noted": noted, "problems": noted.problems if noted else (), "today": today()}
    return render(request, "requests/_time_reading.html", context)


@require_POST
def time_list(request: HttpRequest) -> HttpResponse:
    """Log a line; or, where nothing reads it while it is typed, only read it back."""
    line = request.POST.get("q", "").replace("\0", "")[:500]
    if "read" in request.POST:
        return _week(request, line=line)
    try:
        entry = note(line, today=today(), zone=ZoneInfo(here()))
    except ValidationError as error:
        return _week(request, line=line, problems=error.messages)
    done(request, _("Logged for %(client)s.") % {"client": entry.client})
    return redirect(_address(entry.on))


def _address(on: date) -> str:
    return f"{reverse('requests:time-week')}?day={on.isoformat()}"


def time_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry that no invoice holds."""
    entry = get_object_or_404(TimeEntry.objects.select_related("client"), pk=pk)
    if locks_of([entry]):
        return _kept(request, entry)
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        entry = form.save()
        done(request, _("Changed."))
        return redirect(_address(entry.on))
    context = {"form": form, "entry": entry}
    return page(request, "requests/time_form.html", "requests/_time_form.html", context, 422 if form.is_bound else 200)


def time_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete an entry that no invoice holds."""
    entry = get_object_or_404(TimeEntry.objects.select_related("client"), pk=pk)
    if locks_of([entry]):
        return _kept(request, entry)
    if request.method != "POST":
        return render(request, "requests/time_delete.html", {"entry": entry})
    on = entry.on
    entry.delete()
    done(request, _("Deleted."))
    return redirect(_address(on))


def _kept(request: HttpRequest, entry: TimeEntry) -> HttpResponse:
    refuse(request, ValidationError(_("This time is billed; it stays as it is.")))
    return redirect(_address(entry.on))
