"""The demonstration as fixtures: loaded, its last month issued and on its way, and its owner logged in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from billing.issuing import issue_month
from billing.models import Invoice
from billing.sending import send
from seeds.packs.loading import load
from seeds.packs.reading import read_pack

NOW = datetime.fromisoformat("2026-11-02T09:00:00+01:00")
DEMO = Path(__file__).resolve().parents[1] / "seeds" / "demo.toml"


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for a file of tests and rolled back at its end; each test has a transaction of its own inside."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # as the test cases of Django open theirs
    with django_db_blocker.unblock():
        outer.__enter__()
        load(read_pack(str(DEMO)), at=NOW)
        User.objects.create_superuser("solene", password="x")
        list(issue_month("2026-10", on=NOW.date(), at=NOW))
        send(Invoice.objects.issued().filter(client__email__gt="").first() or Invoice(), at=NOW)
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def on_the_second_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", NOW.isoformat())


@pytest.fixture
def owner(demonstration: None, db: None) -> Client:
    """The assistant, logged in, and noted so: what a page costs is counted without that."""
    client = Client()
    client.force_login(User.objects.get(username="solene"))
    client.get("/find/")
    return client
