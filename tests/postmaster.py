"""A real mail server on loopback that answers as it is told to."""

from __future__ import annotations

import asyncio
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.live import free_port


class Postmaster:
    """Answers as it is told to: refuses recipients, puts off, hangs up, or takes the message."""

    def __init__(self) -> None:
        self.answers: list[str] = []  # to DATA, in turn; then 250
        self.refuses: dict[str, str] = {}
        self.hangs_up = False
        self.stalls = 0.0  # seconds between the body and the answer
        self.got_body = threading.Event()
        self.port = free_port()
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802  named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 queued as A1"
        self.got_body.set()
        if answer.startswith("2"):
            self.envelopes.append(envelope)
        await asyncio.sleep(self.stalls)
        if self.hangs_up:
            assert server.transport is not None
            server.transport.abort()
        return answer

    def messages(self, since: int = 0) -> list[EmailMessage]:
        """What arrived, read as a mail program reads it; without so many that came first."""
        found = []
        for envelope in self.envelopes[since:]:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found
