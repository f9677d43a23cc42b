"""Claims: what an invoice has billed, once, because the database says so.

Deleting a draft frees what it claimed (CASCADE); a credit note deletes the claims of the invoice it
takes back, so that its hours and periods can be billed again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from billing.models.sources import Expense
from clients.models import Agreement
from requests.models import TimeEntry
from vacrm.money import MoneyField


class BilledTime(models.Model):
    """A time entry that was billed, or counted in a package's period."""

    time_entry = models.OneToOneField(TimeEntry, models.PROTECT, related_name="billed", verbose_name=_("time entry"))
    # Empty where a period was settled without anything due.
    invoice = models.ForeignKey(
        Invoice, models.CASCADE, null=True, blank=True, related_name="billed_time", verbose_name=_("invoice")
    )
    period = models.CharField(_("period"), max_length=7, help_text=_("The month it counts in."))
    minutes = models.PositiveIntegerField(_("billed minutes"))
    weighted = models.DecimalField(_("weighted minutes"), max_digits=18, decimal_places=8)

    class Meta:
        verbose_name = _("billed time")
        verbose_name_plural = _("billed time")

    def __str__(self) -> str:
        return f"{self.time_entry} → {self.minutes} min"


class BilledPeriod(models.Model):
    """A month of a package or a subscription that was billed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="billed_periods", verbose_name=_("agreement"))
    period = models.CharField(_("period"), max_length=7)
    net = MoneyField(_("net"))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="billed_periods", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("billed period")
        verbose_name_plural = _("billed periods")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "period"],
                name="period_billed_once",
                violation_error_message=_("This period is already billed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.period}"


class BilledMission(models.Model):
    """A mission whose price was billed."""

    agreement = models.OneToOneField(
        Agreement, models.PROTECT, related_name="billed_mission", verbose_name=_("agreement")
    )
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="billed_missions", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("billed mission")
        verbose_name_plural = _("billed missions")

    def __str__(self) -> str:
        return str(self.agreement)


class BilledDeposit(models.Model):
    """The deposit invoice of a mission: one, unless credited."""

    agreement = models.OneToOneField(
        Agreement, models.PROTECT, related_name="billed_deposit", verbose_name=_("agreement")
    )
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="billed_deposits", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("billed deposit")
        verbose_name_plural = _("billed deposits")

    def __str__(self) -> str:
        return str(self.agreement)


class BilledExpense(models.Model):
    """An expense that was passed on."""

    expense = models.OneToOneField(Expense, models.PROTECT, related_name="billed", verbose_name=_("expense"))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="billed_expenses", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("billed expense")
        verbose_name_plural = _("billed expenses")

    def __str__(self) -> str:
        return str(self.expense)


class BilledOverage(models.Model):
    """Minutes beyond a package that were billed for a period."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="billed_overages", verbose_name=_("agreement")
    )
    period = models.CharField(_("period"), max_length=7)
    minutes = models.DecimalField(_("minutes"), max_digits=18, decimal_places=8)
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="billed_overages", verbose_name=_("invoice"))

    class Meta:
        verbose_name = _("billed overage")
        verbose_name_plural = _("billed overages")

    def __str__(self) -> str:
        return f"{self.agreement}, {self.period}: {self.minutes} min"


class SettledPeriod(models.Model):
    """A package's month whose account is closed: later hours count elsewhere."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="settled_periods", verbose_name=_("agreement")
    )
    period = models.CharField(_("period"), max_length=7)
    settled_on = models.DateField(_("settled on"))
    overage = models.DecimalField(_("overage in minutes"), max_digits=18, decimal_places=8)
    carried = models.JSONField(_("carried in, by month of origin"), default=list)
    left = models.JSONField(_("left, by month of origin"), default=list)
    # The invoice issued with it; its credit note opens the period again.
    invoice = models.ForeignKey(
        Invoice, models.CASCADE, null=True, blank=True, related_name="settled_periods", verbose_name=_("invoice")
    )

    class Meta:
        verbose_name = _("settled period")
        verbose_name_plural = _("settled periods")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "period"], name="period_settled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.period}"


class PackageMovement(models.Model):
    """One movement of a package's account: it can be rebuilt from hours and agreements."""

    KINDS: ClassVar = [
        ("allot", _("allotted")),
        ("carry", _("carried in")),
        ("use", _("used")),
        ("overage", _("beyond the package")),
        ("expire", _("expired")),
    ]

    settled = models.ForeignKey(
        SettledPeriod, models.CASCADE, related_name="movements", verbose_name=_("settled period")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS)
    origin = models.CharField(_("month of origin"), max_length=7)
    minutes = models.DecimalField(_("minutes"), max_digits=18, decimal_places=8)

    class Meta:
        verbose_name = _("package movement")
        verbose_name_plural = _("package movements")
        ordering: ClassVar = ["settled__period", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.minutes}"
