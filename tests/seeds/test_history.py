"""A made-up history: believable, the same from the same seed, and never mixed with anybody's data."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from billing.models import BilledTime, Invoice, InvoiceLine, Payment
from clients.models import Client
from requests.assessing import replay, verdict_of
from requests.models import Assessment, ClientRequest, Commitment, TimeEntry
from seeds.history.building import build
from seeds.history.casting import Shape, lives, name_of
from tests.history import NOW, SMALL, small_history
from tests.workshop import Workshop

__all__ = ["small_history"]


def test_ten_years_have_sixty_clients_of_sixty_names() -> None:
    found = lives(Shape(), "2016-11")
    assert len(found) == 60
    assert len({each.key for each in found}) == len({each.name for each in found}) == 60
    assert {each.stage for each in found} >= {"active", "ended", "paused", "lead", "proposal", "lost"}
    assert {each.currency for each in found} >= {"EUR", "CHF", "GBP", "USD"}
    assert len({name_of(place) for place in range(600)}) == 600


def test_the_same_seed_gives_the_same_lives() -> None:
    assert lives(Shape(), "2016-11") == lives(Shape(), "2016-11")
    assert lives(Shape(), "2016-11") != lives(Shape(seed=2), "2016-11")


def test_terms_follow_one_another_without_a_gap(small_history: None, db: None) -> None:
    for client in Client.objects.all():
        terms = list(client.agreements.order_by("starts_on"))
        for earlier, later in itertools.pairwise(terms):
            assert earlier.ends_on is not None
            assert later.starts_on == earlier.ends_on + timedelta(days=1)


def test_every_month_was_closed_by_the_rules(small_history: None, db: None) -> None:
    issued = Invoice.objects.issued()
    assert issued.filter(kind="invoice").values("month").distinct().count() == 12
    numbers = [int(number[-4:]) for number in issued.order_by("id").values_list("number", flat=True)]
    restarts = [index for index, number in enumerate(numbers) if number == 1]
    assert sorted(numbers[restarts[-1] :]) == list(range(1, len(numbers) - restarts[-1] + 1))
    for invoice in issued:
        assert sum((line.net for line in invoice.lines.all()), Decimal(0)) == invoice.net
        assert bytes(invoice.document.content).startswith(b"%PDF")
    assert BilledTime.objects.count() > 200
    assert InvoiceLine.objects.filter(kind="surcharge", net__gt=0).exists()


def test_invoices_left_by_mail_and_most_were_paid(small_history: None, db: None) -> None:
    issued = Invoice.objects.issued()
    assert not issued.filter(delivery__isnull=True).exists()
    paid = Payment.objects.values("invoice").distinct().count()
    assert paid > issued.count() * 2 // 3
    assert not Payment.objects.filter(on__gt=NOW.date()).exists()


def test_verdicts_are_the_rules_own(small_history: None, db: None) -> None:
    assert Commitment.objects.exists()
    for assessment in Assessment.objects.select_related("sop")[:40]:
        assert replay(assessment) == verdict_of(assessment)


def test_no_hours_overlap_and_none_are_to_come(small_history: None, db: None) -> None:
    spans = (
        TimeEntry.objects.filter(started_at__isnull=False).order_by("started_at").values_list("started_at", "ended_at")
    )
    found = list(spans)
    assert len(found) > 100
    for (_, ended), (begun, _) in itertools.pairwise(found):
        assert ended <= begun
    assert not TimeEntry.objects.filter(on__gt=NOW.date()).exists()
    assert not ClientRequest.objects.filter(received_at__gt=NOW).exists()


def test_the_present_month_is_still_open(small_history: None, db: None) -> None:
    assert ClientRequest.objects.open().exists()
    assert TimeEntry.objects.filter(on__month=11, on__year=2026, billed__isnull=True).exists()
    outcomes = Counter((row.done_at is not None, row.declined_at is not None) for row in ClientRequest.objects.all())
    assert outcomes[True, False] > outcomes[False, False] > 0


def test_a_second_history_is_refused(small_history: None, db: None) -> None:
    with pytest.raises(ValidationError, match="empty data folder"):
        next(build(SMALL, at=NOW))


@pytest.mark.engines
def test_the_command_tells_what_it_made_and_refuses_a_second_time(workshop: Workshop) -> None:
    done = workshop.manage("make_history", "--years", "1", "--clients", "1", VACRM_NOW=NOW.isoformat())
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"5 clients, \d+ requests, \d+ time entries, \d+ invoices\n", done.stdout)
    again = workshop.manage("make_history", "--years", "1", "--clients", "1", VACRM_NOW=NOW.isoformat())
    assert again.returncode == 1
    assert "empty data folder" in again.stderr


@pytest.mark.parametrize(
    ("option", "wrong", "right"),
    [
        ("--years", "0", "1 to 30"),
        ("--years", "ten", "1 to 30"),
        ("--clients", "61", "1 to 60"),
        ("--seed", "x", "write any"),
        ("--jobs", "0", "1 to 64"),
    ],
)
def test_a_number_it_cannot_make_is_refused_with_one_it_can(option: str, wrong: str, right: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("make_history", option, wrong)
    assert f"“{wrong}”" in str(refused.value)
    assert right in str(refused.value)
