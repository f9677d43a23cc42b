"""Copies of a signature: the signed PDF and its proof go to both sides at once."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import translation

from billing.informing import Withdrawal, withdrawal_form, withdrawal_words
from billing.models import Signature
from billing.rules.said import Said
from sops.models import Business
from vacrm.post.models import Attachment, Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import write

KIND = "signature"


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
