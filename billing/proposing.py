"""Quotes leave the house: their document is drawn and frozen, and goes out by mail or by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from billing.countersigning import sign_for_her
from billing.drawing_quotes import draw_quote
from billing.models import Quote, QuoteDelivery, QuoteDocument
from billing.models.quotes import SENT
from billing.offering import compose, freeze, said_of
from billing.proving import prove
from billing.quoting import already_sent, checked, note, valid_until
from billing.rules.signature import Hand
from clients import door, evidence
from clients.rules.staging import QUOTE_SENT
from sops.models import Business
from sops.rules.worktime import local_day
from vacrm.paper.figures import day
from vacrm.post.addresses import mailbox
from vacrm.post.models import Attachment, Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import Written, write

KIND = "quote"
OPENS_LONGER = 30  # days that its link lives after its last
WENT, BY_HAND, REPLACED = "sent", "by_hand", "replaced"


@transaction.atomic
def send(
    quote: Quote,
    *,
    at: datetime,
    on: date,
    words: Written | None = None,
    address: Callable[[str], str] | None = None,
    hand: Hand | None = None,
) -> Delivery:
    """Freeze a draft and queue it for the client with its document; the message leaves once this commits.

    `words` are hers, in place of the letter. `address` makes the whole address of a secret: the message then ends
    with a link that opens this one quote in the portal. `hand` is hers, and her signature.
    Raises ValidationError for a client without an e-mail address, and as `seal` does.
    """
    if not quote.client.email:
        raise ValidationError(_("%(client)s has no e-mail address; add one.") % {"client": quote.client})
    quote = seal(quote, at=at, on=on, hand=hand)
    business, written = Business.objects.get(), words or letter(quote, on=on, online=address is not None)
    delivery = queue(
        kind=KIND,
        language=quote.language,
        to=[mailbox(quote.client.name, quote.client.email)],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=written.subject,
        body=written.body + (_online(quote, address, at, on) if address else ""),
        attachments=[Attachment.of(file_name(quote), "application/pdf", bytes(quote.document.content))],
        at=at,
    )
    QuoteDelivery.objects.create(quote=quote, delivery=delivery)
    return delivery


def _online(quote: Quote, address: Callable[[str], str], at: datetime, on: date) -> str:
    """The last lines of a message: a link to this quote alone, which lives a month longer than the quote."""
    days = max((quote.valid_until - on).days, 0) + OPENS_LONGER
    link, secret = door.invite(quote.client, f"quote:{quote.pk}", to=quote.client.email, days=days, at=at)
    with translation.override(quote.language):
        whole = door.addressed(link, secret, address)
        return "\n" + _("To read it and sign it online: %(link)s") % {"link": whole} + "\n"


@transaction.atomic
def seal(quote: Quote, *, at: datetime, on: date, by_hand: bool = False, hand: Hand | None = None) -> Quote:
    """Freeze a draft: its document is drawn and stored, it counts as sent, and the version before is replaced.

    `by_hand`: she gives it to the client herself. `hand`: hers, and then it is her signature too. A last day of
    validity that she left as the SOP has it runs from now. Raises ValidationError for what is no draft, and where
    the last day is over.
    """
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if not quote.is_draft:
        raise ValidationError(already_sent())
    quote.valid_until = last_day(quote, on)
    if quote.valid_until < on:
        raise ValidationError({"valid_until": _("The last day of the quote is over; write a later one.")})
    checked(quote, on=on)
    said = compose(quote, on=on, is_sent=True)
    content = draw_quote(said, quote.sop)
    document = QuoteDocument.objects.create(
        quote=quote, content=content, sha256=hashlib.sha256(content).hexdigest(), drawn_at=at, said=freeze(said)
    )
    quote.state, quote.sent_at = SENT, at
    quote.save(update_fields=["state", "sent_at", "valid_until"])
    note(quote, BY_HAND if by_hand else WENT, at=at)
    if quote.supersedes:
        note(quote.supersedes, REPLACED, at=at, text=str(quote))
    proved = {"signature": sign_for_her(quote, document, said, hand, at=at).proof_sha256} if hand else {}
    prove(quote, "sent", at=at, way="by hand" if by_hand else "mailed", **proved)
    evidence.record(quote.client, QUOTE_SENT, at=at, on=on, source=f"quote:{quote.pk}", note=str(quote))
    return quote


def last_day(quote: Quote, on: date) -> date:
    """The last day of a draft sent on a day: as the SOP counts from then, or as she wrote it."""
    begun = local_day(quote.sop.policy().hours, quote.made_at)
    return valid_until(quote.sop, on) if quote.valid_until == valid_until(quote.sop, begun) else quote.valid_until


def letter(quote: Quote, *, on: date, online: bool = True) -> Written:
    """The subject and text that go with a quote, in its language. `online`: a link to sign it follows."""
    said = said_of(quote, on=on)
    return write(
        "billing/mail/quote.txt",
        language=quote.language,
        number=quote,
        title=quote.title,
        business=said.seller.name,
        signature="\n".join(filter(None, [said.seller.name, said.seller.phone])),
        valid_until=day(last_day(quote, on) if quote.is_draft else quote.valid_until, quote.language),
        replaces=said.replaces,
        has_options=any(each.is_optional for each in said.lines),
        online=online,
        sop=said.sop,
    )


def file_name(quote: Quote) -> str:
    """What the document is called as a file."""
    return f"{str(quote).replace(' ', '-')}.pdf"
