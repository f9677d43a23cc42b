"""What is proved of a signature: who signed which exact bytes, when, how the person was known, and what was ticked.

One record of it all: the JSON proof says it, the certificate prints it, the log holds its digest. It is a simple
electronic signature (eIDAS art. 25: not refused as evidence for being electronic; C. civ. art. 1366 and 1367: who
signed must be known, and the text must be whole), so the proof is ours to keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from billing.rules.proof import canonical

FORMAT = 1  # of the JSON proof
CLIENT, ASSISTANT = "client", "assistant"


@dataclass(frozen=True, slots=True)
class Shown:
    """The document that was signed: the exact bytes, by their digest."""

    name: str
    sha256: str
    size: int
    quote: str
    sop: int  # version of the procedures


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in the words typed; the company and the address are those that the document was sent to."""

    name: str
    capacity: str
    company: str
    email: str


@dataclass(frozen=True, slots=True)
class Browser:
    """Where the signature came from. The session is known by a digest only."""

    address: str
    agent: str
    language: str
    session: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand it is, by the name of her account, and from where."""

    name: str
    browser: Browser


@dataclass(frozen=True, slots=True)
class Invitation:
    """The secret link by which the signer came. Of the secret only its digest is kept."""

    digest: str
    scope: str
    sent_to: str
    sent_at: datetime
    message_id: str
    opened_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Code:
    """The one-time code, mailed to the same address; kept as a digest only."""

    digest: str
    sent_at: datetime
    message_id: str
    wrong_tries: int
    used_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed to: every sentence with a box as it was shown, those that were ticked, and the options."""

    shown: tuple[str, ...]
    ticked: tuple[str, ...]
    options: tuple[str, ...]
    totals: tuple[tuple[str, str], ...]  # what each sum is called, and how much


@dataclass(frozen=True, slots=True)
class Other:
    """The signature of the other side, by its proof."""

    name: str
    company: str
    signed_at: datetime
    proof: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one signature."""

    who: str  # client or assistant
    signer: Signer
    shown: Shown
    signed_at: datetime
    browser: Browser
    program: str  # the version of the software
    seen_at: datetime | None = None
    consent: Consent | None = None
    invitation: Invitation | None = None
    code: Code | None = None
    drawn: str = ""  # the digest of the drawn signature
    other: Other | None = None


def proof_of(evidence: Evidence, **more: str) -> str:
    """The JSON proof of a signature, in its one spelling; moments are in UTC. `more`: such as the result's digest."""
    facts: Mapping[str, Any] = said(evidence)
    return canonical({"format": FORMAT, "kind": "signature", **facts, **more})


def said(value: Any) -> Any:
    """A record in what JSON has: moments in UTC, amounts as text, records by the names of their fields."""
    if is_dataclass(value):
        return {each.name: said(getattr(value, each.name)) for each in fields(value)}
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case tuple() | list():
            return [said(each) for each in value]
        case _:
            return value


def sha256(content: bytes | str) -> str:
    """The digest of some bytes, or of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
