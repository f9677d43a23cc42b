"""A real mail server on loopback, and the outbox pointed at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.live import free_port
from tests.postmaster import Postmaster
from vacrm.post import sending
from vacrm.post.models import Delivery

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


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
