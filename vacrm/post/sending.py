"""Sending: what upper rooms ask of the post. Queue a message, try a failed one again, send one a second time."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vacrm.post import states
from vacrm.post.addresses import bare, check_line, check_mailbox, check_mailboxes, domain, refusal
from vacrm.post.carrying import send
from vacrm.post.models import Attachment, Attempt, Delivery
from vacrm.post.tasks import ask

__all__ = ["catch_up", "confirm", "hold", "queue", "resend", "retry", "send"]

CONFIRMED = "confirmed"
_MIMETYPE = re.compile(r"(?!message/|multipart/)[a-z]+/[a-z0-9.+-]+")


@transaction.atomic
def queue(
    *,
    kind: str,
    language: str,
    to: Sequence[str],
    subject: str,
    body: str,
    at: datetime,
    cc: Sequence[str] = (),
    reply_to: str = "",
    from_email: str = "",
    attachments: Iterable[Attachment] = (),
    automatic: bool = False,
    resend_of: Delivery | None = None,
    wait: timedelta = timedelta(0),
) -> Delivery:
    """Put a message into the outbox, inside the caller's transaction; the worker is told once that commits.

    Raises ValidationError, by field, for an address that is none, a line break in a header, no recipient, no text.
    `from_email` defaults to DEFAULT_FROM_EMAIL; `automatic` marks what no person set off, such as a reminder.
    The worker takes it after `wait`, so that it can be taken back as long; what is lost is caught up as always.
    """
    sender = check_mailbox("from_email", from_email or settings.DEFAULT_FROM_EMAIL)
    recipients = check_mailboxes("to", to)
    if not recipients:
        raise refusal("to", _("“%(field)s” is empty."))
    if not body.strip():
        raise refusal("body", _("“%(field)s” is empty."))
    delivery = Delivery.objects.create(
        message_id=f"<{uuid.uuid4().hex}@{domain(sender)}>",
        kind=kind,
        language=language,
        to=recipients,
        cc=check_mailboxes("cc", cc, beside=recipients),
        reply_to=check_mailbox("reply_to", reply_to) if reply_to else "",
        from_email=sender,
        subject=check_line("subject", subject, longest=255),
        body=body,
        automatic=automatic,
        resend_of=resend_of,
        queued_at=at,
        next_try_at=at,
        handed_at=at,
    )
    Attachment.objects.bulk_create([_checked(attachment, delivery) for attachment in attachments])
    _tell_worker(delivery.pk, wait)
    return delivery


def _checked(attachment: Attachment, delivery: Delivery) -> Attachment:
    if not _MIMETYPE.fullmatch(attachment.mimetype):
        raise refusal("attachments", _("“%(type)s” is not a type of file to attach."), type=attachment.mimetype)
    attachment.name = re.sub(r"[/\\]", "-", check_line("attachments", attachment.name, longest=200))
    attachment.delivery = delivery
    return attachment


@transaction.atomic
def retry(delivery: Delivery, *, at: datetime) -> Delivery:
    """Try a failed delivery again, with fresh patience and the same Message-ID: it has reached nobody."""
    _lock(delivery)
    if delivery.state(at) != states.FAILED:
        raise ValidationError(_("Only a failed delivery can be tried again."))
    _check_not_resent(delivery)
    delivery.failed_at = delivery.claimed_at = None
    delivery.next_try_at = delivery.handed_at = at
    delivery.tries, delivery.refused = 0, {}
    delivery.save()
    _tell_worker(delivery.pk)
    return delivery


@transaction.atomic
def resend(delivery: Delivery, *, at: datetime) -> Delivery:
    """Send a message a second time, by a person's decision: a new delivery with its own Message-ID, once per delivery.

    One that some recipients refused goes to these alone; the others have it already.
    """
    _lock(delivery)
    if delivery.state(at) not in (states.SENT, states.PARTLY_REFUSED, states.INTERRUPTED):
        raise ValidationError(_("Only a delivery that was sent or interrupted can be sent again."))
    _check_not_resent(delivery)
    to, cc = _still_without(delivery)
    return queue(
        kind=delivery.kind,
        language=delivery.language,
        to=to,
        cc=cc,
        reply_to=delivery.reply_to,
        from_email=delivery.from_email,
        subject=delivery.subject,
        body=delivery.body,
        attachments=[Attachment.of(a.name, a.mimetype, bytes(a.content)) for a in delivery.attachments.all()],
        automatic=delivery.automatic,
        resend_of=delivery,
        at=at,
    )


def hold(delivery: Delivery) -> bool:
    """Keep a message that has reached nobody from leaving until the transaction ends; False: it left, or may have.

    Must be called inside a transaction; a message that is held may be deleted there.
    """
    _lock(delivery)
    return delivery.claimed_at is None or delivery.failed_at is not None


def _lock(delivery: Delivery) -> None:
    """Read the row anew, and keep workers and second clicks off it until the transaction ends."""
    delivery.refresh_from_db(from_queryset=Delivery.objects.select_for_update())


def _check_not_resent(delivery: Delivery) -> None:
    if Delivery.objects.filter(resend_of=delivery).exists():
        raise ValidationError(_("This delivery was sent again already; look at the newer one."))


def _still_without(delivery: Delivery) -> tuple[list[str], list[str]]:
    if not delivery.refused:
        return delivery.to, delivery.cc
    to, cc = ([who for who in group if bare(who) in delivery.refused] for group in (delivery.to, delivery.cc))
    return (to, cc) if to else (cc, [])


@transaction.atomic
def confirm(delivery: Delivery, *, at: datetime) -> Delivery:
    """Note that an interrupted delivery did arrive, as a person has checked; it then counts as sent."""
    _lock(delivery)
    if delivery.state(at) != states.INTERRUPTED:
        raise ValidationError(_("Only an interrupted delivery can be confirmed."))
    delivery.sent_at, delivery.lost_at = at, None
    delivery.save()
    Attempt.objects.create(delivery=delivery, at=at, outcome=CONFIRMED)
    return delivery


def catch_up(at: datetime) -> int:
    """Tell the worker of every delivery that is due and that it has not been told of; how many.

    It reads what is due from the facts: a missed day is caught up, and a second run finds nothing.
    """
    forgotten = Delivery.objects.due(at).unhanded(at)
    return sum(_hand(pk, at) for pk in forgotten.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _hand(delivery_id: int, at: datetime) -> bool:
    mine = Delivery.objects.due(at).unhanded(at).filter(pk=delivery_id).update(handed_at=at)
    if mine:
        _tell_worker(delivery_id)
    return bool(mine)


def _tell_worker(delivery_id: int, wait: timedelta = timedelta(0)) -> None:
    transaction.on_commit(lambda: ask(delivery_id, wait), robust=True)  # what gets lost is caught up
