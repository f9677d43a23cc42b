"""Signatures, which the database itself refuses to change."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MESSAGE = "A signature is never changed and never deleted."
TABLE = "billing_signature"
EVENTS = ("UPDATE", "DELETE")


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The database itself refuses, whoever asks."""
    for event in EVENTS:
        name = f"{TABLE}_{event.lower()}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                params=None,
            )
            statement = f"BEFORE {event} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()"
        else:
            statement = f"BEFORE {event} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} {statement}", params=None)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let it be changed again."""
    for event in EVENTS:
        name = f"{TABLE}_{event.lower()}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {TABLE}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0011_proofs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "who",
                    models.CharField(
                        choices=[("client", "the client"), ("assistant", "the assistant")],
                        max_length=10,
                        verbose_name="side",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("capacity", models.CharField(blank=True, max_length=200, verbose_name="capacity")),
                ("company", models.CharField(blank=True, max_length=200, verbose_name="company")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "chosen",
                    models.JSONField(
                        blank=True, default=list, help_text="Positions of their lines.", verbose_name="options chosen"
                    ),
                ),
                ("drawn", models.BinaryField(blank=True, default=b"", verbose_name="drawn signature")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                ("document_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the document shown")),
                (
                    "content",
                    models.BinaryField(
                        blank=True,
                        default=b"",
                        help_text="The document shown, with the certificate after it.",
                        verbose_name="signed PDF",
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the signed PDF")),
                ("proof", models.TextField(help_text="JSON, as it was digested.", verbose_name="what is proved")),
                ("proof_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the proof")),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="billing.quote",
                        verbose_name="quote",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["signed_at", "id"],
                "constraints": [models.UniqueConstraint(fields=("quote", "who"), name="signature_once_a_side")],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
