"""Mail without a server: each message becomes one .eml file that any mail program opens."""

from __future__ import annotations

import email.policy
import os
import re
from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from vacrm.post.reply import Outcome, Reply

ROUTE = "file"


class FolderMailer(BaseEmailBackend):
    """Writes messages into a folder, whole or not at all."""

    def __init__(self, folder: str | Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write every message; the number written. An OSError, such as a full disk, is the caller's."""
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def hand_over(self, message: EmailMessage) -> Reply:
        """Write one message; a folder that cannot be written is tried again later."""
        try:
            return Reply(Outcome.ACCEPTED, route=ROUTE, path=str(self._write(message)))
        except OSError as error:
            return Reply(Outcome.DEFERRED, str(error), route=ROUTE)
        except ValueError as error:
            return Reply(Outcome.REFUSED, str(error), route=ROUTE)

    def _write(self, message: EmailMessage) -> Path:
        """The file is renamed into place, so that a reader never meets half a message."""
        made = message.message(policy=email.policy.SMTP)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / _file_name(made["Date"], made["Message-ID"])
        draft = path.with_suffix(f".{os.getpid()}.part")
        with draft.open("wb") as file:
            file.write(made.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return path


def _file_name(date: str, message_id: str) -> str:
    stamp = parsedate_to_datetime(str(date)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{stamp}-{re.sub(r'[^A-Za-z0-9.@-]', '_', str(message_id).strip('<>'))}.eml"
