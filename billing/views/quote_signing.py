"""A quote signed on paper or agreed to by mail is noted by hand; and a signed one is called off."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing import accepting
from billing.forms_quote import AcceptForm, WhyForm
from billing.models import Quote
from billing.offering import said_of
from billing.rules.said import SaidLine
from billing.views.quotes import read
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.telling import done
from vacrm.templatetags.vacrm_format import money_text


@require_http_methods(["GET", "HEAD", "POST"])
def quote_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the client signed, and with which options; agreements and deposits follow."""
    quote = read(pk)
    if quote.state != "sent" or quote.is_replaced:
        refuse(request, ValidationError(_("This quote is not with the client; nothing is left to answer.")))
        return redirect("billing:quote-detail", pk)
    said = said_of(quote, on=today())
    options = [(str(line.position), _named(line, said.currency)) for line in said.lines if line.is_optional]
    form = AcceptForm(request.POST if request.method == "POST" else None, options=options, today=today())
    if request.method == "POST" and form.is_valid() and _accept(request, quote, form):
        return redirect("billing:quote-detail", pk)
    context = {"quote": quote, "form": form, "options": options, "is_late": quote.has_expired(today())}
    return render(request, "billing/quote_accept.html", context, status=422 if form.errors else 200)


def _named(line: SaidLine, currency: str) -> str:
    return f"{line.label}, {money_text(line.price, currency)}"


def _accept(request: HttpRequest, quote: Quote, form: AcceptForm) -> bool:
    chosen = {int(each) for each in form.cleaned_data["chosen"]}
    try:
        made = accepting.accept(quote, chosen, on=form.cleaned_data["on"], at=clock.now())
    except ValidationError as error:
        tell(form, error)
        return False
    done(request, " ".join([_("%(quote)s is signed; its agreements are in force.") % {"quote": quote}, *_billed(made)]))
    return True


def _billed(made: accepting.Signed) -> Iterator[str]:
    """What was billed before work, and whether it is on its way."""
    for invoice in made.invoices:
        said = _("%(number)s of %(amount)s is on its way.")
        if invoice in made.unsent:
            said = _("%(number)s of %(amount)s is issued; the client has no e-mail address, so send it yourself.")
        yield said % {"number": invoice, "amount": money_text(invoice.gross, invoice.currency)}


@require_http_methods(["GET", "HEAD", "POST"])
def quote_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off a signed quote: its agreements end, and what was billed may be credited."""
    quote = read(pk)
    if quote.state != "accepted":
        refuse(request, ValidationError(_("This quote is not signed.")))
        return redirect("billing:quote-detail", pk)
    form = WhyForm(request.POST if request.method == "POST" else None, needed=True)
    if request.method == "POST" and form.is_valid():
        try:
            accepting.cancel(quote, why=form.cleaned_data["why"], on=today(), at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("%(quote)s is called off; its agreements end.") % {"quote": quote})
            return redirect("billing:quote-detail", pk)
    context = {"quote": quote, "form": form, "verb": "call-off"}
    return render(request, "billing/quote_close.html", context, status=422 if form.errors else 200)
