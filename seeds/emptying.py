"""Emptying tables whose rows the database itself protects. Only the sample business is ever taken away like this."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models, transaction


def hold(model: type[models.Model]) -> None:
    """Keep others from writing a table until the transaction ends; SQLite's transactions do so by themselves."""
    if connection.vendor == "postgresql":
        _run(f"LOCK TABLE {_table(model)} IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def empty(tables: Sequence[type[models.Model]]) -> None:
    """Delete every row of some tables at once, past the triggers that keep what is issued.

    The triggers stand again when this ends, and nobody else sees the tables without them. Raises IntegrityError,
    with nothing changed, where a table that is not named refers to them.
    """
    if connection.vendor == "postgresql":
        _truncate(tables)
    else:
        _delete(tables)


def _truncate(tables: Sequence[type[models.Model]]) -> None:
    # TRUNCATE knows no row triggers, and refuses while checks of this transaction are pending.
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    _run(f"TRUNCATE {', '.join(map(_table, tables))}")
    _run("SET CONSTRAINTS ALL DEFERRED")


def _delete(tables: Sequence[type[models.Model]]) -> None:
    names = {model._meta.db_table for model in tables}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in names]
    for name, _sql in triggers:
        _run(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    for model in tables:
        _run(f"DELETE FROM {_table(model)}")  # noqa: S608  the name of a table of ours
    for _name, sql in triggers:
        _run(sql)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
