"""Clients along the pipeline, and what standing still costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clients.models import Agreement, Client, StageChange
from clients.moving import move
from tests.billing.months import agreement, close, codes, load, minutes, pack, paris

pytestmark = pytest.mark.django_db


def test_a_move_is_kept_and_a_second_does_nothing() -> None:
    load(pack())
    client = Client.objects.get()
    move(client, "paused", at=paris("2026-10-15 10:00"), on=date(2026, 10, 15), why="Holidays")
    assert move(client, "paused", at=paris("2026-10-16 10:00"), on=date(2026, 10, 16)) is None
    client.refresh_from_db()
    assert (client.stage, client.stage_since) == ("paused", date(2026, 10, 15))
    assert [str(change) for change in StageChange.objects.all()] == ["active → paused"]


def test_an_unknown_stage_is_refused_with_the_known_ones() -> None:
    load(pack())
    client = Client.objects.get()
    with pytest.raises(ValidationError, match="“asleep” is not a stage; one of: lead,"):
        move(client, "asleep", at=paris("2026-10-15 10:00"), on=date(2026, 10, 15))
    client.refresh_from_db()
    assert client.stage == "active"


# stage, since, and the periods of a package from October that closing November bills
RESTING: list[tuple[str, date, list[str]]] = [
    ("paused", date(2026, 10, 1), []),
    ("paused", date(2026, 10, 2), ["2026-10"]),
    ("ended", date(2026, 11, 1), ["2026-10"]),
    ("lost", date(2026, 11, 2), ["2026-10", "2026-11"]),
    ("active", date(2026, 9, 1), ["2026-10", "2026-11"]),
]


@pytest.mark.parametrize(("stage", "since", "periods"), RESTING)
def test_no_period_begins_for_a_client_who_rests(stage: str, since: date, periods: list[str]) -> None:
    load(pack(agreement("package"), client={"stage": "onboarding"}))
    move(Client.objects.get(), stage, at=paris(f"{since} 10:00"), on=since)
    found = close("2026-11", on="2026-12-01")
    assert [line["period"] for each in found["invoices"] for line in each["lines"]] == periods
    assert codes(found) == ([] if len(periods) == 2 else ["client_not_billed"])


def test_hours_of_a_client_who_left_are_billed_all_the_same() -> None:
    load(pack(client={"stage": "ended"}, time=[minutes("2026-10-02", 60)]))
    assert close()["invoices"][0]["gross"] == "45.00"


DAYS: list[tuple[dict[str, Any], date, bool]] = [
    ({}, date(2026, 9, 30), False),
    ({}, date(2026, 10, 1), True),
    ({"ends_on": date(2026, 10, 31)}, date(2026, 10, 31), True),
    ({"ends_on": date(2026, 10, 31)}, date(2026, 11, 1), False),
]


@pytest.mark.parametrize(("changes", "day", "covered"), DAYS)
def test_an_agreement_covers_its_first_and_its_last_day(changes: dict[str, Any], day: date, covered: bool) -> None:
    load(pack(agreement(**changes)))
    assert Agreement.objects.get().covers(day) is covered
    assert Agreement.objects.running(day).exists() is covered
