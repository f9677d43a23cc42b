"""Quotes in the portal: those sent to the client, each as it was sent; opening one is kept."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from billing.following import amounts, find, standing
from billing.models import Quote
from billing.models.quotes import DRAFT
from billing.offering import said_of
from billing.proposing import file_name
from billing.replying import note_seen
from billing.views.documents import PDF_POLICY, pdf
from billing.views.quotes import parts
from clients.models import Client
from clients.views.guests import Guest, closed, guests_only, show
from vacrm import clock
from vacrm.desk.today import today
from vacrm.templatetags.vacrm_format import day

PAGE = 30


@require_safe
@guests_only()
def portal_quotes(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The quotes that were sent, the latest first."""
    on = today()
    found = find({}, on=on).filter(client=guest.client, document__isnull=False)
    rows = Paginator(found, PAGE).get_page(request.GET.get("page"))
    quotes = [(each, standing(each, on), amounts(each)) for each in rows]
    return show(request, guest, "quotes", "portal/quotes.html", {"rows": rows, "quotes": quotes})


@require_safe
@guests_only("quote")
def portal_quote(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """One quote with its sums and its contract; the first opening is kept as seen."""
    found = _sent(guest.client, quote)
    if found is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    on = today()
    if not guest.looks:
        note_seen(found, at=clock.now(), on=on)
    said = said_of(found, on=on)
    context = {
        "quote": found,
        "said": said,
        "parts": parts(said),
        "options": [line for line in said.lines if not line.counts],
        "says": answer_of(found, on),
    }
    return show(request, guest, "quotes", "portal/quote.html", context)


@require_safe
@csp_override(PDF_POLICY)
@guests_only("quote")
def portal_quote_pdf(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """The document as it was sent."""
    found = _sent(guest.client, quote)
    if found is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    return pdf(bytes(found.document.content), file_name(found).removesuffix(".pdf"))


def _sent(client: Client, pk: int) -> Quote | None:
    """A quote of a client that was sent; a draft is nobody's yet."""
    found = Quote.objects.exclude(state=DRAFT).filter(client=client, document__isnull=False, pk=pk)
    return found.select_related("client", "sop", "superseded_by", "document").first()


def answer_of(quote: Quote, on: date) -> str:
    """Where a quote stands, said to the client."""
    values = {
        "until": day(quote.valid_until),
        "answered": day(quote.answered_at),
        "later": getattr(quote, "superseded_by", None),
    }
    return {
        "sent": _("Valid until %(until)s. To accept, send it back signed, or write to me that you agree."),
        "expired": _("This quote was valid until %(until)s. Ask me for a new one."),
        "replaced": _("A later version, %(later)s, replaced this quote. Please look at that one."),
        "accepted": _("You accepted this quote on %(answered)s."),
        "declined": _("You declined this quote on %(answered)s."),
        "cancelled": _("This quote was taken back on %(answered)s."),
    }[standing(quote, on).code] % values
