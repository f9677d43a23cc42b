"""What she decides on a month by hand: changes to an invoice to be, and warnings that she overrules."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import UNITS, Invoice
from clients.models import Client
from vacrm.money import MoneyField

ADJUSTMENT_KINDS = [
    ("label", _("another label")),
    ("extra", _("a line of her own")),
    ("discount", _("discount")),
    ("later", _("left for later")),
]


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    """Adjustments, by whether they still wait."""

    def waiting(self) -> AdjustmentQuerySet:
        """On no issued invoice."""
        return self.exclude(billed__invoice__number__isnull=False)


class Adjustment(models.Model):
    """One change to a client's month; applied whenever the month is computed, so that a second run keeps it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="adjustments", verbose_name=_("client"))
    month = models.CharField(_("month"), max_length=7)
    kind = models.CharField(_("kind"), max_length=8, choices=ADJUSTMENT_KINDS)
    # The line renamed, or the source left for later (billing.rules.adjustments).
    target = models.CharField(_("target"), max_length=200, blank=True)
    label = models.CharField(_("label"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=5, choices=UNITS, default="piece")
    # The unit price of a line of her own, or what a discount takes off; net.
    amount = MoneyField(_("amount"), null=True, blank=True)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    by = models.CharField(_("by"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"))

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "month", "kind", "target"],
                condition=Q(kind="later"),
                name="adjustment_left_once",
                violation_error_message=_("This is left for later already."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.reason or str(self.get_kind_display())


class BilledAdjustment(models.Model):
    """An adjustment that stands on an invoice."""

    adjustment = models.OneToOneField(Adjustment, models.PROTECT, related_name="billed", verbose_name=_("adjustment"))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="billed_adjustments", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("billed adjustment")
        verbose_name_plural = _("billed adjustments")

    def __str__(self) -> str:
        return str(self.adjustment)


class OverruledWarning(models.Model):
    """A warning that she has looked at and sets aside, with her reason; new figures make a new warning."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="overruled", verbose_name=_("client"))
    month = models.CharField(_("month"), max_length=7)
    warning = models.CharField(_("warning"), max_length=120, help_text=_("Its code, target and figures."))
    text = models.TextField(_("what it said"))
    note = models.CharField(_("note"), max_length=300)
    by = models.CharField(_("by"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("overruled warning")
        verbose_name_plural = _("overruled warnings")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "month", "warning"], name="warning_overruled_once"),
        ]

    def __str__(self) -> str:
        return self.note
