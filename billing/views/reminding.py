"""A reminder by hand: her words, in the client's language, before it leaves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.forms import RemindForm
from billing.models import Invoice
from billing.reminding import letter, nothing_due, remind, steps_of
from billing.rules.reminders import due_step
from billing.standing import balance
from billing.views.invoices import read, reminders_of
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.telling import done


@require_http_methods(["GET", "HEAD", "POST"])
def invoice_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words of the next reminder, to be changed; then send it."""
    invoice = read(pk)
    if balance(invoice) <= 0:
        refuse(request, ValidationError(nothing_due(invoice)))
        return redirect("billing:invoice-detail", pk)
    sent = reminders_of(invoice)
    step = due_step(steps_of(invoice, sent, today()))
    form = RemindForm(request.POST or None, initial=_first(invoice, sent))
    if request.method == "POST" and form.is_valid():
        try:
            remind(invoice, **form.cleaned_data, step=step.days if step else None, at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("The reminder of %(number)s is on its way.") % {"number": invoice})
            return redirect("billing:invoice-detail", pk)
    context = {"invoice": invoice, "form": form, "step": step, "sent": sent, "left": balance(invoice)}
    return render(request, "billing/invoice_remind.html", context, status=422 if form.errors else 200)


def _first(invoice: Invoice, sent: list[Any]) -> dict[str, Any]:
    written = letter(invoice, sent, on=today())
    return {"subject": written.subject, "body": written.body, "after": len(sent)}
