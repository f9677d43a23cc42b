"""Facts of the post: deliveries, what they carry, and every try."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vacrm.post import states

# A delivery given to the worker is not given again before this time; a lost task is caught up after it.
PATIENCE = timedelta(minutes=10)

_OPEN = Q(sent_at=None, failed_at=None, lost_at=None)
_WAITING = Q(claimed_at=None)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by state; each agrees with `states.state`."""

    def queued(self) -> DeliveryQuerySet:
        return self.filter(_OPEN & _WAITING, tries=0)

    def retrying(self) -> DeliveryQuerySet:
        return self.filter(_OPEN & _WAITING, tries__gt=0)

    def claimed(self, at: datetime, stale_after: timedelta = states.STALE_AFTER) -> DeliveryQuerySet:
        return self.filter(_OPEN, claimed_at__gt=at - stale_after)

    def interrupted(self, at: datetime, stale_after: timedelta = states.STALE_AFTER) -> DeliveryQuerySet:
        return self.left_since(at - stale_after)

    def left_since(self, moment: datetime) -> DeliveryQuerySet:
        """Claimed at that moment or before and never heard of again, or given up."""
        dead = _OPEN & Q(claimed_at__lte=moment)
        return self.filter(dead | Q(lost_at__isnull=False, sent_at=None, failed_at=None))

    def sent(self) -> DeliveryQuerySet:
        return self.filter(sent_at__isnull=False, refused={})

    def partly_refused(self) -> DeliveryQuerySet:
        return self.filter(sent_at__isnull=False).exclude(refused={})

    def failed(self) -> DeliveryQuerySet:
        return self.filter(failed_at__isnull=False)

    def in_state(self, state: str, at: datetime) -> DeliveryQuerySet:
        """The deliveries in one of `states.STATES` at a moment."""
        if state in (states.CLAIMED, states.INTERRUPTED):
            return self.claimed(at) if state == states.CLAIMED else self.interrupted(at)
        return {
            states.QUEUED: self.queued,
            states.RETRYING: self.retrying,
            states.SENT: self.sent,
            states.PARTLY_REFUSED: self.partly_refused,
            states.FAILED: self.failed,
        }[state]()

    def due(self, at: datetime) -> DeliveryQuerySet:
        """Those that may leave now: unclaimed, and their time has come."""
        return self.filter(_WAITING, next_try_at__lte=at)

    def unhanded(self, at: datetime) -> DeliveryQuerySet:
        """Those that no worker has been told of, or was told so long ago that the word must be lost."""
        return self.filter(Q(handed_at=None) | Q(handed_at__lte=at - PATIENCE))


class Delivery(models.Model):
    """One message to its recipients: it waits for `next_try_at`, or it is claimed; once claimed it has one outcome."""

    message_id = models.CharField(_("message ID"), max_length=320, unique=True)
    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    language = models.CharField(_("language"), max_length=10)
    to = models.JSONField(pgettext_lazy("delivery", "to"))
    cc = models.JSONField(_("copy to"), default=list, blank=True)
    reply_to = models.CharField(_("reply to"), max_length=320, blank=True)
    from_email = models.CharField(pgettext_lazy("delivery", "from"), max_length=320)
    subject = models.CharField(_("subject"), max_length=255)
    body = models.TextField(_("text"))
    automatic = models.BooleanField(_("sent by the program itself"), default=False)
    resend_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="resent_as", verbose_name=_("sends again")
    )

    queued_at = models.DateTimeField(_("queued at"), db_index=True)
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True, db_index=True)
    handed_at = models.DateTimeField(_("given to the worker at"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    lost_at = models.DateTimeField(_("answer lost at"), null=True, blank=True)
    server_words = models.TextField(_("the server’s words"), blank=True)
    refused = models.JSONField(_("refused recipients"), default=dict, blank=True)
    route = models.CharField(_("route"), max_length=20, blank=True)
    path = models.TextField(_("file"), blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-queued_at", "-pk")
        # Hardly any message is sent again, so that the unique index holds one value for nearly all; a database that
        # counts takes it for useless, and goes through all messages for each invoice.
        indexes = (models.Index(fields=["resend_of"], name="delivery_resent", condition=Q(resend_of__isnull=False)),)
        constraints = (
            models.CheckConstraint(
                name="post_delivery_waits_or_is_claimed",
                condition=Q(next_try_at__isnull=False, claimed_at=None) | Q(next_try_at=None, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="post_delivery_one_outcome",
                condition=_OPEN
                | Q(sent_at__isnull=False, failed_at=None, lost_at=None, claimed_at__isnull=False)
                | Q(sent_at=None, failed_at__isnull=False, lost_at=None, claimed_at__isnull=False)
                | Q(sent_at=None, failed_at=None, lost_at__isnull=False, claimed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} → {', '.join(self.to)}"

    @property
    def facts(self) -> states.Facts:
        """What the state is read from."""
        return states.Facts(
            tries=self.tries,
            claimed_at=self.claimed_at,
            sent_at=self.sent_at,
            failed_at=self.failed_at,
            lost_at=self.lost_at,
            someone_refused=bool(self.refused),
        )

    def state(self, at: datetime) -> str:
        """One of `states.STATES`, at a moment."""
        return states.state(self.facts, at)

    @property
    def recipients(self) -> list[str]:
        """Everybody the message is for, in the order of its headers."""
        return [*self.to, *self.cc]


class Attachment(models.Model):
    """A file that a delivery carries, kept byte for byte."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attachments", verbose_name=_("delivery"))
    name = models.CharField(_("name"), max_length=200)
    mimetype = models.CharField(_("type"), max_length=100)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, name: str, mimetype: str, content: bytes) -> Attachment:
        """A file to hand to `sending.queue`, with the sum of its bytes; not saved yet."""
        return cls(name=name, mimetype=mimetype, content=content, sha256=hashlib.sha256(content).hexdigest())


class Attempt(models.Model):
    """One try to send a delivery, and how it ended."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts", verbose_name=_("delivery"))
    at = models.DateTimeField(pgettext_lazy("delivery", "at"))
    outcome = models.CharField(_("outcome"), max_length=20)
    words = models.TextField(_("words"), blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.outcome}: {self.words}" if self.words else self.outcome
