"""What is refused before it is queued, with the field named."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from vacrm.post.addresses import bare, check_line, check_mailbox, check_mailboxes, domain, mailbox


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("jo@roux.example", "jo@roux.example"),
        ("  jo@roux.example ", "jo@roux.example"),
        ("Jo Roux <jo@roux.example>", "Jo Roux <jo@roux.example>"),
        ('"Roux, Jo" <jo@roux.example>', '"Roux, Jo" <jo@roux.example>'),
        ("Zoé Lefèvre <zoe@lefevre.example>", "Zoé Lefèvre <zoe@lefevre.example>"),
        ("jo@société.example", "jo@société.example"),
    ],
)
def test_a_mailbox_is_kept(written: str, kept: str) -> None:
    assert check_mailbox("to", written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "", "jo", "jo@", "@roux.example", "jo@roux", "jo roux@roux.example", "jo@roux.example, al@roux.example",
        "Jo <jo@roux.example> Roux <al@roux.example>", "jo@roux.example\nBcc: al@roux.example",
        "Jo\r\nBcc: al@roux.example <jo@roux.example>", "zoé@roux.example", "Jo <>", "Jo\x85Bcc: x <jo@roux.example>",
    ],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused_by_its_field(written: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        check_mailbox("reply_to", written)
    assert list(refusal.value.message_dict) == ["reply_to"]


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1d", "\x85", "\u2028", "\0"])
def test_a_line_break_in_a_header_is_refused(break_: str) -> None:
    with pytest.raises(ValidationError, match="single line"):
        check_line("subject", f"Invoice{break_}Bcc: al@roux.example", longest=255)


def test_nobody_gets_two_copies() -> None:
    to = check_mailboxes("to", ["Jo <jo@roux.example>", "JO@roux.example", "al@roux.example"])
    assert to == ["Jo <jo@roux.example>", "al@roux.example"]
    assert check_mailboxes("cc", ["al@ROUX.example", "bo@roux.example"], beside=to) == ["bo@roux.example"]


def test_the_parts_of_a_mailbox() -> None:
    assert mailbox("Roux, Jo", "jo@roux.example") == '"Roux, Jo" <jo@roux.example>'
    assert mailbox("", "jo@roux.example") == "jo@roux.example"
    assert bare("Jo <jo@société.example>") == "jo@xn--socit-esab.example"
    assert domain("Jo <jo@roux.example>") == "roux.example"
