"""Attest a signature: what is known of it becomes the signed PDF and the JSON proof. Nothing is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation

from billing.certifying import certify
from billing.countersigning import other_of, shown_of
from billing.informing import Withdrawal, withdrawal_form, withdrawal_words
from billing.models import Quote, Signature
from billing.paper.certificate import Certificate
from billing.paper.quote import titles
from billing.replying import SEEN
from billing.rules.said import Said
from billing.rules.signature import (
    CLIENT,
    Browser,
    Code,
    Consent,
    Evidence,
    Invitation,
    Signer,
    proof_of,
    sha256,
)
from clients.admitting import CARRYING
from clients.models import PortalCode, PortalLink
from sops.wording import figures
from vacrm import VERSION
from vacrm.post.addresses import bare
from vacrm.post.models import Delivery


@dataclass(frozen=True, slots=True)
class Typed:
    """What a client typed, ticked and chose, on a page that showed one document."""

    name: str
    capacity: str
    code: str
    document: str  # the digest of the document that the page showed
    shown: tuple[str, ...]  # the sentences that had a box
    ticked: tuple[str, ...]
    chosen: tuple[int, ...] = ()
    begins_early: bool = False
    drawn: bytes = b""


def attest(
    quote: Quote,
    link: PortalLink,
    code: PortalCode,
    typed: Typed,
    browser: Browser,
    *,
    said: Said,
    right: Withdrawal | None,
    on: date,
    at: datetime,
) -> Signature:
    """The signature of a client, with its files made and not saved yet. `said`: the quote with the options chosen."""
    document = quote.document
    seen = quote.events.filter(what=SEEN).values_list("at", flat=True).first()
    with translation.override(quote.language):
        consent = _consent(said, typed)
        words = tuple(withdrawal_words(right, said)) if right else ()
        form = tuple(withdrawal_form(said, on)) if right else ()
    evidence = Evidence(
        CLIENT,
        Signer(typed.name, typed.capacity, said.buyer.name, link.address),
        shown_of(quote, document),
        at,
        browser,
        VERSION,
        seen_at=seen,
        consent=consent,
        invitation=_invitation(link),
        code=_code(link, code),
        drawn=sha256(typed.drawn) if typed.drawn else "",
        other=other_of(quote, said),
    )
    page = Certificate(evidence, said.language, said.pinned, typed.drawn, words, form)
    content = certify(bytes(document.content), page, owner=said.seller.name, footer=said.seller.footer)
    proof = proof_of(evidence, signed=sha256(content))
    return Signature(
        quote=quote,
        who=CLIENT,
        name=typed.name,
        capacity=typed.capacity,
        company=said.buyer.name,
        email=link.address,
        chosen=list(typed.chosen),
        drawn=typed.drawn,
        signed_at=at,
        document_sha256=document.sha256,
        content=content,
        sha256=sha256(content),
        proof=proof,
        proof_sha256=sha256(proof),
    )


def _consent(said: Said, typed: Typed) -> Consent:
    """What was agreed to, with what it comes to in the language of the document."""
    names = titles()
    totals = tuple((names[each.rhythm][1], figures.money(each.gross, said.currency)) for each in said.sums)
    options = tuple(line.label for line in said.lines if line.is_optional and line.position in typed.chosen)
    return Consent(typed.shown, typed.ticked, options, totals)


def _invitation(link: PortalLink) -> Invitation:
    message = _message_to(link.address, link.created_at)
    return Invitation(
        link.token_hash, link.scope, link.address, link.created_at, message, link.opened_at, link.expires_at
    )


def _code(link: PortalLink, code: PortalCode) -> Code:
    message = _message_to(link.address, code.sent_at)
    return Code(code.code_hash, code.sent_at, message, code.tries, code.used_at or code.sent_at)


def _message_to(address: str, at: datetime) -> str:
    """The Message-ID of what was mailed to an address at the moment its secret was made; empty where none was."""
    for each in Delivery.objects.filter(kind__in=CARRYING, queued_at=at).only("message_id", "to"):
        if address.lower() in {bare(who).lower() for who in each.to}:
            return each.message_id
    return ""
