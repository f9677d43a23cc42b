"""What she wants her work to bring in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vacrm.money import MoneyField


class RevenueGoal(models.Model):
    """Before VAT, in the currency of the business; empty where she set none. One row."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    monthly = MoneyField(_("goal of a month"), null=True, blank=True)
    yearly = MoneyField(_("goal of a year"), null=True, blank=True)

    class Meta:
        verbose_name = _("revenue goal")
        verbose_name_plural = _("revenue goals")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(only=True), name="goal_only_one"),
            models.CheckConstraint(
                condition=Q(monthly__isnull=True) | Q(monthly__gt=0), name="goal_monthly_above_zero"
            ),
            models.CheckConstraint(condition=Q(yearly__isnull=True) | Q(yearly__gt=0), name="goal_yearly_above_zero"),
        ]

    def __str__(self) -> str:
        return str(_("revenue goal"))
