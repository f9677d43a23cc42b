"""Find invoices and quotes by number, title or client, for the search of every page."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from billing.models import Invoice, Quote
from vacrm.finding import MOST, Hit


def find(words: str) -> tuple[str, list[Hit]]:
    """Invoices whose number, month or client holds every word."""
    found = Invoice.objects.select_related("client").defer("frozen")
    for word in words.split():
        found = found.filter(Q(number__icontains=word) | Q(client__name__icontains=word) | Q(month__icontains=word))
    return _("Invoices"), [Hit(str(each), each.get_absolute_url(), each.client.name) for each in found[:MOST]]


def quotes(words: str) -> tuple[str, list[Hit]]:
    """Quotes whose reference, title or client holds every word."""
    found = Quote.objects.select_related("client").defer("clauses")
    for word in words.split():
        found = found.filter(Q(ref__icontains=word) | Q(title__icontains=word) | Q(client__name__icontains=word))
    return _("Quotes"), [
        Hit(f"{each} {each.title}", each.get_absolute_url(), each.client.name) for each in found[:MOST]
    ]
