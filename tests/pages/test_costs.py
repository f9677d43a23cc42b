"""What pages cost: at most fifteen statements each, and as many with years behind them as without."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.walking import Address, addresses, patterns
from tests.history import NOW, small_history

__all__ = ["small_history"]

MOST = 15
MOST_BYTES = 120_000
PAGES = sorted({name for name, _keys in patterns()})
# Pages that show as many rows as there are, up to a page.
MANY = (
    "home",
    "billing:invoice-list",
    "billing:month-detail",
    "billing:quote-list",
    "billing:report-detail hours",
    "billing:report-detail unbilled",
    "billing:unbilled",
    "clients:client-list",
    "clients:meeting-list",
    "clients:pipeline",
    "clients:pipeline-report",
    "clients:pipeline-table",
    "find ?q=maison",
    "requests:request-list",
    "requests:time-week",
)


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", NOW.isoformat())


@pytest.fixture
def owner(small_history: None, db: None) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="elise"))
    client.get("/find/")  # notes that she is here, which is written once in ten minutes
    return client


@pytest.fixture(scope="module")
def everywhere(small_history: None, django_db_blocker: Any) -> list[Address]:
    """Every address with a row to look at, looked for once: the same rows in each test."""
    with django_db_blocker.unblock():
        return addresses(NOW.date())


def seen(owner: Client, address: Address) -> tuple[int, int, int, str]:
    """The status of a page, its statements, its size and its kind."""
    with CaptureQueriesContext(connection) as captured:
        answer = owner.get(address.url)
        body = b"".join(answer) if answer.streaming else answer.content
    own = [each for each in captured.captured_queries if not re.match("SAVEPOINT|RELEASE", each["sql"])]
    return answer.status_code, len(own), len(body), answer.headers.get("Content-Type", "")


def statements(owner: Client, url: str) -> int:
    """How many statements a page takes."""
    return seen(owner, Address("", url))[1]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_few_statements_and_bytes(owner: Client, everywhere: list[Address], name: str) -> None:
    found = [each for each in everywhere if re.match(rf"{name}(?![\w-])", each.name)]
    if not found:
        pytest.skip("this history has no row to look at")
    for address in found:
        status, asked, size, kind = seen(owner, address)
        if status in (301, 302, 404, 405):
            continue
        assert status == 200, address
        assert asked <= MOST, address
        assert size < MOST_BYTES or not kind.startswith("text/html"), address


def test_twice_the_clients_requests_and_hours_cost_no_more_statements(owner: Client, everywhere: list[Address]) -> None:
    """The pages that show many rows, before and after there are twice as many."""
    many = [each for each in everywhere if each.name in MANY]
    before = {each.name: statements(owner, each.url) for each in many}
    _grow()
    assert {each.name: statements(owner, each.url) for each in many} == before


def _grow() -> None:
    """Copy the open and the settled: requests with their verdicts, hours, and who asked for them."""
    from clients.models import Agreement, Contact
    from clients.models import Client as Customer
    from requests.models import ClientRequest, TimeEntry

    clients = {row.pk: row for row in Customer.objects.all()}
    agreements = list(Agreement.objects.all())
    requests = list(ClientRequest.objects.all())
    entries = list(TimeEntry.objects.filter(started_at=None, billable=True, client_request=None))
    for rows in (clients.values(), agreements, requests, entries):
        for row in rows:
            row.pk, row._state.adding = None, True
            row.key = f"again-{row.key}" if row.key else None
    Customer.objects.bulk_create(clients.values())
    for row in (*agreements, *requests, *entries):
        row.client = clients[row.client_id]
    Agreement.objects.bulk_create(agreements)
    Contact.objects.bulk_create(Contact(client=row, name="Someone else") for row in clients.values())
    for row in requests:
        row.agreement, row.received_at = None, row.received_at - timedelta(minutes=1)
    ClientRequest.objects.bulk_create(requests)
    for entry in entries:
        entry.agreement = None
    TimeEntry.objects.bulk_create(entries)
