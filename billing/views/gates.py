"""A gate opened by hand: work begins before the money is there, with a note that says why."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from billing.gating import NOTE, overrule, wait_again
from billing.models import Gate
from vacrm import clock
from vacrm.desk.refusing import tell
from vacrm.fragments import page
from vacrm.telling import done


class OverruleForm(forms.Form):
    """Why she does not wait."""

    note = forms.CharField(
        label=gettext_lazy("Why you do not wait"),
        max_length=NOTE,
        help_text=gettext_lazy("Kept with your name and the day; the invoice stays due."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def gate_overrule(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why; then nothing waits for this invoice any more."""
    gate = get_object_or_404(Gate.objects.select_related("invoice__client"), pk=pk)
    form = OverruleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            overrule(gate, note=form.cleaned_data["note"], by=str(request.user), at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("It waits no more. Your note is kept."), undo=reverse("billing:gate-wait", args=[pk]))
            return redirect(gate.invoice.client)
    context = {"gate": gate, "invoice": gate.invoice, "client": gate.invoice.client, "form": form}
    status = 422 if request.method == "POST" else 200
    return page(request, "billing/gate_overrule.html", "billing/_gate_overrule.html", context, status)


@require_POST
def gate_wait(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it wait again."""
    gate = get_object_or_404(Gate.objects.select_related("invoice__client"), pk=pk)
    wait_again(gate)
    done(request, _("It waits for the money again."))
    return redirect(gate.invoice.client)
