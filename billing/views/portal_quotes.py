"""Quotes in the portal: those sent to the client, each as sent, with its options to tick; opening one is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from billing.choosing import OPTION, Plan, chosen_in, plan, with_options
from billing.following import amounts, find, standing
from billing.hearing import ANSWERED, ASKED
from billing.models import Quote
from billing.models.quotes import ACCEPTED, DRAFT
from billing.offering import said_of
from billing.proposing import file_name
from billing.replying import SEEN, note_seen
from billing.rules.said import Said
from billing.signing import signature_of
from billing.views.documents import PDF_POLICY, pdf
from billing.views.quotes import parts
from clients import door
from clients.models import Agreement, Client
from clients.views.guests import Guest, closed, guests_only, show
from sops.wording.inshort import in_short
from vacrm import clock
from vacrm.desk.today import today
from vacrm.frame import address
from vacrm.templatetags.vacrm_format import day

PAGE = 30
OPEN = "sent"  # the standing of a quote that waits for the client's word


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
    """One quote with its options, sums, rules and contract; the first opening is kept as seen."""
    found = sent(guest.client, quote)
    if found is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    on = today()
    prefetch_related_objects([found], "events")
    if not guest.looks and not any(each.what == SEEN for each in found.events.all()):
        note_seen(found, at=clock.now(), on=on)
    context = {**offered(found, request.GET.getlist(OPTION), on), "talk": talk(found), "later": _later(guest, found)}
    return show(request, guest, "quotes", "portal/quote.html", context, part="portal/_quote_offer.html")


def _later(guest: Guest, quote: Quote) -> Quote | None:
    """The version that replaced a quote, where a link opens it: she may have given it by hand."""
    later: Quote | None = quote.superseded_by if quote.is_replaced else None
    is_open = later and (guest.link is None or door.reaches(guest.link, f"quote:{later.pk}", at=clock.now()))
    return later if is_open else None


def offered(quote: Quote, asked: list[str], on: date) -> dict[str, Any]:
    """What a quote says with the options asked for: lines, sums, what signing bills, and where to go on."""
    said = said_of(quote, on=on)
    chosen = chosen_in(quote, said, asked)
    said, state = with_options(said, chosen, quote), standing(quote, on).code
    sign = address("billing:portal-quote-sign", quote.client_id, quote.pk) if state == OPEN else ""
    return {
        "quote": quote,
        "said": said,
        "parts": parts(said),
        "options": [line for line in said.lines if line.is_optional],
        "chosen": chosen,
        "is_open": state == OPEN,
        "can_renew": state in ("expired", "replaced"),
        "plan": _plan(quote, said, state, on),
        "rules": in_short(quote.sop.policy(), currency=said.currency),
        "says": answer_of(quote, on, signs=bool(sign)),
        "signature": signature_of(quote) if quote.answered_at else None,
        "sign": sign,
    }


def _plan(quote: Quote, said: Said, state: str, on: date) -> Plan | None:
    """What signing bills today, or billed on its day; None where nothing is signed any more."""
    if state == ACCEPTED and quote.answered_at:
        begins = Agreement.objects.filter(quote_line__quote=quote).values_list("starts_on", flat=True).first()
        return plan(quote, said, on=timezone.localtime(quote.answered_at).date(), begins=begins)
    return plan(quote, said, on=on) if state == OPEN else None


def talk(quote: Quote) -> list[tuple[bool, Any]]:
    """What was asked and answered, in order; True: by the client."""
    return [(each.what == ASKED, each) for each in quote.events.all() if each.what in (ASKED, ANSWERED)]


@require_safe
@csp_override(PDF_POLICY)
@guests_only("quote")
def portal_quote_pdf(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """The document as it was sent."""
    found = sent(guest.client, quote)
    if found is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    return pdf(bytes(found.document.content), file_name(found).removesuffix(".pdf"))


def sent(client: Client, pk: int) -> Quote | None:
    """A quote of a client that was sent; a draft is nobody's yet."""
    found = Quote.objects.exclude(state=DRAFT).filter(client=client, document__isnull=False, pk=pk)
    return found.select_related("client", "sop", "superseded_by", "document").prefetch_related("lines").first()


def answer_of(quote: Quote, on: date, *, signs: bool = False) -> str:
    """Where a quote stands, said to the client; `signs`: it can be signed here."""
    values = {
        "until": day(quote.valid_until),
        "answered": day(quote.answered_at),
        "later": getattr(quote, "superseded_by", None),
    }
    by_mail = _("Valid until %(until)s. To accept, send it back signed, or write to me that you agree.")
    return {
        "sent": _("Valid until %(until)s.") if signs else by_mail,
        "expired": _("This quote was valid until %(until)s. Ask me for a new one."),
        "replaced": _("A later version, %(later)s, replaced this quote. Please look at that one."),
        "accepted": _("You accepted this quote on %(answered)s."),
        "declined": _("You declined this quote on %(answered)s."),
        "cancelled": _("This quote was taken back on %(answered)s."),
    }[standing(quote, on).code] % values
