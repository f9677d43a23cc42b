"""Commands that refuse with one line per problem on the standard error, and exit status 1."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class RefusingCommand(BaseCommand):
    """A command whose acts may refuse: `path: what is wrong, what would be right`, status 1, nothing changed."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except ValidationError as error:
            self.refuse(lines_of(error))
        except DatabaseError:
            if why := unanswered():
                self.refuse([f"database: {why}"])
            if not tables_missing():
                raise
            self.refuse(["database: its tables are missing or out of date; run: manage.py migrate"])

    def refuse(self, lines: Iterable[str]) -> NoReturn:
        """Say the problems and leave with status 1."""
        for line in lines:
            self.stderr.write(" ".join(line.split()))
        sys.exit(1)

    def say(self, document: Any) -> None:
        """Write a document as JSON."""
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))


def unanswered() -> str:
    """Why the database does not answer, in a sentence; empty when it does."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        why = " ".join(str(error).split())
        hint = "check DATABASE_URL, that the database server runs, or that its file and folder can be written"
        return f"The database does not answer ({why}): {hint}."
    return ""


def tables_missing() -> bool:
    """Are there migrations that were not applied?"""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def lines_of(error: ValidationError) -> list[str]:
    """A refusal as lines, each with its field where it has one."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    found = (
        (name, message) for name, errors in error.error_dict.items() for each in errors for message in each.messages
    )
    return [message if name == "__all__" else f"{name}: {message}" for name, message in found]
