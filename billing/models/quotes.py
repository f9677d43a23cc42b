"""Quotes: written, sent as exact bytes, answered. What was sent never changes; a change is the next version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models import KINDS, LANGUAGES, Agreement, Client
from requests.models import ClientRequest
from sops.models import SopVersion
from vacrm import addresses
from vacrm.money import MoneyField
from vacrm.post.models import Delivery

DRAFT, SENT, ACCEPTED, DECLINED, CANCELLED = "draft", "sent", "accepted", "declined", "cancelled"
QUOTE_STATES = [
    (DRAFT, _("draft")),
    (SENT, pgettext_lazy("quote", "sent")),
    (ACCEPTED, pgettext_lazy("quote", "accepted")),
    (DECLINED, pgettext_lazy("quote", "declined")),
    (CANCELLED, pgettext_lazy("quote", "cancelled")),
]


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Quotes, by state; that one has run out or was replaced is read from facts."""

    def waiting(self, on: date) -> QuoteQuerySet:
        """Sent, still valid on a day, and not replaced by a later version that was sent."""
        replaced = Q(superseded_by__isnull=False) & ~Q(superseded_by__state=DRAFT)
        return self.filter(state=SENT, valid_until__gte=on).exclude(replaced)


class Quote(models.Model):
    """An offer to a client with the rules it stands on: one SOP version."""

    ref = models.CharField(_("reference"), max_length=30, help_text=_("The same for all versions, such as Q2026-0007."))
    version = models.PositiveIntegerField(_("version"), default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )
    client = models.ForeignKey(Client, models.PROTECT, related_name="quotes", verbose_name=_("client"))
    sop = models.ForeignKey(SopVersion, models.PROTECT, related_name="quotes", verbose_name=_("SOP version"))
    client_request = models.ForeignKey(
        ClientRequest, models.SET_NULL, null=True, blank=True, related_name="quotes", verbose_name=_("request")
    )
    state = models.CharField(_("state"), max_length=10, choices=QUOTE_STATES, default=DRAFT)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True, max_length=5000)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    currency = models.CharField(_("currency"), max_length=3)
    starts_on = models.DateField(_("begins on"), null=True, blank=True, help_text=_("Empty: the day it is signed."))
    valid_until = models.DateField(_("valid until"))
    # One of the two, or none; of the whole, shared out over the lines of each VAT rate.
    discount_percent = models.DecimalField(
        _("discount in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    discount_amount = MoneyField(_("discount"), null=True, blank=True)
    discount_reason = models.CharField(_("reason of the discount"), max_length=200, blank=True)
    # Code of a clause to her own text for this client; what is not here reads as the SOP version says.
    clauses = models.JSONField(_("clauses as edited"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.TextField(
        _("answer"), blank=True, max_length=2000, help_text=_("Why it was declined or cancelled.")
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "valid_until"], name="quote_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ref", "version"], name="quote_ref_and_version"),
            models.CheckConstraint(
                condition=Q(discount_percent__isnull=True) | Q(discount_amount__isnull=True),
                name="quote_one_discount",
                violation_error_message=_("A discount is a percent or an amount, not both."),
            ),
            models.CheckConstraint(
                condition=Q(state=DRAFT, sent_at__isnull=True)
                | Q(state=CANCELLED)
                | Q(state__in=[SENT, ACCEPTED, DECLINED], sent_at__isnull=False),
                name="quote_sent_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} v{self.version}" if self.version > 1 else self.ref

    def get_absolute_url(self) -> str:
        return addresses.of("billing:quote-detail", self.pk)

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_replaced(self) -> bool:
        """Was a later version sent? It is then the one that counts."""
        later = getattr(self, "superseded_by", None)
        return later is not None and not later.is_draft

    def has_expired(self, on: date) -> bool:
        """Sent, unanswered, and past its last day."""
        return self.state == SENT and self.valid_until < on

    def can_be_answered(self, on: date) -> bool:
        """May it be signed or declined on a day?"""
        return self.state == SENT and not self.has_expired(on) and not self.is_replaced

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft. Raises ValidationError once sent: then it is cancelled, or replaced by the next version."""
        if not self.is_draft:
            raise ValidationError(_("A quote that was sent is kept; cancel it, or send the next version."))
        return super().delete(*args, **kwargs)


class QuoteLine(models.Model):
    """One offered agreement; what it says becomes the agreement's own terms at signature.

    `hourly`: `rate` an hour, `quantity` hours as an estimate (0: none). `mission`: `quantity` × `rate` = `price`.
    `package`: `price` a month for `included_minutes`, beyond them `overage_rate` an hour. `subscription`: `price` a
    month. `trial`: free, for `days` days. `price` is always the sum that the quote shows for the line, before VAT and
    discount: of a month where it comes back every month, the estimate where it is by the hour.
    """

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines", verbose_name=_("quote"))
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    service = models.CharField(_("service"), max_length=60, blank=True, help_text=_("Code of the catalogue."))
    label = models.CharField(_("label"), max_length=200)
    detail = models.TextField(_("detail"), blank=True, max_length=2000)
    quantity = models.DecimalField(
        _("quantity"), max_digits=9, decimal_places=2, default=Decimal("1.00"), validators=[MinValueValidator(0)]
    )
    unit = models.CharField(
        _("unit"), max_length=5, choices=[("piece", _("piece")), ("hour", _("hour")), ("month", _("month"))]
    )
    rate = MoneyField(_("unit price"), null=True, blank=True)
    price = MoneyField(_("price"), default=0)
    included_minutes = models.PositiveIntegerField(_("included minutes"), null=True, blank=True)
    overage_rate = MoneyField(_("overage rate"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days of the trial"), null=True, blank=True)
    timing = models.CharField(
        _("timing"),
        max_length=8,
        choices=[("advance", _("in advance")), ("arrears", _("in arrears"))],
        default="advance",
    )
    vat_rate = models.DecimalField(
        _("VAT rate"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Empty: by the rules.")
    )
    is_optional = models.BooleanField(_("the client may choose it"), default=False)
    is_chosen = models.BooleanField(
        pgettext_lazy("quote line", "chosen"), default=True, help_text=_("An optional line begins unchosen.")
    )
    agreement = models.OneToOneField(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="quote_line",
        verbose_name=_("agreement"),
        help_text=_("What signing made of it."),
    )

    class Meta:
        verbose_name = _("quote line")
        verbose_name_plural = _("quote lines")
        ordering: ClassVar = ["quote", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["quote", "position"], name="quote_line_position")]

    def __str__(self) -> str:
        return self.label


class QuoteDocument(models.Model):
    """The exact bytes that were sent and are shown: the quote with its contract, drawn once."""

    quote = models.OneToOneField(Quote, models.PROTECT, related_name="document", verbose_name=_("quote"))
    content = models.BinaryField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    drawn_at = models.DateTimeField(_("drawn at"))
    # What the page and the proof repeat: parties, lines, sums, clauses, SOP version (see `billing/quoting.py`).
    said = models.JSONField(_("copies"), default=dict)

    class Meta:
        verbose_name = _("document of a quote")
        verbose_name_plural = _("documents of quotes")

    def __str__(self) -> str:
        return f"{self.quote}.pdf"


class QuoteDelivery(models.Model):
    """A quote on its way to the client; the delivery itself is post's, and what is sent again hangs on it."""

    quote = models.OneToOneField(Quote, models.PROTECT, related_name="delivery", verbose_name=_("quote"))
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+", verbose_name=_("delivery"))

    class Meta:
        verbose_name = _("delivery of a quote")
        verbose_name_plural = _("deliveries of quotes")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.quote}: {self.delivery}"


class QuoteEvent(models.Model):
    """One thing that happened to a quote, kept for good: made, sent, seen, asked, answered, replaced.

    What the client says in the portal (asked, refused) waits for her until a later event closes it (`billing.hearing`).
    """

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="events", verbose_name=_("quote"))
    what = models.CharField(pgettext_lazy("event", "what"), max_length=20)
    at = models.DateTimeField(_("at"))
    note = models.TextField(_("note"), blank=True, max_length=2000)
    by = models.EmailField(_("said by"), blank=True, help_text=_("The address of the link by which the client came."))

    class Meta:
        verbose_name = _("event of a quote")
        verbose_name_plural = _("events of quotes")
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["quote"], name="quote_said", condition=Q(what__in=["asked", "refused"])),
        ]

    def __str__(self) -> str:
        return f"{self.quote}: {self.what}"
