"""The assistant signs too: sending a quote from her account is her signature under it, kept with its proof."""

from __future__ import annotations

from datetime import datetime

from billing.models import Quote, QuoteDocument, Signature
from billing.rules.said import Said
from billing.rules.signature import ASSISTANT, Evidence, Hand, Other, Shown, Signer, proof_of, sha256
from vacrm import VERSION


def shown_of(quote: Quote, document: QuoteDocument) -> Shown:
    """The document of a quote, by name and digest."""
    name = f"{str(quote).replace(' ', '-')}.pdf"
    return Shown(name, document.sha256, len(bytes(document.content)), str(quote), quote.sop.number)


def sign_for_her(quote: Quote, document: QuoteDocument, said: Said, hand: Hand, *, at: datetime) -> Signature:
    """Keep that she signed the document of a quote by sending it: her name, from where, and in which session."""
    signer = Signer(hand.name or said.seller.name, "", said.seller.name, said.seller.email)
    evidence = Evidence(ASSISTANT, signer, shown_of(quote, document), at, hand.browser, VERSION)
    proof = proof_of(evidence)
    return Signature.objects.create(
        quote=quote,
        who=ASSISTANT,
        name=signer.name,
        company=signer.company,
        email=signer.email,
        signed_at=at,
        document_sha256=document.sha256,
        proof=proof,
        proof_sha256=sha256(proof),
    )


def other_of(quote: Quote, said: Said) -> Other | None:
    """Her signature under a quote; of one sent before signatures were kept, the sending itself."""
    found = Signature.objects.filter(quote=quote, who=ASSISTANT).only("name", "company", "signed_at", "proof_sha256")
    if hers := found.first():
        return Other(hers.name, hers.company, hers.signed_at, hers.proof_sha256)
    return Other(said.seller.name, said.seller.name, quote.sent_at, "") if quote.sent_at else None
