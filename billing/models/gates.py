"""What waits for money: the gate that an invoice keeps shut until it is paid, or until she opens it with a note."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice, Payment
from billing.models.quotes import CANCELLED, Quote
from clients.gates import GATES
from vacrm.money import MoneyField


class GateQuerySet(models.QuerySet["Gate"]):
    """Gates, by standing; that one is open is read from payments, credit notes, and a quote called off."""

    def shut(self) -> GateQuerySet:
        """Not paid in full, not credited, not overruled, the quote not called off; with what was `paid`."""
        payments = Payment.objects.filter(invoice=models.OuterRef("invoice")).order_by().values("invoice")
        total = models.Subquery(payments.annotate(total=models.Sum("amount")).values("total"))
        paid = Coalesce(total, models.Value(0), output_field=MoneyField())
        standing = self.filter(overruled_at__isnull=True, invoice__credited_by__isnull=True)
        standing = standing.filter(Q(quote__isnull=True) | ~Q(quote__state=CANCELLED))
        return standing.annotate(paid=paid).filter(paid__lt=F("invoice__gross"))


class Gate(models.Model):
    """Work, or the onboarding already, waits until an invoice is paid: a deposit, or a first month in advance."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="gate", verbose_name=_("invoice"))
    quote = models.ForeignKey(
        Quote, models.PROTECT, null=True, blank=True, related_name="gates", verbose_name=_("quote")
    )
    holds = models.CharField(_("holds"), max_length=10, choices=GATES)
    shut_at = models.DateTimeField(_("since"))
    overruled_at = models.DateTimeField(_("overruled at"), null=True, blank=True)
    overruled_by = models.CharField(_("overruled by"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = GateQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering: ClassVar = ["shut_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(overruled_at__isnull=True, note="") | (Q(overruled_at__isnull=False) & ~Q(note="")),
                name="gate_overruled_with_a_note",
                violation_error_message=_("A gate is overruled with a note."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.get_holds_display()}"
