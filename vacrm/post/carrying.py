"""Carrying one delivery to the mail server: claim it, let it leave, write down what became of it.

Three steps, each on its own: the claim is committed before the mail leaves and the outcome after, so a failed mail
leaves no trace of success and a sent one is never rolled back. A crash in between leaves a claim without an outcome,
which reads as interrupted and is never sent again by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol, cast

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from vacrm.post import states
from vacrm.post.composing import compose
from vacrm.post.folder import FolderMailer
from vacrm.post.models import Attempt, Delivery
from vacrm.post.reply import Outcome, Reply


class Mailer(Protocol):
    """A mail backend that tells how it went."""

    def hand_over(self, message: EmailMessage) -> Reply: ...


def send(delivery: Delivery, *, at: datetime) -> Attempt | None:
    """Try to send a delivery now; None when it is not due, or when somebody else has claimed it.

    Must not be called inside a transaction, for the claim has to be committed before the mail leaves (RuntimeError).
    """
    if not _claim(delivery, at):
        return None
    reply = _leave(delivery, at)
    return _record(delivery, reply, at)


def _claim(delivery: Delivery, at: datetime) -> bool:
    """Of any number of workers, the one whose UPDATE finds the row unclaimed."""
    with transaction.atomic(durable=True):
        mine = Delivery.objects.due(at).filter(pk=delivery.pk)
        won = mine.update(claimed_at=at, next_try_at=None, handed_at=None, tries=F("tries") + 1)
    delivery.refresh_from_db()
    return won == 1


def _leave(delivery: Delivery, at: datetime) -> Reply:
    try:
        message = compose(delivery, at=at)
    except ValueError as error:  # what no mail program could read has not left
        return Reply(Outcome.REFUSED, str(error), route="")
    mailer = way_out()
    if hasattr(mailer, "hand_over"):
        return cast(Mailer, mailer).hand_over(message)
    count = mailer.send_messages([message])  # any other backend of Django's; what it raises leaves the claim open
    return Reply(Outcome.ACCEPTED if count else Outcome.REFUSED, route="other")


def way_out() -> Any:
    """The mailer that messages leave by: whatever is set, or files as long as a room holds mail back."""
    if any(import_string(name)() for name in settings.MAIL_HOLDS):
        return FolderMailer(folder=settings.VACRM_MAIL_DIR / "held")
    return mailers.default


@transaction.atomic
def _record(delivery: Delivery, reply: Reply, at: datetime) -> Attempt:
    """Write the outcome, unless a person has settled the matter while the answer was slow to come."""
    Delivery.objects.select_for_update().get(pk=delivery.pk)
    outcome = _outcome(delivery, reply, at)
    Delivery.objects.filter(pk=delivery.pk, claimed_at=delivery.claimed_at, sent_at=None).update(
        server_words=reply.words, refused=reply.refused, route=reply.route, path=reply.path, **outcome
    )
    delivery.refresh_from_db()
    return Attempt.objects.create(delivery=delivery, at=at, outcome=reply.outcome, words=reply.words)


def _outcome(delivery: Delivery, reply: Reply, at: datetime) -> dict[str, Any]:
    match reply.outcome:
        case Outcome.ACCEPTED | Outcome.PARTLY:
            return {"sent_at": at}
        case Outcome.LOST:
            return {"lost_at": at}
        case Outcome.DEFERRED if again := _next_try(delivery, at):
            return {"next_try_at": again, "claimed_at": None}
        case _:
            return {"failed_at": at}


def _next_try(delivery: Delivery, at: datetime) -> datetime | None:
    """None too when the message was sent again by hand: two would arrive."""
    sent_again = Delivery.objects.filter(resend_of=delivery).exists()
    return None if sent_again else states.next_try(delivery.tries, at)
