"""Find requests by words or by number."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from requests.models import ClientRequest
from vacrm.finding import MOST, Hit


def find(words: str) -> tuple[str, list[Hit]]:
    """Requests whose subject, key or client holds every word; “#12” is the one of that number."""
    found = ClientRequest.objects.select_related("client")
    for word in words.split():
        wanted = Q(subject__icontains=word) | Q(client__name__icontains=word) | Q(key__icontains=word)
        wanted |= Q(words__icontains=word)
        digits = word.lstrip("#")
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            wanted |= Q(pk=int(digits))
        found = found.filter(wanted)
    return _("Requests"), [Hit(str(each), each.get_absolute_url(), each.client.name) for each in found[:MOST]]
