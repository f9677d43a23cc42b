"""The onboarding in the client's portal: the same page and acts as on hers, done by the client's hand."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from clients.checklists import Place
from clients.models import CLIENT
from clients.views.brought_page import View
from clients.views.guests import Guest, closed, guests_only


def theirs(view: View) -> View:
    """A view of an onboarding, in the portal: the client comes from the door, and what is not theirs opens nothing."""

    @wraps(view)
    def visit(request: HttpRequest, guest: Guest, **named: Any) -> HttpResponse:
        client = guest.client
        try:
            return view(request, Place(client, CLIENT, "clients:portal-onboarding", (client.pk,), guest), **named)
        except Http404:
            return closed(request, f"onboarding {named} is not of client {client.pk}")

    return guests_only()(visit)
