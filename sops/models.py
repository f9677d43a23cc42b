"""Who the assistant is, and the versions of her procedures."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sops import validators
from sops.rules import identity
from sops.rules.document import read_policy
from sops.rules.policy import Policy
from vacrm.post.addresses import mailbox
from vacrm.prepared import Prepared

LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LEGAL_FORMS = [("EI", _("sole trader (EI)")), ("company", _("company"))]
VAT_REGIMES = [
    ("franchise", _("VAT exemption (franchise)")),
    ("cash", _("VAT on payments received")),
    ("debits", _("VAT on invoices issued")),
    ("none", _("no VAT (outside France)")),
]
ACTIVITIES = [("BNC", _("liberal activity (BNC)")), ("BIC", _("commercial activity (BIC)"))]
DRAFT, PUBLISHED, SUPERSEDED = "draft", "published", "superseded"
STATES = [(DRAFT, _("draft")), (PUBLISHED, _("published")), (SUPERSEDED, _("superseded"))]


class BusinessQuerySet(models.QuerySet["Business"]):
    """The one business."""

    def current(self) -> Business | None:
        """The business of this installation; None before the first set-up. There is one row, so nothing filters it."""
        return _business.first()


class Business(models.Model):
    """The assistant's business: what her documents say about her. One row."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=10, choices=LEGAL_FORMS, default="EI")
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validators.validate_siren])
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validators.validate_siret])
    rcs = models.CharField(_("trade register (RCS)"), max_length=100, blank=True)
    activity = models.CharField(_("activity"), max_length=3, choices=ACTIVITIES, blank=True)
    vat_regime = models.CharField(_("VAT regime"), max_length=10, choices=VAT_REGIMES, default="franchise")
    vat_number = models.CharField(
        _("VAT number"), max_length=20, blank=True, validators=[validators.validate_vat_number]
    )
    address = models.JSONField(_("address"), default=dict, blank=True)  # street, postcode, city, country
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    iban = models.CharField("IBAN", max_length=42, blank=True, validators=[validators.validate_iban])
    bic = models.CharField("BIC", max_length=11, blank=True, validators=[validators.validate_bic])
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    currency = models.CharField(_("currency"), max_length=3, default="EUR", validators=[RegexValidator(r"^[A-Z]{3}$")])
    number_pattern = models.CharField(
        _("pattern of invoice numbers"),
        max_length=60,
        default="F{year}-{seq:04}",
        validators=[validators.validate_number_pattern],
    )
    next_number = models.PositiveIntegerField(_("next number"), default=1, validators=[MinValueValidator(1)])
    tagline = models.CharField(_("line under the name"), max_length=200, blank=True)
    logo = models.BinaryField(_("logo (PNG or JPEG)"), blank=True, default=b"")
    accent = models.CharField(
        _("colour of what clients see"), max_length=7, blank=True, validators=[validators.validate_accent]
    )

    objects = BusinessQuerySet.as_manager()

    class Meta:
        verbose_name = _("business")
        verbose_name_plural = _("business")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(only=True), name="business_only_one"),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="business_next_number_from_one"),
            models.CheckConstraint(
                condition=Q(vat_regime__in=["franchise", "cash", "debits", "none"]), name="business_vat_regime_known"
            ),
            models.CheckConstraint(condition=Q(legal_form__in=["EI", "company"]), name="business_legal_form_known"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as printed. A sole trader's carries “EI” (C. com. R526-27)."""
        words = self.name.casefold().split()
        named = "ei" in words or "entrepreneur individuel" in " ".join(words)
        return f"{self.name} EI" if words and self.legal_form == "EI" and not named else self.name

    @property
    def mailbox(self) -> str:
        """Whom her messages come from, and go to; empty without an address."""
        return mailbox(self.name, self.email) if self.email else ""

    @property
    def closing(self) -> str:
        """What her letters end with: her name and her phone number."""
        return "\n".join(filter(None, [self.display_name, self.phone]))

    @property
    def country(self) -> str:
        """ISO 3166 alpha-2; France when the address does not say."""
        return str(self.address.get("country") or "FR")

    def clean(self) -> None:
        """Normalise the numbers; the SIRET belongs to the SIREN."""
        for field in ("siren", "siret", "vat_number", "iban", "bic"):
            setattr(self, field, identity.compact(getattr(self, field)))
        if self.siret and not self.siret.startswith(self.siren):
            raise ValidationError({"siret": _("The SIRET starts with the SIREN; one of the two is wrong.")})


_business = Prepared(lambda: Business.objects.order_by("pk")[:1])


class SopVersionQuerySet(models.QuerySet["SopVersion"]):
    """Versions of the procedures, by state and by day."""

    def published(self) -> SopVersionQuerySet:
        """The version published last: at most one."""
        return self.filter(state=PUBLISHED)

    def frozen(self) -> SopVersionQuerySet:
        """All that were ever published."""
        return self.exclude(state=DRAFT)

    def drafts(self) -> SopVersionQuerySet:
        """The version being written: at most one."""
        return self.filter(state=DRAFT)

    def current(self, on: date) -> SopVersion | None:
        """The version in force on a day; None before the first takes effect."""
        return self.frozen().filter(effective_on__lte=on).order_by("-number").first()


class SopVersion(models.Model):
    """One version of the procedures. Published, it never changes: clients have signed it."""

    FROZEN: ClassVar = ("number", "title", "effective_on", "document", "published_at")

    number = models.PositiveIntegerField(_("number"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    effective_on = models.DateField(_("in force from"))
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=DRAFT, editable=False)
    document = models.JSONField(_("policy"), default=dict)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)

    objects = SopVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the procedures")
        verbose_name_plural = _("versions of the procedures")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["state"], condition=Q(state=DRAFT), name="sop_one_draft"),
            models.UniqueConstraint(fields=["state"], condition=Q(state=PUBLISHED), name="sop_one_published"),
            models.CheckConstraint(condition=Q(number__gte=1), name="sop_number_from_one"),
            models.CheckConstraint(
                condition=Q(state=DRAFT, published_at__isnull=True)
                | Q(state__in=[PUBLISHED, SUPERSEDED], published_at__isnull=False),
                name="sop_published_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return _("SOP v%(number)s") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what was published; only its state may go on."""
        stored = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if stored and stored.state != DRAFT and self._differs(stored):
            raise ValidationError(_("%(version)s is published and never changes; revise it.") % {"version": self})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete what was published."""
        if self.state != DRAFT:
            raise ValidationError(_("%(version)s is published and is kept.") % {"version": self})
        return super().delete(*args, **kwargs)

    def policy(self) -> Policy:
        """The policy of this version; parsed once per content."""
        return read_policy(self.text())

    def text(self) -> str:
        """The document as text: equal texts are equal policies."""
        return json.dumps(self.document, sort_keys=True, separators=(",", ":"))

    def _differs(self, stored: SopVersion) -> bool:
        changed = any(getattr(self, field) != getattr(stored, field) for field in self.FROZEN)
        return changed or self.state == DRAFT
