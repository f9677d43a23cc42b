"""Eight processes at once: numbers without a gap, nothing billed twice, on either engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.billing.crowd import ISSUE, NOW, check, facts, opened
from tests.workshop import Workshop

pytestmark = pytest.mark.engines

CLIENTS = 24

CHANGE = """
from datetime import UTC, date, datetime
from billing.issuing import issue_month
from requests.models import TimeEntry
from sops.models import Business
found = issue_month("2026-10", on=date(2026, 11, 2), at=datetime(2026, 11, 2, 9, tzinfo=UTC), jobs=2)
next(found)
time.sleep(3)  # by now, all is prepared
{change}
print(*(each.invoice.number for each in found))
"""
CHANGES = {
    "an hour": 'TimeEntry.objects.filter(client__key="c21", client_request=None).update(minutes=105)',
    "the business": 'Business.objects.update(tagline="By the hour")',
    "the SOP": """
from clients.models import Agreement
from sops.models import SopVersion
from sops.publishing import publish, revise
now = datetime(2026, 11, 2, 9, tzinfo=UTC)
Agreement.objects.filter(client__key="c21").update(
    sop=publish(revise(SopVersion.objects.published().get(), at=now), at=now)
)
""",
}

LATE = """
from billing.models import Document, Invoice
from billing.storing import snapshot_of
from billing.drawing import draw
last = Invoice.objects.issued().get(client__key="c21")
print(sum(line.quantity for line in last.lines.all() if line.kind == "time"))
said = snapshot_of(last)
assert bytes(last.document.content) == draw(said)
print(said.seller.tagline == "By the hour", last.sop_number)
"""

BROKEN = """
from datetime import UTC, date, datetime
from django.core.exceptions import ValidationError
from billing import sharing
from billing.books import open_office
from billing.drafting import ids_of
from billing.models import EarlierDeposit
from billing.preparing import Counter
from clients.models import Agreement
mission = Agreement.objects.get(key="c20-mission")
EarlierDeposit.objects.create(agreement=mission, number="A-1", issued_on=date(2026, 9, 1), net="99999.00")
day = date(2026, 11, 2)
try:
    list(sharing.prepared(ids_of(), "2026-10", day, open_office(), Counter("F{YYYY}-{SEQ4}", 2026, 1), 2))
except ValidationError as refused:
    print(refused.messages)
"""


def test_eight_processes_close_one_month_once(workshop: Workshop, tmp_path: Path) -> None:
    opened(workshop, tmp_path, CLIENTS)
    alone = json.loads(workshop.manage(*ISSUE[:4], "--json", **NOW).stdout)
    racers = [workshop.begin(*ISSUE, "--send", *(("--jobs", "2") if rank < 2 else ()), **NOW) for rank in range(8)]
    said = [racer.communicate(timeout=120) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 8
    # Of two that queue the same invoice, one says that the other was quicker.
    assert all(
        line.endswith("was queued already; see its delivery.") for _out, err in said for line in err.splitlines()
    )

    issued = [invoice for out, _err in said for invoice in json.loads(out)["invoices"]]
    found = facts(workshop)
    check(found, CLIENTS)
    assert sorted(invoice["number"] for invoice in issued) == found["numbers"]  # each was said by one of them
    assert sorted((invoice["client"], invoice["gross"]) for invoice in issued) == sorted(
        (invoice["client"], invoice["gross"]) for invoice in alone["invoices"]
    )
    assert found["deliveries"] == CLIENTS


def test_deposits_and_months_share_one_series(workshop: Workshop, tmp_path: Path) -> None:
    opened(workshop, tmp_path, 9)
    deposit = ("bill_deposit", "c02-mission", "--on", "2026-11-02", "--issue", "--json")
    racers = [workshop.begin(*(deposit if rank % 2 else ISSUE), **NOW) for rank in range(6)]
    said = [racer.communicate(timeout=120) for racer in racers]
    for racer, (_out, err) in zip(racers, said, strict=True):
        if racer.returncode:  # a deposit after the first, or after the mission was billed whole
            assert racer.returncode == 1
            assert "already invoiced" in err and len(err.splitlines()) == 1
    found = facts(workshop)
    deposits = [invoice for invoice in found["invoices"] if invoice[1] == "deposit"]
    assert len(deposits) <= 1
    check(found, 9 + len(deposits))
    (mission,) = [invoice for invoice in found["invoices"] if invoice[0] == "c02" and invoice[1] != "deposit"]
    assert ("deposit" in [line[0] for line in mission[4]]) == bool(deposits)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_processes_side_by_side_issue_the_same(workshop: Workshop, tmp_path: Path, jobs: str) -> None:
    opened(workshop, tmp_path, CLIENTS)
    done = workshop.manage(*ISSUE, "--jobs", jobs, "--out", str(tmp_path / "out"), **NOW)
    assert (done.returncode, done.stderr) == (0, "")
    found = facts(workshop)
    check(found, CLIENTS)
    clients = [invoice["client"] for invoice in json.loads(done.stdout)["invoices"]]
    assert clients == sorted(clients)
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == found["numbers"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_after_it_was_prepared_is_computed_and_drawn_anew(
    workshop: Workshop, tmp_path: Path, change: str
) -> None:
    opened(workshop, tmp_path, CLIENTS)
    script = "import time\n" + CHANGE.format(change=CHANGES[change])
    done = workshop.manage("shell", "-v0", "-c", script, **NOW)
    assert (done.returncode, done.stderr) == (0, "")
    check(facts(workshop), CLIENTS)
    said = workshop.manage("shell", "-v0", "-c", LATE, **NOW).stdout.splitlines()
    hours = "2.7500" if change == "an hour" else "1.7500"  # 60 and 105, or 45, minutes
    assert said == [hours, f"{change == 'the business'} {2 if change == 'the SOP' else 1}"]


def test_a_month_that_is_refused_in_a_process_of_its_own_says_why(workshop: Workshop, tmp_path: Path) -> None:
    opened(workshop, tmp_path, CLIENTS)
    done = workshop.manage("shell", "-v0", "-c", BROKEN, **NOW)
    assert done.returncode == 0, done.stderr
    assert "the deposits invoiced exceed the price" in done.stdout
    assert facts(workshop)["numbers"] == []
