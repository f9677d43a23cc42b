"""The proof log: entries that each hold the digest of the one before, so that none can be changed unseen.

What is proved is who agreed to which exact bytes, when and how (eIDAS art. 25: a simple signature is not refused as
evidence for being electronic, but its reliability is for us to show; C. civ. art. 1366 asks for identity and
integrity). An entry is JSON in one canonical spelling; its digest is the SHA-256 of the digest before and those bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

BEGINNING = "0" * 64  # what the first entry follows


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as stored."""

    number: int
    body: str
    previous: str
    digest: str


def canonical(facts: Mapping[str, Any]) -> str:
    """The one spelling of some facts: sorted keys, no blanks, no escapes. Raises TypeError for what JSON has not."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(previous: str, body: str) -> str:
    """The digest of an entry that follows another, in hexadecimal."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def faults(links: Iterable[Link]) -> Iterator[tuple[int, str]]:
    """What is wrong with a chain, entry by entry: `gap`, `order`, `body`; nothing where it is whole.

    `gap`: a number is missing or twice. `order`: it does not follow the entry before. `body`: its words are not those
    that the digest was made of.
    """
    number, previous = 0, BEGINNING
    for link in links:
        if link.number != number + 1:
            yield link.number, "gap"
        if link.previous != previous:
            yield link.number, "order"
        if digest_of(link.previous, link.body) != link.digest:
            yield link.number, "body"
        number, previous = link.number, link.digest
