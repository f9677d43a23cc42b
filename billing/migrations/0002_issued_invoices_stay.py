"""The database itself refuses to change an issued invoice, its lines or its PDF, whoever asks."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# White list: of an issued invoice, no column may change. A credit note takes it back.
MESSAGE = "An issued invoice never changes; a credit note takes it back."
DOCUMENT = "The PDF of an issued invoice never changes."

BILLED = "A billed time entry never changes; credit its invoice first."

_BILLED = (
    "SELECT 1 FROM billing_billedtime AS b LEFT JOIN billing_invoice AS i ON i.id = b.invoice_id "
    "WHERE b.time_entry_id = OLD.id AND (b.invoice_id IS NULL OR i.number IS NOT NULL)"
)
SPENT = "A billed expense never changes; credit its invoice first."
_SPENT = (
    "SELECT 1 FROM billing_billedexpense AS b JOIN billing_invoice AS i ON i.id = b.invoice_id "
    "WHERE b.expense_id = OLD.id AND i.number IS NOT NULL"
)
_ISSUED = "SELECT 1 FROM billing_invoice WHERE id = {row}.invoice_id AND number IS NOT NULL"

# Neither out of an issued invoice nor into one.
_MOVED = f"EXISTS ({_ISSUED.format(row='OLD')}) OR EXISTS ({_ISSUED.format(row='NEW')})"

# (name, table, event, condition on the row, message)
TRIGGERS = [
    ("billing_issued_update", "billing_invoice", "UPDATE", "OLD.number IS NOT NULL", MESSAGE),
    ("billing_issued_delete", "billing_invoice", "DELETE", "OLD.number IS NOT NULL", MESSAGE),
    ("billing_line_insert", "billing_invoiceline", "INSERT", f"EXISTS ({_ISSUED.format(row='NEW')})", MESSAGE),
    ("billing_line_update", "billing_invoiceline", "UPDATE", _MOVED, MESSAGE),
    ("billing_line_delete", "billing_invoiceline", "DELETE", f"EXISTS ({_ISSUED.format(row='OLD')})", MESSAGE),
    ("billing_billed_time_update", "requests_timeentry", "UPDATE", f"EXISTS ({_BILLED})", BILLED),
    ("billing_billed_expense_update", "billing_expense", "UPDATE", f"EXISTS ({_SPENT})", SPENT),
    ("billing_document_update", "billing_document", "UPDATE", "TRUE", DOCUMENT),
    ("billing_document_delete", "billing_document", "DELETE", f"EXISTS ({_ISSUED.format(row='OLD')})", DOCUMENT),
]


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, event, condition, message in TRIGGERS:
        for statement in (_postgresql if postgresql else _sqlite)(name, table, event, condition, message):
            schema_editor.execute(statement, params=None)


def _sqlite(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def _postgresql(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    # A WHEN clause holds no subquery on PostgreSQL, so the function asks.
    back = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, table, *_rest in TRIGGERS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_invoices_and_claims")]

    operations = [migrations.RunPython(guard, unguard)]
