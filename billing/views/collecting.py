"""What is done to one invoice: sent, paid, taken back, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from billing.collecting import record_payment, take_back
from billing.crediting import credit
from billing.forms import IssueForm, LetterForm, PayForm
from billing.gating import opens
from billing.models import Invoice, Payment
from billing.sending import letter, send
from billing.views.invoices import detail, read
from billing.views.track import latest
from billing.views.undoing import read_back, way_back
from vacrm import clock
from vacrm.desk.refusing import attempt, refuse, tell
from vacrm.desk.today import today
from vacrm.post import sending as post
from vacrm.post.models import Delivery
from vacrm.post.writing import Written
from vacrm.telling import done


@require_POST
def payment_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was received, or given back; what was typed stays where it is refused."""
    invoice, form = read(pk), PayForm(request.POST, today=today())
    if form.is_valid():
        found = form.cleaned_data
        try:
            made = record_payment(
                invoice.number or "", on=found["on"], amount=found["amount"], means=found["means"], at=clock.now()
            )
        except ValidationError as error:
            tell(form, error)
        else:
            said = " ".join(filter(None, [_("The payment is recorded."), opens(invoice)]))
            done(request, said, undo=way_back(made, clock.now()))
            return redirect("billing:invoice-detail", pk)
    return render(request, "billing/invoice_detail.html", detail(invoice, form), status=422)


@require_POST
def payment_delete(request: HttpRequest, kept: str) -> HttpResponse:
    """Undo the payment just recorded."""
    try:
        pk, since = read_back(kept)
    except BadSignature as error:
        raise Http404 from error
    payment = get_object_or_404(Payment, pk=pk, invoice__isnull=False)
    try:
        take_back(payment, since=since)
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("Undone: the payment is not recorded."))
    return redirect("billing:invoice-detail", payment.invoice_id)


@require_POST
def invoice_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue it for the client."""
    invoice = get_object_or_404(Invoice, pk=pk)
    attempt(request, lambda: send(invoice, at=clock.now()), _("%(number)s is on its way.") % {"number": invoice})
    return _back(request, invoice)


@require_http_methods(["GET", "HEAD", "POST"])
def invoice_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words that go with it, in the client's language, to be changed; then send it in these."""
    invoice = read(pk)
    if not invoice.is_issued or latest(invoice):
        return redirect("billing:invoice-detail", pk)
    form = LetterForm(request.POST or None, initial=letter(invoice)._asdict())
    if request.method == "POST" and form.is_valid():
        try:
            send(invoice, at=clock.now(), words=Written(**form.cleaned_data))
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, _("%(number)s is on its way.") % {"number": invoice})
            return _back(request, invoice)
    came_from = request.POST.get("next", request.GET.get("next", ""))
    context = {"invoice": invoice, "form": form, "next": came_from, "back": _origin(invoice, came_from)}
    return render(request, "billing/invoice_write.html", context, status=422 if form.errors else 200)


@require_POST
def invoice_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed e-mail again."""
    return _mail(request, pk, lambda delivery, at: post.retry(delivery, at=at), _("%(number)s is tried again."))


@require_POST
def invoice_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it a second time, as a new message."""
    return _mail(request, pk, lambda delivery, at: post.resend(delivery, at=at), _("%(number)s is sent again."))


@require_POST
def invoice_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """An interrupted e-mail did arrive, as she has checked."""
    return _mail(request, pk, lambda delivery, at: post.confirm(delivery, at=at), _("%(number)s counts as sent."))


def _mail(request: HttpRequest, pk: int, act: Callable[[Delivery, datetime], object], said: str) -> HttpResponse:
    invoice = read(pk)
    delivery = latest(invoice)
    if delivery is None:
        messages.error(request, _("%(number)s was not sent yet.") % {"number": invoice})
    else:
        attempt(request, lambda: act(delivery, clock.now()), said % {"number": invoice})
    return _back(request, invoice)


def _back(request: HttpRequest, invoice: Invoice) -> HttpResponse:
    """The page she came from: the month, or the invoice."""
    return redirect(_origin(invoice, request.POST.get("next", "")))


def _origin(invoice: Invoice, came_from: str) -> str:
    if came_from == "month" and invoice.month:
        return reverse("billing:month-detail", args=[invoice.month])
    return reverse("billing:invoice-detail", args=[invoice.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def invoice_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a credit note takes back; then issue it, and go there."""
    invoice = read(pk)
    form = IssueForm(request.POST or None, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            note = credit(invoice, on=form.cleaned_data["on"], at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, _("%(number)s is credited.") % {"number": invoice})
            return redirect("billing:invoice-detail", note.pk)
    status = 422 if form.errors else 200
    return render(request, "billing/invoice_credit.html", {"invoice": invoice, "form": form}, status=status)


@require_POST
def invoice_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away; its hours are free again, and the month shows them as before."""
    invoice = get_object_or_404(Invoice, pk=pk)
    if attempt(request, invoice.delete, _("The draft is thrown away; its hours can be billed again.")):
        return redirect("billing:month-detail", invoice.month) if invoice.month else redirect("billing:invoice-list")
    return redirect("billing:invoice-detail", pk)
