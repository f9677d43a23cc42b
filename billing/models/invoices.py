"""Invoices: drafts until issued; issued, they never change (the database refuses, see the triggers)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.sources import EarlierDeposit
from clients.models import LANGUAGES, Agreement, Client
from requests.models import ClientRequest
from vacrm import addresses
from vacrm.money import MoneyField
from vacrm.post.models import Delivery

INVOICE_KINDS = [
    ("invoice", _("invoice")),
    ("deposit", _("deposit invoice")),
    ("balance", _("balance invoice")),
    ("credit", _("credit note")),
]
UNITS = [("month", _("month")), ("hour", _("hour")), ("piece", _("piece"))]


class Series(models.Model):
    """A gapless run of numbers; its row is locked while a number is taken."""

    name = models.CharField(_("name"), max_length=20, unique=True, help_text=_("The year, or empty."), blank=True)
    next_number = models.PositiveIntegerField(_("next number"), default=1)
    last_issued_on = models.DateField(_("last issued on"), null=True, blank=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return self.name or "—"


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Invoices, by state; states are read from facts."""

    def drafts(self) -> InvoiceQuerySet:
        return self.filter(number__isnull=True)

    def of_months(self) -> InvoiceQuerySet:
        """Made by closing a month: neither a deposit nor a credit note."""
        return self.filter(kind__in=["invoice", "balance"])

    def issued(self) -> InvoiceQuerySet:
        return self.filter(number__isnull=False)

    def standing(self) -> InvoiceQuerySet:
        """Issued, and neither a credit note nor credited by one."""
        return self.issued().exclude(kind="credit").filter(credited_by__isnull=True)

    def delete(self) -> Any:
        """Delete drafts only. Raises ValidationError when an issued invoice is among them."""
        if self.issued().exists():
            raise ValidationError(_("An issued invoice is never deleted; a credit note takes it back."))
        return super().delete()


class Invoice(models.Model):
    """A draft, or an issued document that carries copies of all it says."""

    kind = models.CharField(_("kind"), max_length=8, choices=INVOICE_KINDS, default="invoice")
    client = models.ForeignKey(Client, models.PROTECT, related_name="invoices", verbose_name=_("client"))
    month = models.CharField(_("month"), max_length=7, blank=True, help_text=_("The month that was closed."))
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="invoices", verbose_name=_("agreement")
    )
    credits = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="credited_by", verbose_name=_("credits")
    )
    number = models.CharField(_("number"), max_length=35, null=True, blank=True, unique=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    currency = models.CharField(_("currency"), max_length=3)
    sop_number = models.PositiveIntegerField(_("SOP version"), null=True, blank=True)
    net = MoneyField(_("net"), default=0)
    vat = MoneyField(_("VAT"), default=0)
    gross = MoneyField(_("gross"), default=0)
    # Frozen copies: parties, VAT groups, sentences, the annex (see billing.freezing).
    frozen = models.JSONField(_("copies"), default=dict)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering: ClassVar = ["-issued_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["issued_on"], name="invoice_issued_on"),
            models.Index(fields=["month"], name="invoice_month"),
            # Of what is owed, all that decides: the rows themselves carry their copies, and are slow to read.
            models.Index(fields=["due_on", "kind", "number", "gross"], name="invoice_owed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(number__isnull=True, issued_on__isnull=True, issued_at__isnull=True)
                | Q(number__isnull=False, issued_on__isnull=False, issued_at__isnull=False),
                name="invoice_issued_numbered_dated",
                violation_error_message=_("Issued, numbered and dated go together."),
            ),
            models.CheckConstraint(
                condition=Q(gross=models.F("net") + models.F("vat")),
                name="invoice_net_and_vat_make_gross",
                violation_error_message=_("Net and VAT do not make the gross amount."),
            ),
            models.UniqueConstraint(
                fields=["client", "currency"],
                condition=Q(number__isnull=True, kind__in=["invoice", "balance"]),
                name="invoice_one_monthly_draft",
                violation_error_message=_("This client already has a monthly draft."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{_('draft')} {self.month}".strip()

    def get_absolute_url(self) -> str:
        return addresses.of("billing:invoice-detail", self.pk)

    @property
    def is_issued(self) -> bool:
        return self.number is not None

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft, which frees its hours. Raises ValidationError when issued."""
        if self.is_issued:
            raise ValidationError(_("An issued invoice is never deleted; a credit note takes it back."))
        return super().delete(*args, **kwargs)


class InvoiceLine(models.Model):
    """One line of an invoice, as printed."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", verbose_name=_("invoice"))
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreement")
    )
    client_request = models.ForeignKey(
        ClientRequest, models.PROTECT, null=True, blank=True, related_name="invoice_lines", verbose_name=_("request")
    )
    period = models.CharField(_("period"), max_length=7, blank=True)
    label = models.TextField(_("label"))
    detail = models.TextField(_("detail"), blank=True)
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=5, choices=UNITS)
    unit_price = models.DecimalField(_("unit price"), max_digits=24, decimal_places=10)
    percent = models.DecimalField(_("percent"), max_digits=11, decimal_places=6, null=True, blank=True)
    net = MoneyField(_("net"))
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2)
    category = models.CharField(_("VAT category"), max_length=2, default="S")
    reason = models.JSONField(_("reason"), null=True, blank=True)

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering: ClassVar = ["invoice", "position"]
        indexes: ClassVar = [models.Index(fields=["period"], name="invoice_line_period")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position"),
        ]

    def __str__(self) -> str:
        return self.label


class Document(models.Model):
    """The PDF of an issued invoice, drawn once and served as stored."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="document", verbose_name=_("invoice"))
    content = models.BinaryField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return f"{self.invoice}.pdf"


class Payment(models.Model):
    """Money received for an invoice, or for a deposit issued elsewhere; negative when given back."""

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("invoice")
    )
    earlier_deposit = models.ForeignKey(
        EarlierDeposit, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("deposit")
    )
    on = models.DateField(_("day"))
    amount = MoneyField(_("amount"))
    means = models.CharField(_("means"), max_length=60, default="transfer")

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering: ClassVar = ["on", "id"]
        indexes: ClassVar = [models.Index(fields=["invoice", "amount"], name="payment_sum")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(invoice__isnull=False, earlier_deposit__isnull=True)
                | Q(invoice__isnull=True, earlier_deposit__isnull=False),
                name="payment_of_one_invoice",
                violation_error_message=_("A payment belongs to one invoice."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.amount}"


class InvoiceDelivery(models.Model):
    """An invoice on its way to the client; the delivery itself is post's."""

    # One to one: an invoice is queued once; what is sent again hangs on the delivery.
    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="delivery", verbose_name=_("invoice"))
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="+", verbose_name=_("delivery"))

    class Meta:
        verbose_name = _("invoice delivery")
        verbose_name_plural = _("invoice deliveries")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.delivery}"


class Picture(models.Model):
    """A logo that an issued invoice carries, kept by its content."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.sha256[:12]
