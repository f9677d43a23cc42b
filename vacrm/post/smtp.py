"""SMTP with a memory: who was refused, what the server said, and whether the body had left."""

from __future__ import annotations

import email.policy
import smtplib
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from vacrm.post.reply import Reply, accepted, judge

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

GO_AHEAD = 354  # the answer to DATA after which the body leaves (RFC 5321, 4.3.2)

# Base64 or quoted-printable throughout: some servers do not take eight-bit bodies, and do not say so.
_SEVEN_BIT = email.policy.SMTP.clone(cte_type="7bit")


class _Watched(smtplib.SMTP):
    """A connection that knows whether the whole body has left, and keeps the answer to it."""

    go_ahead = False
    body_left = False
    answer = (250, b"")

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        self.go_ahead = code == GO_AHEAD
        return code, words

    def send(self, s: Buffer | str) -> None:
        """A body that breaks off lacks the dot without which no server takes it (RFC 5321, 4.1.1.4)."""
        super().send(s)
        self.body_left = self.body_left or self.go_ahead

    def data(self, msg: Buffer | str) -> tuple[int, bytes]:
        self.answer = super().data(msg)
        return self.answer


class _WatchedTls(_Watched, smtplib.SMTP_SSL):
    pass


class SmtpMailer(EmailBackend):
    """Django's SMTP backend; `hand_over` tells how it went, where `send_messages` only counts."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchedTls if self.use_ssl else _Watched

    def hand_over(self, message: EmailMessage) -> Reply:
        """Give one message to the server, on a connection of its own, and return its answer; it does not raise."""
        try:
            self.open()
            return self._transmit(self._open_line(), message)
        except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
            return judge(error, body_left=getattr(self.connection, "body_left", False))
        finally:
            with suppress(OSError):  # the answer is known; how the line closes changes nothing
                self.close()

    def _open_line(self) -> _Watched:
        return cast(_Watched, self.connection)  # open() raised, or connected by connection_class

    def _transmit(self, line: _Watched, message: EmailMessage) -> Reply:
        refused = line.sendmail(
            self.prep_address(message.from_email),
            [self.prep_address(who) for who in message.recipients()],
            message.message(policy=_SEVEN_BIT).as_bytes(),
        )
        return accepted(line.answer, refused)
