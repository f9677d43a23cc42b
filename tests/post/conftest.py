"""A real mail server on loopback, and the outbox pointed at it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from vacrm.post import sending
from vacrm.post.models import Delivery

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


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

    def messages(self) -> list[EmailMessage]:
        """What arrived, read as a mail program reads it."""
        found = []
        for envelope in self.envelopes:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def new_postmaster() -> type[Postmaster]:
    return Postmaster


@pytest.fixture
def postmaster() -> Iterator[Postmaster]:
    handler = Postmaster()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def point_at(settings: Any) -> Callable[..., None]:
    """Tell the outbox which port to send to, and how."""

    def point(port: int, **options: Any) -> None:
        options = {"host": "127.0.0.1", "port": port, "timeout": 5} | options
        settings.MAILERS = {"default": {"BACKEND": "vacrm.post.smtp.SmtpMailer", "OPTIONS": options}}

    return point


@pytest.fixture
def by_smtp(point_at: Callable[..., None], postmaster: Postmaster) -> Postmaster:
    """The outbox sends to the postmaster; returns it."""
    point_at(postmaster.port)
    return postmaster


@pytest.fixture
def by_nobody(point_at: Callable[..., None]) -> None:
    """The outbox sends to a port where nobody listens."""
    point_at(free_port())


@pytest.fixture
def by_files(settings: Any, tmp_path: Path) -> Path:
    """The outbox writes files; returns their folder."""
    folder = tmp_path / "mail"
    settings.MAILERS = {"default": {"BACKEND": "vacrm.post.folder.FolderMailer", "OPTIONS": {"folder": folder}}}
    return folder


@pytest.fixture
def queued() -> Callable[..., Delivery]:
    """Queue a plain message; any argument of `sending.queue` may be given."""

    def queue(**changes: Any) -> Delivery:
        facts: dict[str, Any] = {
            "kind": "invoice",
            "language": "fr",
            "to": ["Compta <compta@acme.example>"],
            "subject": "Votre facture F2026-0042",
            "body": "Bonjour,\n\nvoici votre facture d’octobre.\n",
            "reply_to": "Nadia Morel <nadia@morel.example>",
            "from_email": "Nadia Morel <facturation@morel.example>",
            "at": AT,
        }
        return sending.queue(**facts | changes)

    return queue
