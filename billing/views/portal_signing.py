"""Signing in the portal: what will be signed, a code from the mailbox, and the signature.

The options come in the address, as the positions of their lines: `?option=3&option=5`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from billing import signing
from billing.accepting import refuse_to_sign
from billing.choosing import OPTION, chosen_in, plan, with_options
from billing.copying import mail_trouble
from billing.forms_signing import SignForm
from billing.informing import Withdrawal, early_words, withdrawal_form, withdrawal_of, withdrawal_words
from billing.models import Quote
from billing.models.quotes import ACCEPTED
from billing.offering import said_of
from billing.replying import note_seen
from billing.rules.said import Said
from billing.views.hands import browser_of
from billing.views.portal_quotes import sent
from billing.views.quotes import parts
from clients import door
from clients.views.guests import Guest, closed, guests_only, log, show
from sops.wording.inshort import in_short
from vacrm import clock
from vacrm.desk.refusing import refuse, sentences, tell
from vacrm.desk.today import today


@dataclass(frozen=True, slots=True)
class Sheet:
    """A quote laid out to be signed, with the options chosen."""

    quote: Quote
    said: Said
    chosen: tuple[int, ...]
    right: Withdrawal | None
    on: date

    @classmethod
    def of(cls, quote: Quote, asked: QueryDict, on: date) -> Sheet:
        """As an address or a form asks for it."""
        said = said_of(quote, on=on)
        chosen = tuple(sorted(chosen_in(quote, said, asked.getlist(OPTION))))
        right = withdrawal_of(quote, on=on, begins_early="early" in asked)
        return cls(quote, with_options(said, chosen, quote), chosen, right, on)

    @property
    def begins(self) -> date | None:
        """From when a consumer's work begins at the earliest: not asked for sooner, once the right is over."""
        return self.right.begins if self.right else None

    def form(self, data: QueryDict | None = None, **more: Any) -> SignForm:
        """The form for it, with the sentences to tick."""
        agreed = _(
            "I have read the quote %(quote)s with its contract and the rules, version %(sop)s, and I agree to them."
        )
        early = early_words() if self.right and self.right.can_be_early else ""
        return SignForm(data, agreed=agreed % {"quote": self.quote, "sop": self.said.sop}, early=early, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@guests_only("quote")
def portal_quote_sign(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """Show what will be signed; then sign it with the code from the mailbox."""
    found = sent(guest.client, quote)
    if found is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    if answered := _answered(request, guest, found):
        return answered
    if not guest.looks:
        note_seen(found, at=clock.now(), on=today())
    if request.method != "POST":
        sheet = Sheet.of(found, request.GET, today())
        return _page(request, guest, sheet, sheet.form())
    sheet = Sheet.of(found, request.POST, today())
    form = sheet.form(request.POST)
    if form.is_valid() and _sign(request, guest, sheet, form):
        return redirect("billing:portal-quote-signed", guest.client.pk, found.pk)
    return _page(request, guest, sheet, form, status=422)


def _sign(request: HttpRequest, guest: Guest, sheet: Sheet, form: SignForm) -> bool:
    """Sign it; where that is refused, the form says why and the log keeps it."""
    quote, at = sheet.quote, clock.now()
    if guest.link is None:
        return False
    try:
        made = signing.sign(quote, guest.link, form.typed(sheet.chosen), browser_of(request), on=sheet.on, at=at)
    except ValidationError as error:
        log.warning("Refused to sign quote %s of client %s: %s", quote.pk, quote.client_id, error.__cause__ or error)
        if isinstance(error.__cause__, ValidationError):
            mail_trouble(quote, " ".join(sentences(error.__cause__)), at=at)
        tell(form, error)
        return False
    if made is None:
        log.warning("Wrong code for quote %s of client %s", quote.pk, quote.client_id)
        form.add_error("code", _wrong(door.tries_left(guest.link, signing.purpose(quote), at=at)))
    return made is not None


def _wrong(left: int) -> str:
    if not left:
        return _("This code is not valid any more. Have a new one sent.")
    said = ngettext(
        "That is not the code. You have one try left.", "That is not the code. You have %(n)s tries left.", left
    )
    return said % {"n": left}


@require_POST
@guests_only("quote")
def portal_quote_sign_code(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """Mail a code to the address of the link; what was typed meanwhile stays."""
    found = sent(guest.client, quote)
    if found is None or guest.link is None:
        return closed(request, f"quote {quote} is not of client {guest.client.pk}")
    if answered := _answered(request, guest, found):
        return answered
    sheet = Sheet.of(found, request.POST, today())
    form, refused = sheet.form(initial=SignForm.kept(request.POST)), ""
    try:
        signing.send_code(found, guest.link, at=clock.now(), on=sheet.on)
    except ValidationError as error:
        log.warning("No code for quote %s of client %s: %s", quote, guest.client.pk, error.messages)
        refused = " ".join(error.messages)
    return _page(request, guest, sheet, form, status=422 if refused else 200, refused=refused)


def _answered(request: HttpRequest, guest: Guest, quote: Quote) -> HttpResponse | None:
    """Where to go when nothing is left to sign: to the signature, or to the quote, which says how it stands."""
    if quote.state == ACCEPTED and signing.signature_of(quote):
        return redirect("billing:portal-quote-signed", guest.client.pk, quote.pk)
    try:
        refuse_to_sign(quote, today())
    except ValidationError as error:
        log.warning("Nothing to sign: quote %s of client %s: %s", quote.pk, guest.client.pk, error.messages)
        if request.method == "POST":
            refuse(request, ValidationError(_("Nothing was signed.")))
        return redirect("billing:portal-quote", guest.client.pk, quote.pk)
    return None


def _page(
    request: HttpRequest, guest: Guest, sheet: Sheet, form: SignForm, status: int = 200, refused: str = ""
) -> HttpResponse:
    quote, link = sheet.quote, guest.link
    name, _at, domain = link.address.partition("@") if link else ("", "", "")
    drawn = "" if form.is_bound and "drawn" in form.errors else form["drawn"].value()
    context = {
        "quote": quote,
        "said": sheet.said,
        "parts": parts(sheet.said),
        "chosen": sheet.chosen,
        "rules": in_short(quote.sop.policy(), currency=sheet.said.currency),
        "dues": plan(quote, sheet.said, on=sheet.on, begins=sheet.begins).due,
        "form": form,
        "drawn": drawn or "",
        "refused": refused,
        "to": f"{name[:1]}…@{domain}",
        "has_code": bool(link and door.tries_left(link, signing.purpose(quote), at=clock.now())),
        "right": withdrawal_words(sheet.right, sheet.said) if sheet.right else [],
        "words": withdrawal_form(sheet.said, sheet.on) if sheet.right else [],
    }
    return show(request, guest, "quotes", "portal/sign.html", context, status)
