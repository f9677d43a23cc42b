"""Attest a signature: what is known of it becomes the signed PDF and the JSON proof. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation

from billing.certifying import certify
from billing.countersigning import other_of, shown_of
from billing.informing import Withdrawal, withdrawal_form, withdrawal_words
from billing.models import Quote, Signature
from billing.paper.certificate import Certificate
from billing.paper.quote import titles
from billing.proposing import KIND as QUOTE
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
from clients.admitting import KIND as PORTAL
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


@dataclass(frozen=True, slots=True)
class Occasion:
    """Which quote is signed, by which link and code, from where, on which day and when."""

    quote: Quote
    link: PortalLink
    code: PortalCode
    browser: Browser
    on: date
    at: datetime


def attest(act: Occasion, typed: Typed, said: Said, right: Withdrawal | None) -> Signature:
    """The signature of a client, with its files made and not saved yet. `said`: the quote with the options chosen."""
    document = act.quote.document
    with translation.override(act.quote.language):
        evidence = _evidence(act, typed, said)
        words = tuple(withdrawal_words(right, said)) if right else ()
        form = tuple(withdrawal_form(said, act.on)) if right else ()
    page = Certificate(evidence, said.language, said.pinned, typed.drawn, words, form)
    content = certify(bytes(document.content), page, owner=said.seller.name, footer=said.seller.footer)
    proof = proof_of(evidence, signed=sha256(content))
    signer = evidence.signer
    return Signature(
        quote=act.quote,
        who=CLIENT,
        name=signer.name,
        capacity=signer.capacity,
        company=signer.company,
        email=signer.email,
        chosen=list(typed.chosen),
        drawn=typed.drawn,
        signed_at=act.at,
        document_sha256=document.sha256,
        content=content,
        sha256=sha256(content),
        proof=proof,
        proof_sha256=sha256(proof),
    )


def _evidence(act: Occasion, typed: Typed, said: Said) -> Evidence:
    """All that is known, in the language of the document."""
    return Evidence(
        CLIENT,
        Signer(typed.name, typed.capacity, said.buyer.name, act.link.address),
        shown_of(act.quote, act.quote.document),
        act.at,
        act.browser,
        VERSION,
        seen_at=act.quote.events.filter(what=SEEN).values_list("at", flat=True).first(),
        consent=_consent(said, typed),
        invitation=_invitation(act.link),
        code=_code(act.link, act.code),
        drawn=sha256(typed.drawn) if typed.drawn else "",
        other=other_of(act.quote, said),
    )


def _consent(said: Said, typed: Typed) -> Consent:
    """What was agreed to, with what it comes to in the language of the document."""
    names = titles()
    totals = tuple((names[each.rhythm][1], figures.money(each.gross, said.currency)) for each in said.sums)
    options = tuple(line.label for line in said.lines if line.is_optional and line.position in typed.chosen)
    return Consent(typed.shown, typed.ticked, options, totals)


def _invitation(link: PortalLink) -> Invitation:
    kinds = (QUOTE,) if link.scope.startswith(f"{QUOTE}:") else CARRYING
    message = _messages(kinds, link.address, link.created_at)[:1]
    return Invitation(
        link.token_hash, link.scope, link.address, link.created_at, "".join(message), link.opened_at, link.expires_at
    )


def _code(link: PortalLink, code: PortalCode) -> Code:
    message = _messages((PORTAL,), link.address, code.sent_at)[-1:]
    return Code(code.code_hash, code.sent_at, "".join(message), code.tries, code.used_at or code.sent_at)


def _messages(kinds: Collection[str], address: str, at: datetime) -> list[str]:
    """The Message-IDs of what was mailed to an address at the moment a secret was made."""
    sent = Delivery.objects.filter(kind__in=kinds, queued_at=at).order_by("pk").only("message_id", "to")
    return [each.message_id for each in sent if address.lower() in {bare(who).lower() for who in each.to}]
