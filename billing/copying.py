"""Copies of a signature: the signed PDF and its proof go to both sides at once; what kept one from it goes to her."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import translation

from billing.informing import Withdrawal, withdrawal_form, withdrawal_words
from billing.models import Quote, Signature
from billing.rules.said import Said
from sops.models import Business
from vacrm.post.models import Attachment, Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import write

KIND = "signature"
AGAIN = timedelta(hours=1)  # before she is told a second time of the same trouble


def signed_name(signature: Signature) -> str:
    """What the signed PDF is called as a file; its proof ends in .json."""
    return f"{str(signature.quote).replace(' ', '-')}-signed.pdf"


def proof_name(signature: Signature) -> str:
    """What the proof is called as a file."""
    return f"{str(signature.quote).replace(' ', '-')}-proof.json"


def mail_copies(signature: Signature, said: Said, right: Withdrawal | None, *, on: date, at: datetime) -> Delivery:
    """Queue one message to the client's signer and to the assistant, with both files; for a consumer, with the form."""
    business, quote = Business.objects.get(), signature.quote
    own = business.mailbox
    with translation.override(said.language):
        words = withdrawal_words(right, said) if right else []
        form = withdrawal_form(said, on) if right else []
    written = write(
        "billing/mail/signed.txt",
        language=said.language,
        number=quote,
        name=signature.name,
        business=said.seller.name,
        signature="\n".join(filter(None, [said.seller.name, said.seller.phone])),
        sha256=signature.sha256,
        right=words,
        form=form,
    )
    return queue(
        kind=KIND,
        language=said.language,
        to=[signature.email],
        cc=[own] if own else [],
        from_email=own,
        reply_to=business.email,
        subject=written.subject,
        body=written.body,
        attachments=[
            Attachment.of(signed_name(signature), "application/pdf", bytes(signature.content)),
            Attachment.of(proof_name(signature), "application/json", signature.proof.encode()),
        ],
        at=at,
    )


def mail_trouble(quote: Quote, why: str, *, at: datetime) -> Delivery | None:
    """Tell her that a client could not sign, and why; once an hour at most. None: she was told, or has no address."""
    business = Business.objects.get()
    written = write(
        "billing/mail/hindered.txt", language=business.language, client=quote.client.name, quote=quote, why=why
    )
    told = Delivery.objects.filter(kind=KIND, subject=written.subject[:250], queued_at__gt=at - AGAIN)
    if not business.email or told.exists():
        return None
    own = business.mailbox
    return queue(
        kind=KIND,
        language=business.language,
        to=[own],
        from_email=own,
        subject=written.subject[:250],
        body=written.body,
        automatic=True,
        at=at,
    )
