"""The state is read from the facts, and the querysets select what the state says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from vacrm.post import states
from vacrm.post.models import Delivery
from vacrm.post.states import BACK_OFF, STALE_AFTER, Facts, next_try, state

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(Facts(0), states.QUEUED, id="nothing has happened"),
        pytest.param(Facts(1), states.RETRYING, id="it was put off"),
        pytest.param(Facts(1, claimed_at=AT), states.CLAIMED, id="it is leaving"),
        pytest.param(Facts(1, claimed_at=AT - STALE_AFTER + MINUTE), states.CLAIMED, id="a minute before it is stale"),
        pytest.param(Facts(1, claimed_at=AT - STALE_AFTER), states.INTERRUPTED, id="exactly stale"),
        pytest.param(Facts(1, claimed_at=AT, lost_at=AT), states.INTERRUPTED, id="the answer was lost just now"),
        pytest.param(Facts(1, claimed_at=AT, sent_at=AT), states.SENT, id="it was accepted"),
        pytest.param(Facts(1, claimed_at=AT - 30 * MINUTE, sent_at=AT), states.SENT, id="accepted late"),
        pytest.param(
            Facts(1, claimed_at=AT, sent_at=AT, someone_refused=True), states.PARTLY_REFUSED, id="but for one"
        ),
        pytest.param(Facts(1, claimed_at=AT, failed_at=AT, someone_refused=True), states.FAILED, id="all were refused"),
    ],
)
def test_the_state_follows_from_the_facts(facts: Facts, expected: str) -> None:
    assert state(facts, AT) == expected


def test_how_long_a_claim_lives_is_an_argument() -> None:
    claimed = Facts(1, claimed_at=AT)
    assert state(claimed, AT + 4 * MINUTE, stale_after=5 * MINUTE) == states.CLAIMED
    assert state(claimed, AT + 5 * MINUTE, stale_after=5 * MINUTE) == states.INTERRUPTED


@pytest.mark.parametrize(
    ("tries", "wait"),
    [(1, MINUTE), (2, 5 * MINUTE), (3, 30 * MINUTE), (4, 120 * MINUTE), (5, 720 * MINUTE)],
)
def test_each_wait_is_longer_than_the_last(tries: int, wait: timedelta) -> None:
    assert next_try(tries, AT) == AT + wait


def test_patience_runs_out_after_the_last_wait() -> None:
    assert next_try(len(BACK_OFF) + 1, AT) is None


MOMENTS = st.sampled_from([None, AT - timedelta(hours=1), AT - STALE_AFTER, AT])
POSSIBLE = st.one_of(
    st.fixed_dictionaries({"next_try_at": st.just(AT), "tries": st.integers(0, 3)}),
    st.fixed_dictionaries(
        {
            "claimed_at": MOMENTS.filter(bool),
            "next_try_at": st.none(),
            "tries": st.integers(1, 3),
            "refused": st.sampled_from([{}, {"jo@roux.example": "550 no"}]),
            "outcome": st.sampled_from([None, "sent_at", "failed_at", "lost_at"]),
        }
    ),
)


@pytest.mark.django_db
@given(rows=st.lists(POSSIBLE, min_size=1, max_size=6))
def test_querysets_and_states_agree(rows: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        Delivery.objects.all().delete()
        for number, row in enumerate(rows):
            facts = {**row}
            if outcome := facts.pop("outcome", None):
                facts[outcome] = AT
            Delivery.objects.create(message_id=f"<{number}>", to=["jo@roux.example"], queued_at=AT, **facts)
    by_state = {name: set(Delivery.objects.in_state(name, AT)) for name in states.STATES}
    everything = list(Delivery.objects.all())
    assert {name: {d for d in everything if d.state(AT) == name} for name in states.STATES} == by_state


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"next_try_at": None}, id="neither waiting nor claimed"),
        pytest.param({"claimed_at": AT}, id="waiting and claimed"),
        pytest.param({"sent_at": AT}, id="sent but never claimed"),
        pytest.param({"next_try_at": None, "claimed_at": AT, "sent_at": AT, "failed_at": AT}, id="two outcomes"),
    ],
)
def test_the_database_refuses_a_contradiction(queued: Callable[..., Delivery], facts: dict[str, Any]) -> None:
    delivery = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**facts)
