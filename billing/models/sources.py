"""Sources of an invoice beside hours and agreements: expenses, consents, deposits from elsewhere."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import Agreement, Client
from vacrm.money import MoneyField


class Expense(models.Model):
    """Money spent for a client, passed on."""

    key = models.CharField(_("key"), max_length=60, unique=True, null=True, blank=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="expenses", verbose_name=_("client"))
    on = models.DateField(_("day"))
    label = models.CharField(_("label"), max_length=200)
    net = MoneyField(_("net"))
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2, null=True, blank=True)
    billed_elsewhere = models.BooleanField(_("billed elsewhere"), default=False)

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return self.label


class Consent(models.Model):
    """The client agreed to exceed a package in a period, by so many minutes (absent: by any)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="consents", verbose_name=_("agreement"))
    period = models.CharField(_("period"), max_length=7)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar = ["period", "id"]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.period}"


class EarlierDeposit(models.Model):
    """A deposit invoice issued before or elsewhere; the balance deducts it."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="earlier_deposits", verbose_name=_("agreement")
    )
    number = models.CharField(_("number"), max_length=35, unique=True)
    issued_on = models.DateField(_("issued on"))
    net = MoneyField(_("net"))
    # Empty: the agreement's.
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("earlier deposit")
        verbose_name_plural = _("earlier deposits")
        ordering: ClassVar = ["issued_on", "id"]

    def __str__(self) -> str:
        return self.number
