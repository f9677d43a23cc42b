"""Writing a quote: its form with rows and live sums, and the clauses of its contract."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from billing.contracting import word, wordings
from billing.forms_quote import (
    ClausesForm,
    LineForm,
    QuoteForm,
    kept_rows,
    moved,
    new_row,
    rows,
    typed_rows,
)
from billing.models import Quote, QuoteLine
from billing.offering import Vat, sums_said
from billing.paper.quote import titles
from billing.quoting import already_sent, begin, change, current_sop, make, settle_line, too_much
from billing.rules.draft import Refusal
from billing.rules.quote import Discount, Offer, add_up
from billing.views.quotes import read
from clients import pipeline
from clients.models import KINDS, Client
from requests.models import ClientRequest
from sops.models import Business
from vacrm import clock
from vacrm.asked import number_in
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.exact import ZERO
from vacrm.fragments import page
from vacrm.telling import done


@require_http_methods(["GET", "HEAD", "POST"])
def quote_new(request: HttpRequest) -> HttpResponse:
    """Write a quote: first for whom, then what; from a request, with what it asks for."""
    client_request = _asked(request)
    client = client_request.client if client_request else _client(request)
    if client is None:
        clients = Client.objects.exclude(stage__in=pipeline.ARCHIVED).order_by("name")
        return render(request, "billing/quote_client.html", {"clients": clients})
    try:
        quote = begin(client, on=today(), client_request=client_request)
    except ValidationError as error:
        refuse(request, error)
        return redirect("billing:quote-list")
    return _write(request, quote, _first_rows(quote))


def _asked(request: HttpRequest) -> ClientRequest | None:
    """The request that the quote answers; None where none is named."""
    number = number_in(request.GET.get("request", ""))
    return get_object_or_404(ClientRequest.objects.select_related("client"), pk=number) if number else None


def _client(request: HttpRequest) -> Client | None:
    number = number_in(request.GET.get("client", ""))
    return get_object_or_404(Client, pk=number) if number else None


def _first_rows(quote: Quote) -> list[dict[str, Any]]:
    """What a new quote begins with: the mission that a request asks for, or nothing yet."""
    asked = quote.client_request
    if asked is None:
        return []
    row = new_row("mission", asked.service, quote.sop.policy().services)
    return [{**row, "label": row["label"] or asked.subject}]


@require_http_methods(["GET", "HEAD", "POST"])
def quote_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    quote = read(pk)
    if not quote.is_draft:
        refuse(request, ValidationError(already_sent()))
        return redirect("billing:quote-detail", pk)
    return _write(request, quote, kept_rows(quote))


def _write(request: HttpRequest, quote: Quote, first: list[dict[str, Any]]) -> HttpResponse:
    if request.method != "POST":
        return _form(request, quote, QuoteForm(quote=quote), rows(None, first))
    if "do" in request.POST:
        typed = typed_rows(request.POST)
        moved(typed, request.POST["do"], quote.sop.policy().services, request.POST)
        return _form(request, quote, QuoteForm(quote=quote, typed=request.POST.dict()), rows(None, typed))
    form, lines = QuoteForm(request.POST, quote=quote), rows(request.POST)
    if all([form.is_valid(), *(line.is_valid() for line in lines)]):
        try:
            return _keep(request, form.fill(), [line.fill() for line in lines])
        except ValidationError as error:
            tell(form, error)
    return _form(request, quote, form, lines, status=422)


def _keep(request: HttpRequest, quote: Quote, lines: Sequence[QuoteLine]) -> HttpResponse:
    if quote.pk:
        change(quote, lines, on=today())
        done(request, _("%(quote)s is kept.") % {"quote": quote})
    else:
        make(quote, lines, at=clock.now(), on=today())
        done(request, _("%(quote)s is written. Read it, then send it.") % {"quote": quote})
    return redirect("billing:quote-detail", quote.pk)


def _form(
    request: HttpRequest, quote: Quote, form: QuoteForm, lines: Sequence[LineForm], status: int = 200
) -> HttpResponse:
    services = quote.sop.policy().services
    context = {
        "quote": quote,
        "form": form,
        "lines": lines,
        "kinds": KINDS,
        "services": services,
        "here": request.get_full_path(),
        "read": _sums(quote, form, lines),
    }
    return page(request, "billing/quote_form.html", "billing/_quote_form.html", context, status)


@require_POST
def quote_read(request: HttpRequest) -> HttpResponse:
    """What the form comes to as it is typed: a fragment."""
    client = _client(request)
    if client is None or not request.htmx:  # type: ignore[attr-defined]
        return redirect("billing:quote-list")
    quote = Quote(client=client, sop=current_sop(), currency=client.currency, language=client.language)
    context = {"quote": quote, "read": _sums(quote, QuoteForm(request.POST, quote=quote), rows(request.POST))}
    return render(request, "billing/_quote_read.html", context)


def _sums(quote: Quote, form: QuoteForm, lines: Sequence[LineForm]) -> dict[str, Any]:
    """What the lines that can be read come to; rows still half typed are left out and counted."""
    vat, offers, unread = Vat.of(Business.objects.get(), quote.client), [], 0
    for place, line in enumerate(lines, start=1):
        bound = line if line.is_bound else LineForm(_posted(line), prefix="line")
        if not bound.is_valid():
            unread += 1
        elif not bound.cleaned_data["is_optional"]:
            offers.append(_offer(place, settle_line(bound.fill()), vat))
    try:
        quoted = add_up(offers, _off(form))
    except Refusal as error:
        return {"refused": too_much(error, quote.currency), "unread": unread}
    names = titles()
    sums = [(names[each.rhythm], each) for each in sums_said(quoted, vat, today(), quote.language)]
    return {"sums": sums, "unread": unread}


def _posted(line: LineForm) -> dict[str, Any]:
    """The fields of a row that is shown, as its browser would post them."""
    found = {f"line-{name}": line[name].value() for name in line.fields}
    return {name: "" if value is None else str(value) for name, value in found.items() if value is not False}


def _offer(place: int, line: QuoteLine, vat: Vat) -> Offer:
    rate, category = vat.rate(line.vat_rate)
    return Offer(place, line.kind, line.price, rate, category, line.quantity, line.rate)


def _off(form: QuoteForm) -> Discount | None:
    """The discount as typed; None while it cannot be read."""
    source = form if form.is_bound else QuoteForm({n: form[n].value() for n in form.fields}, quote=form.quote)
    source.is_valid()
    off: Decimal = source.cleaned_data.get("off") or ZERO
    if not off:
        return None
    return (
        Discount(percent=min(off, Decimal(100))) if source.cleaned_data.get("of") == "percent" else Discount(None, off)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def quote_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """The clauses of the contract, in her own words where she likes."""
    quote = read(pk)
    found = wordings(quote)
    form = ClausesForm(request.POST if request.method == "POST" else None, wordings=found)
    if request.method == "POST" and form.is_valid():
        texts = dict(form.cleaned_data)
        restored = request.POST.get("restore", "")
        texts |= {each.code: each.written for each in found if each.code == restored}
        try:
            word(quote, texts)
        except ValidationError as error:
            tell(form, error)
        else:
            if restored:
                done(request, _("This clause reads as in the SOP again."))
                return HttpResponseRedirect(f"{request.path}#clause-{restored}")
            done(request, _("The contract is kept."))
            return redirect("billing:quote-detail", pk)
    clauses = [(each, form[each.code]) for each in found]
    context = {"quote": quote, "form": form, "clauses": clauses}
    return render(request, "billing/quote_contract.html", context, status=422 if form.errors else 200)
