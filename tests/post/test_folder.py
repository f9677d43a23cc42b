"""Without a mail server, each message becomes a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from vacrm.post import sending, states
from vacrm.post.models import Attachment, Delivery

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def test_the_delivery_says_which_file_it_became(by_files: Path, queued: Callable[..., Delivery]) -> None:
    delivery = queued(attachments=[Attachment.of("F2026-0042.pdf", "application/pdf", b"%PDF\r\n\xff")])
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.SENT
    assert delivery.route == "file"
    (file,) = by_files.iterdir()
    assert delivery.path == str(file)
    assert file.name == f"20261101T090000Z-{delivery.message_id.strip('<>')}.eml"
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Message-ID"] == delivery.message_id
    assert [part.get_payload(decode=True) for part in message.iter_attachments()] == [b"%PDF\r\n\xff"]


def test_a_folder_that_cannot_be_written_is_tried_again(by_files: Path, queued: Callable[..., Delivery]) -> None:
    by_files.write_text("in the way")
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.RETRYING
    assert delivery.server_words


def test_ordinary_mail_of_django_is_written_too(by_files: Path) -> None:
    assert EmailMessage("Your password", "Hello", "nadia@morel.example", ["jo@roux.example"]).send() == 1
    assert [file.suffix for file in by_files.iterdir()] == [".eml"]
