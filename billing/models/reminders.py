"""Reminders that went out for an invoice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from vacrm.post.models import Delivery


class Reminder(models.Model):
    """One reminder of an invoice; the message itself is post's."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders", verbose_name=_("invoice"))
    # Of the SOP's schedule, the days after the due date (before it: negative); empty for one beside the schedule.
    step = models.SmallIntegerField(_("days after the due date"), null=True, blank=True)
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+", verbose_name=_("delivery"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice", "step"],
                name="reminder_once_each_step",
                violation_error_message=_("This reminder has gone out already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}, {self.at:%Y-%m-%d}"
