"""Open hours that overlap any others are warned of, and no others: against a comparison of each with each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.drafting import propose
from billing.models import BilledTime
from clients.models import Agreement, Client
from requests.models import TimeEntry
from tests.billing.months import CLIENT, agreement, load, pack, passing

BEGIN = datetime(2026, 10, 5, 8, tzinfo=UTC)
SLOT = timedelta(minutes=15)
OTHER = CLIENT | {"key": "other", "name": "Other SARL"}

type Span = tuple[bool, bool, int, int]  # of acme; billed already; first slot, slots

spans = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 20), st.integers(1, 6)), max_size=9)


def _entered(span: Span) -> TimeEntry:
    is_mine, is_billed, first, slots = span
    start, minutes = BEGIN + first * SLOT, slots * 15
    row = TimeEntry.objects.create(
        client=Client.objects.get(key="acme" if is_mine else "other"),
        agreement=Agreement.objects.get() if is_mine else None,
        on=start.date(),
        started_at=start,
        ended_at=start + slots * SLOT,
        minutes=minutes,
    )
    if is_billed:
        BilledTime.objects.create(time_entry=row, period="2026-10", minutes=minutes, weighted=minutes)
    return row


@pytest.mark.django_db
def test_each_open_hour_that_overlaps_another_is_warned_of() -> None:
    load(pack(agreement(), clients=[OTHER]))

    @given(spans)
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    def check(made: list[Span]) -> None:
        with passing():
            rows = [(_entered(span), span) for span in made]
            (proposal,) = propose("2026-10", on=date(2026, 11, 1), keys=["acme"])
            found = {notice.target[1] for notice in proposal.notices if notice.code == "overlap" and notice.target}
            assert found == {
                row.pk
                for row, (is_mine, is_billed, first, slots) in rows
                if is_mine and not is_billed
                if any(
                    row != other and first < start + length and start < first + slots
                    for other, (_mine, _billed, start, length) in rows
                )
            }

    check()
