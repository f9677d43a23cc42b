"""Keep proofs of what was sent and agreed to, and verify that nothing was changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from billing.models import Document, ProofEntry, Quote, QuoteDocument
from billing.models.proofs import PROOF_KINDS
from billing.models.quotes import ACCEPTED
from billing.rules.proof import BEGINNING, Link, canonical, digest_of, faults
from billing.verifying import signatures
from sops.models import Business

VERSION = 1  # of the format of an entry
CHUNK = 200


@transaction.atomic
def prove(quote: Quote, kind: str, *, at: datetime, **facts: Any) -> ProofEntry:
    """Add an entry to the log: the quote, the digest of its document, its SOP version, and the facts of the act.

    One at a time: the business's row is the lock. Facts are what JSON has; amounts and days go as text.
    """
    Business.objects.select_for_update().get()
    last = ProofEntry.objects.order_by("-number").values_list("number", "digest").first() or (0, BEGINNING)
    document = QuoteDocument.objects.filter(quote=quote).values_list("sha256", flat=True).first()
    body = canonical(
        {
            "format": VERSION,
            "kind": kind,
            "at": at.astimezone(UTC).isoformat(),
            "quote": str(quote),
            "client": quote.client.key,
            "sop": quote.sop.number,
            "document": document,
            **facts,
        }
    )
    return ProofEntry.objects.create(
        number=last[0] + 1,
        kind=kind,
        quote=quote,
        at=at,
        body=body,
        previous=last[1],
        digest=digest_of(last[1], body),
    )


def verify() -> Iterator[str]:
    """What is no longer as it was proved or issued, a sentence each; nothing where all is whole.

    The log against itself, the document of each quote against its digest and against the log, each signature with its
    files against both, and the PDF of each issued invoice against its digest.
    """
    words = {
        "gap": _("entry %(number)s: an entry before it is missing, or it is there twice"),
        "order": _("entry %(number)s: it does not follow the entry before"),
        "body": _("entry %(number)s: its words are not those that were proved"),
    }
    for number, fault in faults(_links()):
        yield words[fault] % {"number": number}
    yield from _documents()
    yield from _unproved()
    yield from signatures()
    for row in Document.objects.select_related("invoice").defer("invoice__frozen").iterator(CHUNK):
        if hashlib.sha256(bytes(row.content)).hexdigest() != row.sha256:
            yield _("invoice %(number)s: its PDF is not the one that was issued") % {"number": row.invoice}


def _links() -> Iterator[Link]:
    rows = ProofEntry.objects.order_by("number").values_list("number", "body", "previous", "digest")
    return (Link(*row) for row in rows.iterator(CHUNK))


def _unproved() -> Iterator[str]:
    """Acts that left no entry: the last ones may have been cut off, which the chain by itself cannot tell."""
    missing = _("quote %(quote)s: the log does not say that it was %(what)s")
    for quote in Quote.objects.filter(document__isnull=False).exclude(proofs__kind="sent"):
        yield missing % {"quote": quote, "what": dict(PROOF_KINDS)["sent"]}
    signed = Quote.objects.filter(Q(state=ACCEPTED) | Q(lines__agreement__isnull=False)).distinct()
    for quote in signed.exclude(proofs__kind="accepted"):
        yield missing % {"quote": quote, "what": dict(PROOF_KINDS)["accepted"]}


def _documents() -> Iterator[str]:
    proved: dict[int, set[str]] = {}
    for quote, body in ProofEntry.objects.order_by("number").values_list("quote", "body").iterator(CHUNK):
        try:
            proved.setdefault(quote, set()).add(str(json.loads(body)["document"]))
        except (ValueError, KeyError, TypeError):
            continue  # its words were changed: said above
    for row in QuoteDocument.objects.select_related("quote").iterator(CHUNK):
        found = hashlib.sha256(bytes(row.content)).hexdigest()
        if found != row.sha256 or any(each != found for each in proved.get(row.quote_id, ())):
            yield _("quote %(quote)s: its document is not the one that was sent") % {"quote": row.quote}
