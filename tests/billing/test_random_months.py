"""Random months on random policies: laws that hold whatever the figures are."""

from __future__ import annotations

import os
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import tomli_w
from django.core.management import call_command
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.books import open_office, read
from billing.models import BilledTime, Invoice, PackageMovement, SettledPeriod
from billing.rules.packages import accounts, expiring
from billing.storing import snapshot_of
from clients.models import Client
from requests.assessing import replay, verdict_of
from requests.models import Assessment, TimeEntry
from tests.billing.months import close, load, passing
from tests.oracle.minutes import last_day, next_month
from tests.oracle.packs import cases
from vacrm.exact import Month, cents

pytestmark = pytest.mark.django_db
D = Decimal
EXAMPLES = int(os.environ.get("VACRM_EXAMPLES", "12"))
BOUNDED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
type Case = tuple[str, str, date]


@contextmanager
def loaded(text: str) -> Iterator[None]:
    with passing():
        load(tomllib.loads(text, parse_float=Decimal))
        yield


def issued(month: Month) -> Any:
    return close(month, "--issue", on=last_day(month).isoformat())


@BOUNDED
@given(cases())
def test_what_is_previewed_is_issued_and_nothing_twice(case: Case) -> None:
    text, month, _ = case
    on = last_day(month).isoformat()
    with loaded(text):
        preview = close(month, on=on)
        found = close(month, "--issue", on=on)
        again = close(month, "--issue", on=on)
        assert [{**each, "number": None} for each in found["invoices"]] == preview["invoices"]
        assert found["warnings"] == preview["warnings"]
        assert again["invoices"] == []
        numbers = [each["number"] for each in found["invoices"]]
        assert numbers == [f"F{month[:4]}-{seq:04}" for seq in range(1, len(numbers) + 1)]
        check_parts()
        check_hours(last_day(month))
        for assessment in Assessment.objects.select_related("sop"):
            assert replay(assessment) == verdict_of(assessment)


def check_parts() -> None:
    """Every invoice adds up, line by line, and says what it stored."""
    for invoice in Invoice.objects.issued():
        nets: dict[tuple[Decimal, str], Decimal] = defaultdict(Decimal)
        for line in invoice.lines.all():
            assert line.net == cents(line.quantity * line.unit_price)
            nets[line.vat_rate, line.category] += line.net
        assert invoice.net == sum(nets.values())
        assert invoice.vat == sum(cents(net * rate / 100) for (rate, _), net in nets.items())
        assert invoice.gross == invoice.net + invoice.vat
        said = snapshot_of(invoice)
        assert (said.number, said.gross, len(said.lines)) == (invoice.number, invoice.gross, invoice.lines.count())


def check_hours(end: date) -> None:
    """Every entry is billed once at most; of hourly agreements, billed minutes are those of the lines."""
    counts = Counter(BilledTime.objects.values_list("time_entry", flat=True))
    assert all(count == 1 for count in counts.values())
    billed = BilledTime.objects.filter(time_entry__agreement__kind="hourly").aggregate(sum=Sum("minutes"))["sum"] or 0
    hours = Invoice.objects.filter(lines__kind="time").aggregate(sum=Sum("lines__quantity"))["sum"] or D(0)
    lines = Invoice.objects.filter(lines__kind="time").count()
    assert abs(D(billed) / 60 - D(str(hours))) <= D("0.00005") * lines + D("0.0000001")
    assert not TimeEntry.objects.filter(billed__isnull=False, on__gt=end).exists()
    assert not TimeEntry.objects.filter(billed__isnull=False, billable=False).exists()


@BOUNDED
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_writing_changes_no_amount(case: Case, dice: Any) -> None:
    text, month, on = case
    document = tomllib.loads(text, parse_float=Decimal)
    with loaded(text):
        straight = close(month, on=on.isoformat())
    for name in ("clients", "agreements", "requests", "time", "expenses", "deposits", "consents"):
        dice.shuffle(document.get(name, []))
    with loaded(tomli_w.dumps(document)):
        shuffled = close(month, on=on.isoformat())
    assert amounts(shuffled) == amounts(straight)


def amounts(document: Any) -> list[Any]:
    names = ("kind", "agreement", "request", "period", "quantity", "unit_price", "percent", "net")
    found = []
    for each in document["invoices"]:
        lines = sorted(str([row[name] for name in names]) for row in each["lines"])
        found.append((each["client"], each["net"], each["vat"], each["gross"], lines))
    return found


@BOUNDED
@given(cases())
def test_the_account_of_a_package_can_be_rebuilt_from_its_sources(case: Case) -> None:
    text, month, _ = case
    after = next_month(month)
    with loaded(text):
        issued(month)
        issued(after)
        books = read(list(Client.objects.values_list("pk", flat=True)), after, open_office())
        packages = [each for _, book in books.values() for each in book.terms if each.kind == "package"]
        for terms in packages:
            settled = SettledPeriod.objects.filter(agreement=terms.id)
            rebuilt = {each.period: each for each in accounts(terms, _used(terms), (), after)}
            for each in settled:
                balance = rebuilt[each.period]
                moved = [(m.kind, m.origin, m.minutes) for m in (*balance.movements, *expiring(terms, balance))]
                stored = PackageMovement.objects.filter(settled=each).values_list("kind", "origin", "minutes")
                assert sorted(stored) == sorted(moved)
                assert (each.overage, len(each.left)) == (balance.overage, len(balance.left))


def _used(terms: Any) -> dict[Month, Decimal]:
    """What was used of a package, from the billed hours themselves."""
    weigh = terms.policy.surcharges.on_packages == "weight"
    used: dict[Month, Decimal] = defaultdict(Decimal)
    for row in BilledTime.objects.filter(time_entry__agreement=terms.id):
        used[row.period] += row.weighted if weigh else row.minutes
    return used


@BOUNDED
@given(cases())
def test_a_random_business_is_the_same_elsewhere(case: Case) -> None:
    text, month, _ = case
    with loaded(text):
        fresh = dumped()
        issued(month)
        closed = dumped()
    for pack in (fresh, closed):
        with loaded(pack):
            assert dumped() == pack


def dumped() -> str:
    out = StringIO()
    call_command("dump_pack", stdout=out, stderr=StringIO())
    return out.getvalue()
