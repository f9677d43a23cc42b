"""The terms that clients signed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.people import Client
from sops.models import SopVersion
from vacrm.money import MoneyField

KINDS = [
    ("hourly", _("hourly")),
    ("package", _("monthly package")),
    ("mission", _("one-off mission")),
    ("subscription", _("subscription")),
    ("trial", _("free trial")),
]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, by day."""

    def running(self, on: date) -> AgreementQuerySet:
        """In force on a day: begun, and not ended before it."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class Agreement(models.Model):
    """The terms a client signed, pinned to the SOP version of that day.

    It stands in this room, not in billing, because requests and hours hold a foreign key to it and
    foreign keys point down.
    """

    key = models.CharField(_("key"), max_length=60, unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="agreements", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    sop = models.ForeignKey(SopVersion, models.PROTECT, related_name="agreements", verbose_name=_("SOP version"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    services = models.JSONField(_("services"), null=True, blank=True, help_text=_("Codes; empty: all offered."))
    rate = MoneyField(_("hourly rate"), null=True, blank=True)
    rates = models.JSONField(_("rates by service"), default=dict, blank=True, help_text=_("Code to amount as text."))
    price = MoneyField(_("price"), null=True, blank=True, help_text=_("A month, or the whole of a mission."))
    included_minutes = models.PositiveIntegerField(_("included minutes"), null=True, blank=True)
    overage_rate = MoneyField(_("overage rate"), null=True, blank=True)
    overage = models.CharField(
        _("overage"), max_length=8, choices=[("bill", _("billed")), ("consent", _("with consent"))], default="bill"
    )
    carry_over_months = models.PositiveSmallIntegerField(_("carry-over months"), default=0)
    carry_over_cap_minutes = models.PositiveIntegerField(_("carry-over cap in minutes"), null=True, blank=True)
    carry_over_order = models.CharField(
        _("carry-over order"),
        max_length=14,
        choices=[("carried_first", _("carried first")), ("month_first", _("month first"))],
        default="carried_first",
    )
    timing = models.CharField(
        _("timing"),
        max_length=8,
        choices=[("advance", _("in advance")), ("arrears", _("in arrears"))],
        default="advance",
    )
    prorate = models.BooleanField(_("prorate part months"), default=True)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2, null=True, blank=True)
    deposit = models.JSONField(_("deposit"), null=True, blank=True, help_text=_("Overrides the SOP."))
    done_on = models.DateField(_("delivered on"), null=True, blank=True)
    # Opening balance: what was billed before or elsewhere is never billed again.
    periods_billed_through = models.CharField(_("periods billed through"), max_length=7, blank=True)
    hours_billed_through = models.CharField(_("hours billed through"), max_length=7, blank=True)
    carried_minutes = models.DecimalField(_("carried minutes"), max_digits=14, decimal_places=6, default=0)
    billed_elsewhere = models.BooleanField(_("billed elsewhere"), default=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering: ClassVar = ["client__name", "starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("The agreement ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}: {self.get_kind_display()} ({self.key})"

    def covers(self, day: date) -> bool:
        """Is a day within the agreement's dates?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
