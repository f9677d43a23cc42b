"""The business and the versions of its procedures."""

import django.core.validators
from django.db import migrations, models

import sops.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Business",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("only", models.BooleanField(default=True, editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[("EI", "sole trader (EI)"), ("company", "company")],
                        default="EI",
                        max_length=10,
                        verbose_name="legal form",
                    ),
                ),
                (
                    "siren",
                    models.CharField(
                        blank=True, max_length=9, validators=[sops.validators.validate_siren], verbose_name="SIREN"
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True, max_length=14, validators=[sops.validators.validate_siret], verbose_name="SIRET"
                    ),
                ),
                ("rcs", models.CharField(blank=True, max_length=100, verbose_name="trade register (RCS)")),
                (
                    "activity",
                    models.CharField(
                        blank=True,
                        choices=[("BNC", "liberal activity (BNC)"), ("BIC", "commercial activity (BIC)")],
                        max_length=3,
                        verbose_name="activity",
                    ),
                ),
                (
                    "vat_regime",
                    models.CharField(
                        choices=[
                            ("franchise", "VAT exemption (franchise)"),
                            ("cash", "VAT on payments received"),
                            ("debits", "VAT on invoices issued"),
                            ("none", "no VAT (outside France)"),
                        ],
                        default="franchise",
                        max_length=10,
                        verbose_name="VAT regime",
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[sops.validators.validate_vat_number],
                        verbose_name="VAT number",
                    ),
                ),
                ("address", models.JSONField(blank=True, default=dict, verbose_name="address")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                (
                    "iban",
                    models.CharField(
                        blank=True, max_length=42, validators=[sops.validators.validate_iban], verbose_name="IBAN"
                    ),
                ),
                (
                    "bic",
                    models.CharField(
                        blank=True, max_length=11, validators=[sops.validators.validate_bic], verbose_name="BIC"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French")],
                        default="fr",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="EUR",
                        max_length=3,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                        verbose_name="currency",
                    ),
                ),
                (
                    "number_pattern",
                    models.CharField(
                        default="F{year}-{seq:04}",
                        max_length=60,
                        validators=[sops.validators.validate_number_pattern],
                        verbose_name="pattern of invoice numbers",
                    ),
                ),
                (
                    "next_number",
                    models.PositiveIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="next number"
                    ),
                ),
                ("tagline", models.CharField(blank=True, max_length=200, verbose_name="line under the name")),
                ("logo", models.BinaryField(blank=True, default=b"", verbose_name="logo (PNG or JPEG)")),
            ],
            options={
                "verbose_name": "business",
                "verbose_name_plural": "business",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("only", True)), name="business_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("next_number__gte", 1)), name="business_next_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vat_regime__in", ["franchise", "cash", "debits", "none"])),
                        name="business_vat_regime_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("legal_form__in", ["EI", "company"])), name="business_legal_form_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SopVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("effective_on", models.DateField(verbose_name="in force from")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published"), ("superseded", "superseded")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("document", models.JSONField(default=dict, verbose_name="policy")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published at")),
            ],
            options={
                "verbose_name": "version of the procedures",
                "verbose_name_plural": "versions of the procedures",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("state",), name="sop_one_draft"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")), fields=("state",), name="sop_one_published"
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="sop_number_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("state", "draft")),
                            models.Q(("published_at__isnull", False), ("state__in", ["published", "superseded"])),
                            _connector="OR",
                        ),
                        name="sop_published_has_a_moment",
                    ),
                ],
            },
        ),
    ]
