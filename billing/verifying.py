"""Verify the signatures: document, signed PDF, proof and log must still say the same, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from billing.models import ProofEntry, Signature
from billing.rules.signature import CLIENT, sha256

CHUNK = 50  # each holds a PDF
ENTRY = {CLIENT: "accepted"}  # the entry of the log that names a signature; hers is named by the sending


def signatures() -> Iterator[str]:
    """What is wrong with signatures, a sentence each; nothing where all are whole."""
    rows = Signature.objects.select_related("quote__document").defer("quote__document__said")
    for row in rows.order_by("pk").iterator(CHUNK):
        for sentence in _faults(row):
            yield sentence % {"quote": row.quote, "name": row.name}
    yield from _missing()


def _faults(row: Signature) -> Iterator[str]:
    if row.who == CLIENT and not _is_whole(row):
        yield _("quote %(quote)s: its signed PDF is not the one that was made")
    if sha256(row.proof) != row.proof_sha256:
        yield _("quote %(quote)s: the proof of %(name)s’s signature is not the one that was made")
    elif not _agrees(row):
        yield _("quote %(quote)s: what is kept of %(name)s’s signature is not what its proof says")
    if row.proof_sha256 not in {each.get("signature") for each in _entries(row)}:
        yield _("quote %(quote)s: the log does not hold the proof of %(name)s’s signature")
    elif row.who == CLIENT and row.sha256 not in {each.get("signed") for each in _entries(row)}:
        yield _("quote %(quote)s: the log does not hold the signed PDF")


def _is_whole(row: Signature) -> bool:
    """Is the file the one that was made, and does it begin with the document shown?"""
    content = bytes(row.content)
    return sha256(content) == row.sha256 and content.startswith(bytes(row.quote.document.content))


def _agrees(row: Signature) -> bool:
    """Do the columns say what the proof says?"""
    said = _read(row.proof)
    signer, shown = said.get("signer", {}), said.get("shown", {})
    kept = [row.name, row.capacity, row.company, row.email, row.document_sha256, row.who]
    kept += [row.sha256, sha256(bytes(row.drawn)) if row.drawn else ""]
    proved = [signer.get(each) for each in ("name", "capacity", "company", "email")]
    proved += [shown.get("sha256"), said.get("who"), said.get("signed", ""), said.get("drawn")]
    return kept == proved and said.get("signed_at") == row.signed_at.isoformat()


def _entries(row: Signature) -> list[dict[str, Any]]:
    kind = ENTRY.get(row.who, "sent")
    bodies = ProofEntry.objects.filter(quote=row.quote_id, kind=kind).values_list("body", flat=True)
    return [_read(body) for body in bodies]


def _missing() -> Iterator[str]:
    """Signatures that the log names and that are gone."""
    kept = set(Signature.objects.values_list("proof_sha256", flat=True))
    rows = ProofEntry.objects.filter(body__contains='"signature":').select_related("quote").order_by("number")
    for row in rows.iterator(CHUNK):
        if _read(row.body).get("signature", "") not in kept:
            yield _("quote %(quote)s: a signature is gone that the log names") % {"quote": row.quote}


def _read(text: str) -> dict[str, Any]:
    """A JSON object; nothing of what is none any more, for then its digest says so."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
