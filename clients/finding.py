"""Find clients by words of their names, or of the people there."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Client
from vacrm.finding import MOST, Hit


def find(words: str) -> tuple[str, list[Hit]]:
    """Clients whose name, key, address or contact holds every word."""
    found = Client.objects.all()
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(key__icontains=word)
            | Q(email__icontains=word)
            | Q(contacts__name__icontains=word)
        )
    hits = [Hit(each.name, each.get_absolute_url(), each.get_stage_display()) for each in found.distinct()[:MOST]]
    return _("Clients"), hits
