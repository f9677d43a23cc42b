"""Clients, their contacts, where they stand, and the terms they signed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients import pipeline
from sops.models import SopVersion
from vacrm.money import MoneyField

LANGUAGES = [("en", _("English")), ("fr", _("French"))]
CLIENT_KINDS = [("company", _("company")), ("person", _("person"))]
KINDS = [
    ("hourly", _("hourly")),
    ("package", _("monthly package")),
    ("mission", _("one-off mission")),
    ("subscription", _("subscription")),
    ("trial", _("free trial")),
]


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients, by standing."""

    def standing(self, *stages: str) -> ClientQuerySet:
        return self.filter(stage__in=stages)


class Client(models.Model):
    """Somebody who is, was, or may be served."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=CLIENT_KINDS, default="company")
    siren = models.CharField("SIREN", max_length=9, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.JSONField(_("address"), default=dict, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=pipeline.choices, default=pipeline.LEAD)
    # Absent where the stage was found so (a pack): then no period begins at all for a paused client.
    stage_since = models.DateField(_("in this stage since"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clients:client-detail", args=[self.pk])


class Contact(models.Model):
    """A person to write to at a client's."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="contacts", verbose_name=_("client"))
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class StageChange(models.Model):
    """One move of a client along the pipeline, kept for good."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="stage_changes", verbose_name=_("client"))
    old = models.CharField(_("from"), max_length=20)
    new = models.CharField(_("to"), max_length=20)
    at = models.DateTimeField(_("at"))
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


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
