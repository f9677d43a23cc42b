"""The ground's part of `check_setup`: data folder, fonts, catalogue, secret key, mail, database.

The checks of every room carry the tag "setup" and count as deployment checks, so that everyday
commands do not pay for them. Ids are stable: E stops work, W deserves a look, I is good to know.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

SETUP = "setup"

type Check = Callable[..., Sequence[CheckMessage]]


def setup_check(check: Check) -> Check:
    """Register a check that `check_setup` runs. It may read the database."""
    return checks.register(SETUP, deploy=True)(check)


@setup_check
def data_folder_is_writable(**_: Any) -> list[CheckMessage]:
    """E001: nothing can be kept without a folder to write to."""
    folder = Path(settings.DATA_DIR)
    if os.access(folder, os.W_OK | os.X_OK):
        return []
    hint = "Give your user the right to write there, or set VACRM_DATA to a folder of yours."
    return [checks.Error(f"The data folder {folder} cannot be written to.", hint=hint, id="vacrm.E001")]


@setup_check
def fonts_are_there(**_: Any) -> list[CheckMessage]:
    """E004: documents embed their fonts, so that they look the same everywhere."""
    from vacrm.paper import typefaces  # the drawing library is slow to load, and most commands never draw

    files = [typefaces.FOLDER / f"Inter-{weight}.ttf" for weight in typefaces.WEIGHTS]
    missing = [file.name for file in files if not file.is_file()]
    if not missing:
        return []
    hint = f"Restore vacrm/paper/fonts from the distribution: {', '.join(missing)}"
    return [checks.Error("Fonts of the documents are missing.", hint=hint, id="vacrm.E004")]


@setup_check
def secret_key_is_private(**_: Any) -> list[CheckMessage]:
    """W001: whoever reads the key can sign in as anyone."""
    path = Path(settings.DATA_DIR) / "secret-key"
    if os.name != "posix" or not path.exists() or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return []
    return [checks.Warning(f"Others can read the secret key {path}.", hint=f"Run: chmod 600 {path}", id="vacrm.W001")]


@setup_check
def french_is_compiled(**_: Any) -> list[CheckMessage]:
    """W002: without the compiled catalogue French pages and invoices come out in English."""
    stale = []
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/django.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                stale.append(source.parent.parent.name)
    if not stale:
        return []
    hint = "Run: .venv/bin/pybabel compile -d vacrm/locale -D django"
    return [checks.Warning(f"The catalogue is not compiled: {', '.join(stale)}.", hint=hint, id="vacrm.W002")]


@setup_check
def mail_is_configured(**_: Any) -> list[CheckMessage]:
    """I001: without a mail server nothing leaves the house."""
    if settings.MAIL_CONFIGURED:
        return []
    hint = "Set EMAIL_HOST and the variables that go with it (README, “Settings”) to send real mail."
    text = f"No mail server is set: messages are written as .eml files into {settings.VACRM_MAIL_DIR}."
    return [checks.Info(text, hint=hint, id="vacrm.I001")]


@setup_check
def database_is_ready(**_: Any) -> list[CheckMessage]:
    """E002 and E003: the database answers and has all its tables."""
    try:
        missing = missing_migrations()
    except DatabaseError as error:
        hint = "Check DATABASE_URL and that the database server runs."
        return [checks.Error(f"The database does not answer: {error}".strip(), hint=hint, id="vacrm.E002")]
    if not missing:
        return []
    hint = "Run: python manage.py migrate"
    return [checks.Error(f"The database lacks {missing} migrations.", hint=hint, id="vacrm.E003")]


def missing_migrations() -> int:
    """How many migrations the database still lacks. Raises DatabaseError where it does not answer."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
