"""Requests: judged, promised, declined, finished; and the time they take."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clients.models import Agreement, Client
from requests.assessing import commit, decline, finish, judge, replay, verdict_of
from requests.models import Assessment, ClientRequest, TimeEntry
from requests.timing import LeftRunning, Span, between, log, settle_timer, start_timer, stop_timer
from tests.billing.months import agreement, load, pack, paris, urgent

pytestmark = pytest.mark.django_db

LATER = paris("2026-10-06 12:00")
DAY = date(2026, 10, 6)


@pytest.fixture
def asked() -> ClientRequest:
    """An urgent request, not promised yet."""
    load(pack(agreement(), requests=[urgent(committed_at=None)]))
    return ClientRequest.objects.get()


def test_the_same_facts_are_judged_once(asked: ClientRequest) -> None:
    first = judge(asked, at=LATER)
    assert judge(asked, at=paris("2026-10-06 13:00")) == first
    asked.tier = "complex"
    asked.save()
    second = judge(asked, at=paris("2026-10-06 14:00"))
    assert [str(verdict_of(each).percent) for each in (first, second)] == ["35", "50"]
    assert all(replay(each) == verdict_of(each) for each in Assessment.objects.all())


def test_a_verdict_in_the_hour_that_the_clock_repeats_is_replayed() -> None:
    early = {day: ["01:00-05:00"] for day in ("saturday", "sunday")}
    night = urgent(
        received_at=paris("2026-10-24 03:39"), wanted_by=paris("2026-10-24 04:39"), effort_minutes=1, committed_at=None
    )
    load(pack(sop={"hours": early, "urgency": {"notice_hours": 24}}, requests=[night]))
    found = Assessment.objects.get()
    assert found.verdict["standard_date"] == "2026-10-25T02:39:00+01:00"  # for the second time that night
    assert replay(found) == verdict_of(found)


def test_a_promise_freezes_its_verdict(asked: ClientRequest) -> None:
    promise = commit(asked, at=LATER)
    asked.tier = "complex"
    asked.save()
    again = commit(asked, at=paris("2026-10-06 14:00"))
    assert [str(verdict_of(each.assessment).percent) for each in (promise, again)] == ["35", "50"]


def test_the_same_facts_may_be_promised_twice(asked: ClientRequest) -> None:
    first, second = commit(asked, at=LATER), commit(asked, at=paris("2026-10-06 14:00"))
    assert first.assessment != second.assessment
    assert first.assessment.verdict == second.assessment.verdict


def test_what_is_declined_is_neither_promised_nor_finished(asked: ClientRequest) -> None:
    decline(asked, at=LATER)
    decline(asked, at=paris("2026-10-07 12:00"))
    asked.refresh_from_db()
    assert asked.declined_at == LATER
    for act in (commit, finish):
        with pytest.raises(ValidationError, match="was declined"):
            act(asked, at=LATER)
    assert not ClientRequest.objects.open().exists()


def test_what_is_finished_is_not_declined(asked: ClientRequest) -> None:
    finish(asked, at=LATER)
    with pytest.raises(ValidationError, match="is done"):
        decline(asked, at=LATER)


@pytest.mark.parametrize("act", [commit, finish])
def test_nothing_happens_before_a_request_came_in(asked: ClientRequest, act: Any) -> None:
    with pytest.raises(ValidationError, match="is before the request was received"):
        act(asked, at=paris("2026-10-06 08:59"))


def test_a_span_counts_real_minutes_over_both_changes_of_the_clock() -> None:
    autumn = between(paris("2026-10-25 01:00"), paris("2026-10-25 04:00"), on=date(2026, 10, 25))
    spring = between(paris("2027-03-28 01:00"), paris("2027-03-28 04:00"), on=date(2027, 3, 28))
    assert (autumn.minutes, spring.minutes) == (240, 120)


def test_a_span_ends_after_it_starts_and_has_whole_minutes() -> None:
    with pytest.raises(ValidationError, match="is not after the start"):
        between(LATER, LATER, on=DAY)
    with pytest.raises(ValidationError, match="has seconds"):
        between(LATER.replace(second=1), paris("2026-10-06 13:00"), on=DAY)


def test_time_is_logged_for_its_own_client_within_the_agreement(asked: ClientRequest) -> None:
    other = Client.objects.create(key="bolt", name="Bolt")
    own = Agreement.objects.get()
    assert log(asked.client, Span(DAY, 30), client_request=asked).agreement == own
    with pytest.raises(ValidationError, match="belongs to another client"):
        log(other, Span(DAY, 30), client_request=asked)
    with pytest.raises(ValidationError, match="belongs to another client"):
        log(other, Span(DAY, 30), agreement=own)
    with pytest.raises(ValidationError, match="is outside the agreement"):
        log(asked.client, Span(date(2026, 9, 30), 30), agreement=own)
    assert TimeEntry.objects.count() == 1


def test_a_second_timer_stops_the_first_at_the_same_minute(asked: ClientRequest) -> None:
    first = start_timer(asked.client, at=paris("2026-10-06 10:00:40"), on=DAY, client_request=asked)
    second = start_timer(asked.client, at=paris("2026-10-06 10:30:10"), on=DAY)
    first.refresh_from_db()
    assert (first.minutes, first.ended_at, first.running) == (30, second.started_at, None)
    stopped = stop_timer(at=paris("2026-10-06 11:00:59"))
    assert stopped is not None
    assert (stopped.minutes, TimeEntry.objects.filter(running=True).count()) == (30, 0)
    assert stop_timer(at=paris("2026-10-06 12:00")) is None


def test_a_timer_is_not_started_outside_its_agreement(asked: ClientRequest) -> None:
    Agreement.objects.update(ends_on=date(2026, 10, 5))
    asked.refresh_from_db()
    with pytest.raises(ValidationError, match="is outside the agreement"):
        start_timer(asked.client, at=LATER, on=DAY, client_request=asked)
    assert not TimeEntry.objects.exists()


def test_a_forgotten_timer_is_settled_by_hand_only(asked: ClientRequest) -> None:
    first = start_timer(asked.client, at=paris("2026-10-06 16:00"), on=DAY)
    morning = paris("2026-10-07 14:00")
    with pytest.raises(LeftRunning):
        stop_timer(at=morning)
    with pytest.raises(LeftRunning):
        start_timer(asked.client, at=morning, on=date(2026, 10, 7))
    with pytest.raises(ValidationError, match="Nobody works that long"):
        settle_timer(ended_at=morning, at=morning)
    assert settle_timer(ended_at=paris("2026-10-06 18:00"), at=morning, note="Menu").minutes == 120
    first.refresh_from_db()
    assert (first.running, first.note) == (None, "Menu")
