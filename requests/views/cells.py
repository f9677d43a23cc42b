"""A cell of the week: read, typed over, and saved, in the grid or on a page of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from clients.models import Client
from requests.filling import Cell, cell_of, fill
from requests.views.hours import day_address, week
from requests.views.undoing import way_back
from vacrm import clock
from vacrm.desk.refusing import sentences
from vacrm.fragments import page
from vacrm.telling import done
from vacrm.templatetags.vacrm_format import day


@require_http_methods(["GET", "HEAD", "POST"])
def time_cell(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """The time of one client on one day."""
    cell = cell_of(get_object_or_404(Client, pk=pk), _day(on))
    if request.method != "POST":
        return _shown(request, cell, cell.said)
    said = request.POST.get("said", "").replace("\0", "")
    try:
        corrected = fill(cell, said, now=_now())
    except ValidationError as error:
        return _shown(request, cell, said, list(sentences(error)))
    if corrected:
        values = {"client": cell.client, "day": day(cell.on, "EEEE d MMMM")}
        done(request, _("%(client)s, %(day)s: saved.") % values, undo=way_back(corrected))
    if not getattr(request, "htmx", None):
        return redirect(day_address(cell.on))
    return reswap(retarget(week(request, chosen=cell.on), "#time-week"), "outerHTML")


def _shown(request: HttpRequest, cell: Cell, said: str, problems: list[str] | None = None) -> HttpResponse:
    context: dict[str, Any] = {"cell": cell, "said": said, "problems": problems}
    return page(request, "requests/time_cell.html", "requests/_time_cell.html", context, 422 if problems else 200)


def _now() -> datetime:
    return timezone.localtime(clock.now())


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError as error:
        raise Http404 from error
    if found is None or not 1970 <= found.year <= 2999:
        raise Http404
    return found
