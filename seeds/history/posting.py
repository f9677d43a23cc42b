"""Mail of a made-up history: queued, tried and left, without a server."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sops.models import Business
from vacrm.post.models import Attempt, Delivery
from vacrm.post.reply import Outcome
from vacrm.post.writing import Written


def delivery(
    key: str, kind: str, language: str, to: str, written: Written, *, at: datetime, fails: bool = False
) -> Delivery:
    """A message that left at a moment, or was refused; not saved yet. `key` makes it another than all others."""
    sender = _sender()
    return Delivery(
        message_id=f"<{key}@{sender.partition('@')[2]}>",
        kind=kind,
        language=language,
        to=[to],
        from_email=sender,
        reply_to=sender,
        subject=written.subject,
        body=written.body,
        queued_at=at,
        claimed_at=at,
        tries=1,
        sent_at=None if fails else at + timedelta(seconds=8),
        failed_at=at + timedelta(seconds=8) if fails else None,
        server_words="550 5.1.1 No such mailbox" if fails else "250 2.0.0 Ok: queued",
        route="smtp",
    )


def _sender() -> str:
    return str(Business.objects.values_list("email", flat=True).get())


def keep(rows: Iterable[Delivery]) -> list[Delivery]:
    """Store messages, each with its one attempt."""
    kept = Delivery.objects.bulk_create(rows)
    Attempt.objects.bulk_create(_attempt(row) for row in kept)
    return kept


def _attempt(row: Delivery) -> Attempt:
    outcome = Outcome.ACCEPTED if row.sent_at else Outcome.REFUSED
    return Attempt(
        delivery=row, at=row.sent_at or row.failed_at or row.queued_at, outcome=outcome, words=row.server_words
    )
