"""A client signs a quote in the portal: a code from the mailbox, a name and a tick become a signature with its proof.

One transaction: the code used up, the signed PDF and the proof, the acceptance with all that follows from it, the
log, and the copies to both sides. A second click finds the signature and makes nothing.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from billing import accepting
from billing.attesting import Occasion, Typed, attest
from billing.choosing import with_options
from billing.copying import mail_copies
from billing.informing import withdrawal_of
from billing.models import Quote, Signature
from billing.models.quotes import ACCEPTED
from billing.offering import said_of
from billing.quoting import note
from billing.rules.signature import CLIENT, Browser, sha256
from clients import admitting, door
from clients.models import PortalCode, PortalLink


def purpose(quote: Quote) -> str:
    """What the code for a signature is for: this quote, and nothing else."""
    return f"sign:{quote.pk}"


def signature_of(quote: Quote) -> Signature | None:
    """The client's signature of a quote, without its files; None: none was given in the portal."""
    return Signature.objects.filter(quote=quote, who=CLIENT).defer("content", "drawn", "proof").first()


def send_code(quote: Quote, link: PortalLink, *, at: datetime, on: date) -> None:
    """Mail a one-time code to the address of the link; a second click at once sends none.

    Raises ValidationError for a quote that cannot be signed, and where too many codes were asked for.
    """
    accepting.refuse_to_sign(quote, on)
    with translation.override(quote.client.language):
        what = _("With it you sign the quote %(quote)s.") % {"quote": quote}
    admitting.send_code(link, purpose(quote), what=what, at=at)


@transaction.atomic
def sign(quote: Quote, link: PortalLink, typed: Typed, browser: Browser, *, on: date, at: datetime) -> Signature | None:
    """Sign a quote. None, and one try less, where the code is not the one that was sent.

    A quote that is signed already gives that signature back, and nothing is done again. Raises ValidationError for a
    quote that cannot be signed on that day, for a document that is not the one that was shown, and for a line that
    is no option.
    """
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if quote.state == ACCEPTED and (there := signature_of(quote)):
        return there
    _refuse(quote, typed, on)
    code = door.use_code(link, purpose(quote), typed.code, at=at)
    return _sign(quote, link, code, typed, browser, on=on, at=at) if code else None


def _refuse(quote: Quote, typed: Typed, on: date) -> None:
    if quote.state == ACCEPTED:
        raise ValidationError(_("This quote is %(state)s.") % {"state": quote.get_state_display()})
    accepting.refuse_to_sign(quote, on)
    document = quote.document
    if typed.document != document.sha256 or sha256(bytes(document.content)) != document.sha256:
        raise ValidationError(_("The document is not the one that this page showed. Please open the quote again."))
    if strange := set(typed.chosen) - {line.position for line in said_of(quote, on=on).lines if line.is_optional}:
        raise ValidationError(_("Line %(line)s is no option of this quote.") % {"line": min(strange)})


def _sign(
    quote: Quote, link: PortalLink, code: PortalCode, typed: Typed, browser: Browser, *, on: date, at: datetime
) -> Signature:
    said = with_options(said_of(quote, on=on), typed.chosen, quote)
    right = withdrawal_of(quote, on=on, begins_early=typed.begins_early)
    made = attest(Occasion(quote, link, code, browser, on, at), typed, said, right)
    try:
        accepting.accept(
            quote,
            typed.chosen,
            on=on,
            at=at,
            way="portal",
            begins=right.begins if right else None,
            proved={"signature": made.proof_sha256, "signed": made.sha256},
        )
    except ValidationError as error:  # such as an invoice of a later day: hers to mend, and not the client's to read
        raise ValidationError(
            _("Something on our side keeps this from being signed. Nothing was signed; please write to us.")
        ) from error
    made.save()
    note(quote, "signed", at=at, text=", ".join(filter(None, [made.name, made.capacity])))
    mail_copies(made, said, right, on=on, at=at)
    return made
