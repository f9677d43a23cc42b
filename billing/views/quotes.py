"""Quotes: the list, one with its document, and what waits for an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_safe

from billing.accepting import signed
from billing.choosing import chosen_in, with_options
from billing.drawing_quotes import draw_quote
from billing.following import QuoteFilterForm, amounts, find, happened, says, standing
from billing.forms_portal import QuestionForm
from billing.hearing import unheard
from billing.models import Quote
from billing.models.quotes import ACCEPTED
from billing.offering import said_of
from billing.paper.quote import titles
from billing.proposing import file_name, last_day
from billing.quoting import too_much
from billing.rules.draft import Refusal
from billing.rules.said import Said
from billing.signing import signature_of
from billing.views.documents import PDF_POLICY, pdf
from billing.views.track import MOVING
from clients.gates import holds_of
from clients.heading import heading
from clients.models import Client
from vacrm import clock
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.post.admin import STATE_NAMES
from vacrm.post.models import Delivery

PAGE = 25


@require_safe
def quote_list(request: HttpRequest) -> HttpResponse:
    """The quotes asked for, the latest first."""
    form, on = QuoteFilterForm(request.GET), today()
    found = find(form.cleaned_data if form.is_valid() else {}, on=on)
    rows = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "rows": rows,
        "quotes": [(each, standing(each, on), amounts(each)) for each in rows],
        "waiting": Quote.objects.waiting(on).count(),
        "asked": any(request.GET.get(name) for name in form.fields),
        "keep": keep(request),
    }
    answer = 200 if form.is_valid() else 422
    return page(request, "billing/quote_list.html", "billing/_quotes.html", context, answer)


def keep(request: HttpRequest) -> str:
    """What was asked for, to be kept from page to page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


@require_safe
def client_quotes(request: HttpRequest, pk: int) -> HttpResponse:
    """A client's quotes."""
    client, on = get_object_or_404(Client, pk=pk), today()
    rows = Paginator(find({}, on=on).filter(client=client), PAGE).get_page(request.GET.get("page"))
    quotes = [(each, standing(each, on), amounts(each)) for each in rows]
    context = {"rows": rows, "quotes": quotes, **heading(client, "quotes", on)}
    return page(request, "billing/client_quotes.html", "billing/_client_quotes.html", context)


@require_safe
def quote_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One quote: where it stands, what it says, and its document."""
    return render(request, "billing/quote_detail.html", detail(read(pk), today()))


def read(pk: int) -> Quote:
    """A quote with all its page shows; 404 when there is none."""
    found = Quote.objects.select_related(
        "client", "sop", "supersedes", "superseded_by", "client_request", "delivery__delivery"
    )
    return get_object_or_404(found.prefetch_related("lines__agreement", "events"), pk=pk)


def detail(quote: Quote, on: date) -> dict[str, Any]:
    """What the page of a quote shows."""
    said, refused = said_or_why(quote, on)
    sent = latest(quote)
    mail = sent.state(clock.now()) if sent else ""
    return {
        "quote": quote,
        "said": said,
        "refused": refused,
        "parts": parts(said) if said else [],
        "options": [each for each in said.lines if not each.counts] if said else [],
        "standing": standing(quote, on),
        "says": says(quote, said, on),
        "events": happened(quote),
        **heard(quote),
        "later": getattr(quote, "superseded_by", None),
        "lasts": last_day(quote, on) if quote.is_draft else quote.valid_until,
        "can_answer": quote.state == "sent" and not quote.is_replaced,
        "signed": signed(quote) if quote.answered_at and any(line.agreement for line in quote.lines.all()) else None,
        "signature": signature_of(quote) if quote.answered_at else None,
        "holds": holds_of(quote.client, on) if quote.state == ACCEPTED else [],
        "delivery": sent,
        "mail": str(STATE_NAMES[mail]) if mail else "",
        "mail_state": mail,
        "moving": mail in MOVING,
    }


def heard(quote: Quote) -> dict[str, Any]:
    """What the client said in the portal that waits for her, and the form of her answer."""
    found = [] if quote.is_draft else list(unheard().filter(quote=quote))
    to = found[-1].by if found else ""
    return {"heard": found, "answer": QuestionForm() if found else None, "answer_to": to}


def latest(quote: Quote) -> Delivery | None:
    """The message that carried it."""
    carried = getattr(quote, "delivery", None)
    return carried.delivery if carried else None


def said_or_why(quote: Quote, on: date) -> tuple[Said | None, str]:
    """What a quote says, with the options that were signed; nothing, and why, where nothing can be said.

    That is where its discount is more than it comes to.
    """
    try:
        said = said_of(quote, on=on)
    except Refusal as error:
        return None, too_much(error, quote.currency)
    return (with_options(said, chosen_in(quote, said, ()), quote) if quote.state == ACCEPTED else said), ""


def parts(said: Said) -> list[dict[str, Any]]:
    """The lines by when they are paid, each with its sum."""
    names = titles()
    return [
        {
            "title": names[each.rhythm][0],
            "total": names[each.rhythm][1],
            "sum": each,
            "lines": [line for line in said.lines if line.counts and line.rhythm == each.rhythm],
        }
        for each in said.sums
    ]


@xframe_options_sameorigin
@csp_override(PDF_POLICY)
@require_GET
def quote_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it was sent; a draft is drawn now, with its watermark."""
    quote = get_object_or_404(Quote.objects.select_related("client", "sop", "supersedes", "document"), pk=pk)
    name = file_name(quote).removesuffix(".pdf")
    if not quote.is_draft and hasattr(quote, "document"):
        return pdf(bytes(quote.document.content), name)
    try:
        return pdf(draw_quote(said_of(quote, on=today()), quote.sop), name)
    except (Refusal, ValidationError) as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
