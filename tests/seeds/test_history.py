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
from django.utils import timezone

from billing.models import BilledTime, Gate, Invoice, InvoiceLine, Payment, Quote
from billing.proving import verify
from clients import pipeline
from clients.models import Client, Meeting, Onboarding
from requests.assessing import replay, verdict_of
from requests.models import Assessment, ClientRequest, Commitment, TimeEntry
from seeds.history.building import build
from seeds.history.casting import Shape, lives, name_of
from tests.history import NOW, SMALL, small_history
from tests.workshop import Workshop

__all__ = ["small_history"]


def test_ten_years_have_clients_in_all_stages_and_no_name_twice() -> None:
    found = lives(Shape(), "2016-11")
    assert len({each.key for each in found}) == len({each.name for each in found}) == len(found)
    stages = Counter(each.stage for each in found)
    assert {*stages} == {*pipeline.LABELS}
    assert sum(stages[each] for each in ("active", "ended", "paused")) == 56, "who was served"
    assert stages["lost"] == 60, "somewhat more come than sign"
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


def test_everybody_came_the_whole_way_day_by_day(small_history: None, db: None) -> None:
    for client in Client.objects.prefetch_related("stage_changes"):
        moves = list(client.stage_changes.all())
        assert [move.old for move in moves] == ["", *(move.new for move in moves[:-1])]
        assert moves[-1].new == client.stage
        assert timezone.localtime(moves[-1].at).date() == client.stage_since
        assert timezone.localtime(moves[-1].at).date() <= NOW.date()
        told = {*client.milestones.values_list("kind", flat=True)}
        if client.stage == "active":
            assert told >= {"call_held", "signed", "checklist_done", "kickoff_held"}


def test_quotes_were_sent_and_answered_and_the_log_of_proofs_is_whole(small_history: None, db: None) -> None:
    states = Counter(Quote.objects.values_list("state", flat=True))
    assert states["accepted"] >= Client.objects.filter(stage="active").count()
    assert {*states} >= {"draft", "sent", "accepted"}
    assert Quote.objects.filter(lines__is_optional=True).exists()
    assert not Quote.objects.filter(state="accepted").exclude(lines__agreement__isnull=False).exists()
    assert not Quote.objects.filter(sent_at__gt=NOW).exists()
    assert Quote.objects.filter(state="accepted", signatures__who="client").exists(), "some in the portal"
    assert Quote.objects.filter(state="accepted", signatures=None).exists(), "some on paper"
    assert list(verify()) == []


def test_one_deposit_waits_and_one_onboarding_runs(small_history: None, db: None) -> None:
    assert (
        Gate.objects.shut().filter(quote__isnull=False).values_list("invoice__client__stage", flat=True)[0] == "signed"
    )
    left = {row.client.stage: row.items.filter(done_at=None).count() for row in Onboarding.objects.all()}
    assert left["onboarding"] > 0
    assert left["active"] == left["kickoff"] == 0


def test_meetings_were_held_one_at_a_time_and_some_are_to_come(small_history: None, db: None) -> None:
    found = list(Meeting.objects.standing().order_by("starts_at"))
    assert all(earlier.ends_at <= later.starts_at for earlier, later in itertools.pairwise(found))
    assert all((each.state == "held") == (each.starts_at < NOW) for each in found)
    assert {each.kind for each in found if each.state == "booked"} >= {"discovery", "kickoff"}


def test_a_second_history_is_refused(small_history: None, db: None) -> None:
    with pytest.raises(ValidationError, match="empty data folder"):
        next(build(SMALL, at=NOW))


@pytest.mark.engines
def test_the_command_tells_what_it_made_and_refuses_a_second_time(workshop: Workshop) -> None:
    done = workshop.manage("make_history", "--years", "1", "--clients", "1", VACRM_NOW=NOW.isoformat())
    assert done.returncode == 0, done.stderr
    said = r"10 clients, \d+ quotes, \d+ meetings, \d+ requests, \d+ time entries, \d+ invoices\n"
    assert re.fullmatch(said, done.stdout)
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
