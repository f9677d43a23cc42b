"""What a client said of a quote, on her page of it: answered by mail, or set aside."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import hearing
from billing.forms_portal import QuestionForm
from billing.models import Quote
from billing.views.quotes import detail, read
from vacrm import clock
from vacrm.desk.refusing import attempt, tell
from vacrm.desk.today import today
from vacrm.telling import done


@require_POST
def quote_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail her answer to the client."""
    quote, form = read(pk), QuestionForm(request.POST)
    if form.is_valid():
        try:
            hearing.answer(quote, form.cleaned_data["words"], at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("On its way to %(client)s.") % {"client": quote.client})
            return redirect("billing:quote-detail", pk)
    context = {**detail(quote, today()), "answer": form}
    return render(request, "billing/quote_detail.html", context, status=422)


@require_POST
def quote_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """It needs no answer from here."""
    hearing.set_aside(_quote(pk), at=clock.now())
    done(request, _("Set aside: it leaves Today."), undo=reverse("billing:quote-bring-back", args=[pk]))
    return redirect("billing:quote-detail", pk)


@require_POST
def quote_bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits for her after all."""
    attempt(request, lambda: hearing.bring_back(_quote(pk)), _("It is on Today again."))
    return redirect("billing:quote-detail", pk)


def _quote(pk: int) -> Quote:
    return get_object_or_404(Quote, pk=pk)
