"""Places of the portal: where a link leads, by its scope."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from clients.models import PortalLink


def place_of(link: PortalLink) -> str:
    """The address that a link opens: the client's portal, or the one thing its scope names.

    A scope such as “quote:12” is looked up in `settings.PORTAL_PLACES`: the address of “quote” is given the client
    and 12.
    """
    kind, _sign, number = link.scope.partition(":")
    if kind in settings.PORTAL_PLACES and number.isdecimal():
        return reverse(settings.PORTAL_PLACES[kind], args=[link.client_id, int(number)])
    return reverse("clients:portal-home", args=[link.client_id])
