"""The database itself refuses to change the document of a quote, whose bytes were sent and are signed."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MESSAGE = "The document of a quote never changes."
TABLE = "billing_quotedocument"
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
    dependencies = [("billing", "0013_what_clients_say")]

    operations = [migrations.RunPython(guard, unguard)]
