"""What an address or a hidden field asks for: text that anybody can change, read without trust."""

from __future__ import annotations

LONGEST = 9  # digits: no row or page of ours has more, and Python refuses to read thousands of them


def number_in(text: str) -> int | None:
    """The whole number that a text is; None for what is none, or is longer than any of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
