"""What a mail server's answer means. Pure: an error goes in, an outcome comes out."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How one try ended, as far as anybody can know."""

    ACCEPTED = "accepted"
    PARTLY = "partly"  # accepted for some recipients, refused for the others
    DEFERRED = "deferred"  # nothing was accepted; trying later may help
    REFUSED = "refused"  # nothing was accepted; trying again will not help
    LOST = "lost"  # the message left and no answer came: it may have arrived


@dataclass(frozen=True)
class Reply:
    """The answer to one try: the server's words, and whom it refused (address → words)."""

    outcome: Outcome
    words: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    route: str = "smtp"
    path: str = ""


type Answers = dict[str, tuple[int, bytes]]


def accepted(answer: tuple[int, bytes], refused: Answers) -> Reply:
    """The reply of a server that took the message, with its `answer`, for everyone but `refused`."""
    outcome = Outcome.PARTLY if refused else Outcome.ACCEPTED
    return Reply(outcome, _words(*answer), {who: _words(*words) for who, words in refused.items()})


def judge(error: Exception, *, body_left: bool) -> Reply:
    """The reply that an error of smtplib stands for.

    Once the body has left, only a proper refusal (4xx or 5xx) proves that the server did not take it; everything else
    may hide an accepted message, and must not be tried again by itself.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        refused = {who: _words(*answer) for who, answer in error.recipients.items()}
        codes = [code for code, _ in error.recipients.values()]
        return Reply(_by_code(min(codes)), _all_words(error.recipients), refused)
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_code, error.smtp_error
        if body_left and not _is_refusal(error):
            return Reply(Outcome.LOST, _words(*answer))
        return Reply(_by_code(error.smtp_code), _words(*answer))
    if body_left:
        return Reply(Outcome.LOST, _plain(error))
    if isinstance(error, (smtplib.SMTPNotSupportedError, ValueError)):
        return Reply(Outcome.REFUSED, _plain(error))
    return Reply(Outcome.DEFERRED, _plain(error))  # no route, no name, a timeout: the network may come back


def _is_refusal(error: smtplib.SMTPResponseException) -> bool:
    return isinstance(error, smtplib.SMTPDataError) and 400 <= error.smtp_code <= 599


def _by_code(code: int) -> Outcome:
    """5xx is for good (RFC 5321, 4.2.1); what is not a code at all may pass."""
    return Outcome.REFUSED if 500 <= code <= 599 else Outcome.DEFERRED


def _words(code: int, text: bytes | str) -> str:
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(told.split())}".strip()


def _all_words(answers: Answers) -> str:
    return "; ".join(f"{who}: {_words(*answer)}" for who, answer in answers.items())


def _plain(error: Exception) -> str:
    return str(error) or type(error).__name__
