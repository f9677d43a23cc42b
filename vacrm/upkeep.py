"""What a database wants now and then."""

from __future__ import annotations

from django.db import connection


def survey() -> None:
    """Let SQLite count how its indexes are filled, by samples: without, it guesses, and reads years to find a week.

    Takes milliseconds however many rows there are. PostgreSQL does so by itself.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 400")
        cursor.execute("ANALYZE")
