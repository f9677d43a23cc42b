"""The database itself refuses to change a published version, whoever asks."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FROZEN = ("number", "title", "effective_on", "document", "published_at")

# SQLite wants a plain literal as the message, so only PostgreSQL can name the version.
SQLITE = [
    """CREATE TRIGGER sops_published_stays BEFORE UPDATE ON sops_sopversion
    WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR {changed})
    BEGIN SELECT RAISE(ABORT, 'A published version of the procedures never changes; revise it.'); END""".format(
        changed=" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FROZEN)
    )
]
POSTGRESQL = [
    """CREATE FUNCTION sops_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'SOP v% is published and never changes; revise it.', OLD.number
        USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER sops_published_stays BEFORE UPDATE ON sops_sopversion FOR EACH ROW
    WHEN (OLD.state <> 'draft' AND (NEW.state = 'draft' OR {changed}))
    EXECUTE FUNCTION sops_published_stays()""".format(
        changed=" OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN)
    ),
]


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER sops_published_stays ON sops_sopversion")
        schema_editor.execute("DROP FUNCTION sops_published_stays()")
    else:
        schema_editor.execute("DROP TRIGGER sops_published_stays")


class Migration(migrations.Migration):
    dependencies = [("sops", "0001_business_and_versions")]

    operations = [migrations.RunPython(guard, unguard)]
