"""What a server's answer means for the next try."""

from __future__ import annotations

import smtplib

import pytest

from vacrm.post.reply import Outcome, accepted, judge

HANG_UP = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.mark.parametrize(
    ("error", "body_left", "outcome"),
    [
        (ConnectionRefusedError(111, "Connection refused"), False, Outcome.DEFERRED),
        (TimeoutError("timed out"), False, Outcome.DEFERRED),
        (HANG_UP, False, Outcome.DEFERRED),
        (HANG_UP, True, Outcome.LOST),
        (TimeoutError("timed out"), True, Outcome.LOST),
        (smtplib.SMTPConnectError(421, b"too busy"), False, Outcome.DEFERRED),
        (smtplib.SMTPConnectError(554, b"go away"), False, Outcome.REFUSED),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False, Outcome.REFUSED),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."), False, Outcome.REFUSED),
        (smtplib.SMTPSenderRefused(451, b"later", "a@b.example"), False, Outcome.DEFERRED),
        (smtplib.SMTPSenderRefused(550, b"no", "a@b.example"), False, Outcome.REFUSED),
        (smtplib.SMTPDataError(451, b"later"), True, Outcome.DEFERRED),
        (smtplib.SMTPDataError(552, b"too big"), True, Outcome.REFUSED),
        (smtplib.SMTPDataError(-1, b"gibberish"), True, Outcome.LOST),
        (smtplib.SMTPResponseException(500, "Line too long."), True, Outcome.LOST),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"later"), "c@d.example": (550, b"no")}), False,
         Outcome.DEFERRED),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no"), "c@d.example": (551, b"no")}), False,
         Outcome.REFUSED),
        (ValueError("Invalid address"), False, Outcome.REFUSED),
    ],
)  # fmt: skip
def test_only_a_proper_refusal_may_be_followed_by_another_try(
    error: Exception, body_left: bool, outcome: Outcome
) -> None:
    assert judge(error, body_left=body_left).outcome == outcome


def test_the_words_of_the_server_are_kept_on_one_line() -> None:
    reply = judge(smtplib.SMTPDataError(552, b"5.3.4 Message too big\nfor \xe9 this system"), body_left=True)
    assert reply.words == "552 5.3.4 Message too big for � this system"


def test_who_was_refused_is_kept_with_the_words() -> None:
    reply = accepted((250, b"queued as A1"), {"jo@roux.example": (550, b"5.1.1 unknown")})
    assert reply.outcome == Outcome.PARTLY
    assert reply.refused == {"jo@roux.example": "550 5.1.1 unknown"}
    assert reply.words == "250 queued as A1"
