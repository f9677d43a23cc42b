"""A year of a made-up business as a fixture: small, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from seeds.history.building import build
from seeds.history.casting import Shape

NOW = datetime.fromisoformat("2026-11-20T10:00:00+01:00")
SMALL = Shape(years=1, at_once=5)


@pytest.fixture(scope="module")
def small_history(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Built once for a file of tests and rolled back at its end."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # as the test cases of Django open theirs
    with django_db_blocker.unblock():
        outer.__enter__()
        for _month in build(SMALL, at=NOW):
            pass
        User.objects.create_superuser("elise", password="x")
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
