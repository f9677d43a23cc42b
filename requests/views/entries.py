"""One piece of time: corrected, deleted, split, mended, and put back as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from requests import correcting
from requests.correcting import Corrected
from requests.entry_forms import EntryForm
from requests.keeping import locks_of, loosen
from requests.models import TimeEntry
from requests.restoring import restore, rows
from requests.views.hours import day_address
from requests.views.undoing import read_back, way_back
from vacrm.desk.refusing import refuse
from vacrm.desk.today import here
from vacrm.fragments import page
from vacrm.telling import done


def _entry(pk: int) -> TimeEntry:
    return get_object_or_404(TimeEntry.objects.select_related("client", "agreement"), pk=pk)


def time_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry that no invoice holds."""
    entry = _entry(pk)
    if entry.running:
        return redirect("requests:timer-ask")
    if locks_of([entry]):
        return _kept(request, entry)
    before = rows([entry])
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        loosen([entry])
        entry = form.save()
        done(request, _("Changed."), undo=way_back(Corrected(before, [])))
        return redirect(day_address(entry.on))
    context = {"form": form, "entry": entry}
    return page(request, "requests/time_form.html", "requests/_time_form.html", context, 422 if form.is_bound else 200)


def time_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an entry that no invoice holds; asked by a link, say first what goes."""
    entry = _entry(pk)
    if locks_of([entry]):
        return _kept(request, entry)
    if request.method != "POST":
        return render(request, "requests/time_delete.html", {"entry": entry})
    return _do(request, entry.on, lambda: correcting.remove(entry), _("Deleted."))


def _kept(request: HttpRequest, entry: TimeEntry) -> HttpResponse:
    try:
        loosen([entry])
    except ValidationError as error:
        refuse(request, error)
    return redirect(day_address(entry.on))


@require_POST
def time_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Split an entry at the midnight it runs past."""
    entry = _entry(pk)
    return _do(request, entry.on, lambda: correcting.split(entry, ZoneInfo(here())), _("Split at midnight."))


@require_POST
def time_mend(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Let one of two entries that overlap give way to the other."""
    first, second = _entry(pk), _entry(other)
    return _do(request, first.on, lambda: correcting.mend(first, second), _("Mended: no minute counts twice."))


def _do(request: HttpRequest, on: date, act: Callable[[], Corrected], said: str) -> HttpResponse:
    try:
        corrected = act()
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, said, undo=way_back(corrected))
    return redirect(day_address(on))


@require_POST
def time_restore(request: HttpRequest, kept: str) -> HttpResponse:
    """Put entries back as they were before an act."""
    try:
        told = read_back(kept)
    except BadSignature as error:
        raise Http404 from error
    try:
        old = restore(told.before, told.made)
    except ValidationError as error:
        refuse(request, error)
        return redirect("requests:time-week")
    done(request, _("As it was."))
    return redirect(day_address(old[0].on) if old else "requests:time-week")
