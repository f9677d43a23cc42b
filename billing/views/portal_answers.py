"""What a client says to a quote in the portal: a question, a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing import hearing
from billing.following import standing
from billing.forms_portal import REASONS, QuestionForm, RefusalForm
from billing.models.quotes import DECLINED
from billing.views.portal_quotes import OPEN, answer_of, sent
from clients.views.guests import Guest, closed, guests_only, show
from sops.models import Business
from vacrm import clock
from vacrm.desk.refusing import tell
from vacrm.desk.today import today
from vacrm.limiting import is_too_often
from vacrm.telling import done

OFTEN = 30  # words sent from one place within an hour


@require_http_methods(["GET", "HEAD", "POST"])
@guests_only("quote")
def portal_quote_ask(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """Ask something about a quote, or for a new one where it counts no more."""
    found = sent(guest.client, quote)
    if found is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    state = standing(found, today()).code
    again = _("Could you make me a new offer?") if state in ("expired", "declined", "cancelled") else ""
    form = QuestionForm(request.POST if request.method == "POST" else None, initial={"words": again})

    def act() -> None:
        hearing.ask(found, form.cleaned_data["words"], by=_address(guest), at=clock.now())

    if request.method == "POST" and _did(request, form, act):
        done(request, _("Your question is on its way. The answer comes by mail to %(to)s.") % {"to": _address(guest)})
        return redirect("billing:portal-quote", found.client_id, found.pk)
    return _form(request, guest, "portal/quote_ask.html", {"quote": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@guests_only("quote")
def portal_quote_decline(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """Decline a quote, with a reason; this page is where it is confirmed."""
    found = sent(guest.client, quote)
    if found is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    on = today()
    if standing(found, on).code != OPEN:
        if request.method != "POST" or found.state != DECLINED:  # a second click finds it declined, as it should be
            done(request, answer_of(found, on))
        return redirect("billing:portal-quote", found.client_id, found.pk)
    form = RefusalForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        hearing.refuse(found, _why(form), by=_address(guest), at=clock.now())

    if request.method == "POST" and _did(request, form, act):
        done(request, _("Noted, thank you for telling me."))
        return redirect("billing:portal-quote", found.client_id, found.pk)
    return _form(request, guest, "portal/quote_decline.html", {"quote": found, "form": form})


def _did(request: HttpRequest, form: forms.Form, act: Callable[[], None]) -> bool:
    """Do what a form asks; False, and the form says why, where it is refused."""
    if not form.is_valid():
        return False
    if is_too_often(request, "quote-words", OFTEN):
        form.add_error(None, _("You wrote often within the hour. Please wait a little, or write a mail."))
        return False
    try:
        act()
    except ValidationError as error:
        tell(form, error)
        return False
    return True


def _why(form: forms.Form) -> str:
    """The reason in her language, then the client's own words."""
    business = Business.objects.defer("logo").get()
    with translation.override(business.language):
        reason = str(REASONS[form.cleaned_data["reason"]])
    words = form.cleaned_data["words"].strip()
    return f"{reason}: {words}" if words else reason


def _address(guest: Guest) -> str:
    return guest.link.address if guest.link else ""


def _form(request: HttpRequest, guest: Guest, template: str, context: dict[str, Any]) -> HttpResponse:
    return show(request, guest, "quotes", template, context, 422 if context["form"].errors else 200)
