"""Requests in the portal: listed, one by one, and their files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from clients.views.guests import Guest, closed, guests_only, show
from requests import ofportal
from requests.models import RequestFile
from vacrm.downloads import SANDBOX, saved

PAGE = 30


@require_safe
@guests_only()
def portal_requests(request: HttpRequest, guest: Guest) -> HttpResponse:
    """All that the client asked, the latest first."""
    rows = Paginator(ofportal.standings(guest.client).defer("words"), PAGE).get_page(request.GET.get("page"))
    found = [ofportal.standing(each) for each in rows]
    is_open = ofportal.standings(guest.client, is_open=True).count()
    context = {"rows": rows, "found": found, "open": is_open}
    return show(request, guest, "requests", "portal/requests.html", context)


@require_safe
@guests_only()
def portal_request(request: HttpRequest, guest: Guest, asked: int) -> HttpResponse:
    """One request: what was asked, where it stands, its files."""
    found = ofportal.one(guest.client, asked)
    if found is None:
        return closed(request, f"request {asked} is not of client {guest.client.pk}")
    return show(request, guest, "requests", "portal/request.html", {"each": ofportal.standing(found)})


@require_safe
@csp_override(SANDBOX)
@guests_only()
def portal_file(request: HttpRequest, guest: Guest, file: int) -> HttpResponse:
    """A file as it came, to be saved."""
    mine = RequestFile.objects.filter(client_request__client=guest.client, removed_at=None)
    found = mine.filter(pk=file).first()
    if found is None:
        return closed(request, f"file {file} is not of client {guest.client.pk}")
    return saved(found.name, found.mimetype, bytes(found.content))
