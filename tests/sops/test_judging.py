"""Judging a request: one row per sentence of the rules, and what must hold for every request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from sops.rules.judging import Assessment, BadFacts, Facts, assess
from sops.rules.policy import Policy
from sops.rules.worktime import opening_minutes, pieces
from sops.wording.refusals import MARKED, refusal
from tests.sops.policies import paris, policy
from tests.sops.test_worktime import MOMENTS, some_hours


def judge(received: str, wanted: str | None = None, on: Policy | None = None, **facts: Any) -> Assessment:
    moments = {"received_at": paris(received), "wanted_by": paris(wanted) if wanted else None}
    return assess(Facts(**{"channel": "email", **moments, **facts}), on or policy())


def test_the_weekend_request_of_the_worked_month() -> None:
    found = judge(
        "2026-10-10 22:10", "2026-10-11 18:00", effort_minutes=120, tier="complex", subject="URGENT newsletter"
    )
    assert (found.urgent, found.claimed, found.off_hours, found.band) == (True, False, True, "weekend")
    assert (found.tier_percent, found.band_percent, found.percent, found.missing_minutes) == (50, 50, 50, 120)
    assert found.standard_date is not None and found.standard_date.isoformat() == "2026-10-12T11:00:00+02:00"
    assert found.needs == ("availability", "acceptance")


def test_the_tuesday_request_of_the_worked_month() -> None:
    found = judge("2026-10-13 17:30", "2026-10-14 10:00", effort_minutes=60)
    assert (found.urgent, found.off_hours, found.band, found.percent) == (True, False, None, Decimal(35))


@pytest.mark.parametrize(
    ("received", "wanted", "urgent"),
    [
        pytest.param("2026-10-13 10:00", "2026-10-14 10:00", False, id="exactly the notice"),
        pytest.param("2026-10-13 10:00", "2026-10-14 09:59:59", True, id="a second less"),
        pytest.param("2026-10-24 10:00", "2026-10-25 09:30", False, id="autumn: an hour more went by"),
        pytest.param("2026-03-28 10:00", "2026-03-29 10:30", True, id="spring: an hour less went by"),
    ],
)
def test_urgent_means_less_than_the_notice_in_elapsed_time(received: str, wanted: str, urgent: bool) -> None:
    assert judge(received, wanted).urgent is urgent


def test_without_a_notice_nothing_is_urgent() -> None:
    assert not judge("2026-10-13 10:00", "2026-10-13 10:01", policy(urgency={"notice_hours": 0})).urgent


@pytest.mark.parametrize(
    ("tier", "percent"), [("simple", 20), ("standard", 35), ("complex", 50), pytest.param(None, 35, id="the default")]
)
def test_the_tier_is_chosen_by_complexity(tier: str | None, percent: int) -> None:
    assert judge("2026-10-13 10:00", "2026-10-13 15:00", tier=tier).percent == percent


STEPS = [{"under_hours": 24, "percent": 20}, {"under_hours": 4, "percent": 50}, {"under_hours": 12, "percent": 30}]


@pytest.mark.parametrize(
    ("wanted", "percent"),
    [
        ("2026-10-13 13:59", 50),
        pytest.param("2026-10-13 14:00", 30, id="exactly 4 h is not under 4 h"),
        ("2026-10-13 21:59", 30),
        ("2026-10-13 22:00", 20),
        ("2026-10-14 10:00", 0),
    ],
)
def test_the_tier_by_notice_is_the_smallest_step_the_notice_is_under(wanted: str, percent: int) -> None:
    by_notice = policy(urgency={"notice_hours": 24, "by": "notice", "tiers": {}, "default_tier": None, "steps": STEPS})
    assert judge("2026-10-13 10:00", wanted, by_notice, effort_minutes=1).tier_percent == percent


@pytest.mark.parametrize(
    ("subject", "marker", "wanted", "claimed"),
    [
        ("URGENT newsletter", "URGENT", None, True),
        ("newsletter, urgent!", "URGENT", None, True),
        pytest.param("Urgente newsletter", "URGENT", None, False, id="a whole word only"),
        pytest.param("insurgent", "URGENT", None, False, id="not the end of a word"),
        pytest.param("URGENT newsletter", "", None, False, id="an empty marker means never"),
        pytest.param("[!] newsletter", "[!]", None, True, id="a marker of signs"),
        pytest.param("TRÈS PRESSÉ", "très pressé", None, True, id="accents in any case"),
        pytest.param("URGENT newsletter", "URGENT", "2026-10-20 10:00", False, id="with a date it is no claim"),
    ],
)
def test_marked_without_a_date_is_claimed(subject: str, marker: str, wanted: str | None, claimed: bool) -> None:
    found = judge("2026-10-13 10:00", wanted, policy(channels={"urgent_marker": marker}), subject=subject)
    assert (found.claimed, "date" in found.needs, found.urgent) == (claimed, claimed, False)


def test_marked_but_wanted_in_three_days_is_not_urgent_and_says_so() -> None:
    found = judge("2026-10-13 10:00", "2026-10-16 10:00", subject="URGENT")
    assert not found.urgent and found.percent == 0
    assert found.reasons[0].rule == "marked_not_urgent"


@pytest.mark.parametrize(
    ("received", "wanted", "effort", "missing"),
    [
        pytest.param("2026-10-13 17:30", "2026-10-14 10:00", 90, 0, id="just enough"),
        pytest.param("2026-10-13 17:30", "2026-10-14 10:00", 91, 1, id="one minute short"),
        pytest.param("2026-10-10 22:10", "2026-10-11 18:00", None, 1, id="unknown effort is one minute"),
        pytest.param("2026-10-13 17:30", "2026-10-14 10:00", None, 0, id="unknown effort fits"),
        pytest.param("2026-10-13 17:59:30", "2026-10-13 23:00", 1, 1, id="reception rounded up to the minute"),
        pytest.param("2026-10-13 08:00", "2026-10-13 09:00:59", 1, 1, id="the wanted moment rounded down"),
        pytest.param("2026-10-24 12:00", "2026-10-25 12:00", 30, 30, id="over the autumn change"),
    ],
)
def test_off_hours_is_work_that_opening_hours_do_not_hold(
    received: str, wanted: str, effort: int | None, missing: int
) -> None:
    found = judge(received, wanted, effort_minutes=effort)
    assert (found.missing_minutes, found.off_hours) == (missing, missing > 0)


@pytest.mark.parametrize(
    ("wanted", "effort", "impossible", "band"),
    [
        pytest.param("2026-10-13 10:30", 30, False, None, id="all the time there is"),
        pytest.param("2026-10-13 10:30", 31, True, None, id="more than there is, all open"),
        pytest.param("2026-10-13 13:00", 180, False, "evening", id="lunch too"),
        pytest.param("2026-10-13 13:00", 181, True, "evening", id="more than lunch too"),
    ],
)
def test_more_work_than_minutes_needs_time(wanted: str, effort: int, impossible: bool, band: str | None) -> None:
    found = judge("2026-10-13 10:00", wanted, effort_minutes=effort)
    assert ("time" in found.needs, found.band) == (impossible, band)


@pytest.mark.parametrize(
    ("effort", "band", "percent"),
    [
        pytest.param(6 * 60, "evening", 25, id="Friday evening is cheapest"),
        pytest.param(6 * 60 + 1, "weekend", 50, id="one minute more goes into the weekend"),
    ],
)
def test_the_band_is_the_last_one_needed_cheapest_first(effort: int, band: str, percent: int) -> None:
    found = judge("2026-10-16 18:00", "2026-10-18 23:00", policy(urgency={"notice_hours": 1}), effort_minutes=effort)
    assert (found.band, found.band_percent) == (band, percent)


def test_closed_time_without_a_band_costs_nothing_and_is_used_first() -> None:
    quiet = policy(off_hours={"bands": {"weekend": 50}}, urgency={"notice_hours": 1})
    short = judge("2026-10-16 18:00", "2026-10-18 23:00", quiet, effort_minutes=360)
    long = judge("2026-10-16 18:00", "2026-10-18 23:00", quiet, effort_minutes=361)
    assert (short.off_hours, short.band, short.percent, short.needs) == (True, None, 0, ("availability",))
    assert (long.band, long.percent) == ("weekend", 50)


@pytest.mark.parametrize(
    ("effort", "received", "wanted", "at"),
    [
        pytest.param(60, "2026-10-13 10:00", None, "2026-10-14T10:00:00+02:00", id="the notice decides"),
        pytest.param(600, "2026-10-13 10:00", None, "2026-10-14T12:00:00+02:00", id="the effort decides"),
        pytest.param(480, "2026-10-13 09:00", None, "2026-10-14T09:00:00+02:00", id="the opening minute"),
        pytest.param(30, "2026-10-12 18:00", None, "2026-10-13T18:00:00+02:00", id="a closing time counts"),
        pytest.param(30, "2026-10-12 18:01", None, "2026-10-14T09:00:00+02:00", id="a minute past closing does not"),
        pytest.param(60, "2026-10-23 17:00", None, "2026-10-26T09:00:00+01:00", id="over the change of the clock"),
        pytest.param(60, "2026-10-13 10:00:30", None, "2026-10-14T10:01:00+02:00", id="rounded up to the minute"),
        pytest.param(None, "2026-10-13 10:00", None, "2026-10-14T10:00:00+02:00", id="unknown effort"),
        pytest.param(0, "2026-10-13 10:00", None, "2026-10-14T10:00:00+02:00", id="no effort"),
    ],
)
def test_the_standard_date_is_the_earliest_that_costs_nothing(
    effort: int | None, received: str, wanted: str | None, at: str
) -> None:
    found = judge(received, wanted, effort_minutes=effort)
    assert found.standard_date is not None and found.standard_date.isoformat() == at


def test_hours_that_never_open_have_no_standard_date() -> None:
    closed = policy(hours={day: [] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")})
    assert judge("2026-10-13 10:00", None, closed).standard_date is None


@pytest.mark.parametrize(
    ("channel", "verdict"),
    [("email", "agreed"), ("whatsapp", "urgent_only"), ("phone", "refused"), ("pigeon", "elsewhere"), (None, "agreed")],
)
def test_the_channel_is_judged(channel: str | None, verdict: str) -> None:
    assert judge("2026-10-13 10:00", channel=channel).channel == verdict


@pytest.mark.parametrize(
    ("wanted", "rules"),
    [
        pytest.param("2026-10-13 15:00", ["urgency", "availability", "standard_date"], id="right when urgent"),
        pytest.param("2026-10-20 10:00", ["standard", "channel_urgent_only"], id="not prioritised otherwise"),
    ],
)
def test_the_urgent_channel_is_for_what_is_urgent(wanted: str, rules: list[str]) -> None:
    found = judge("2026-10-13 10:00", wanted, channel="whatsapp", effort_minutes=30)
    assert [reason.rule for reason in found.reasons] == rules


@pytest.mark.parametrize(
    ("service", "included", "verdict"),
    [
        ("newsletter", None, "in"),
        ("newsletter", ("newsletter",), "in"),
        pytest.param("newsletter", ("agenda",), "out", id="not in the agreement"),
        pytest.param("accounts", None, "out", id="excluded by name"),
        pytest.param("painting", None, "out", id="not offered"),
        pytest.param(None, None, "unknown", id="no service named"),
    ],
)
def test_the_scope_is_judged(service: str | None, included: tuple[str, ...] | None, verdict: str) -> None:
    found = judge("2026-10-13 10:00", service=service, services=included)
    assert (found.scope, "quote" in found.needs) == (verdict, verdict == "out")


def test_out_of_scope_is_declined_where_the_procedures_say_so() -> None:
    found = judge("2026-10-13 10:00", None, policy(scope={"out_of_scope": "decline"}), service="painting")
    assert (found.scope, found.needs) == ("out", ())


def test_availability_is_asked_only_where_the_procedures_say_so() -> None:
    found = judge("2026-10-13 10:00", "2026-10-13 15:00", policy(urgency={"confirm_availability": False}))
    assert found.needs == ("acceptance",)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"wanted_by": paris("2026-10-13 10:00")}, "wanted_by"),
        ({"wanted_by": paris("2026-10-13 09:00")}, "wanted_by"),
        ({"wanted_by": paris("2037-10-13 09:00")}, "wanted_by"),
        ({"wanted_by": datetime(2026, 10, 14)}, "wanted_by"),  # noqa: DTZ001 - naive on purpose
        ({"tier": "heroic"}, "tier"),
        ({"effort_minutes": -1}, "effort_minutes"),
        ({"tier": "simple", "on": policy(urgency={"tiers": {}, "default_tier": None})}, "tier"),
    ],
)
def test_facts_that_cannot_be_judged_are_refused(facts: dict[str, Any], field: str) -> None:
    facts = dict(facts)
    rules = facts.pop("on", None) or policy()
    with pytest.raises(BadFacts) as refused:
        assess(Facts(received_at=paris("2026-10-13 10:00"), **facts), rules)
    assert refused.value.field == field and refused.value.template in MARKED
    with override("fr"):
        assert refusal(refused.value) != refused.value.sentence


@settings(deadline=None, max_examples=50)
@given(some_hours(), MOMENTS, st.integers(0, 3000) | st.none(), st.sampled_from([0, 1, 24, 72]))
def test_a_request_wanted_at_its_standard_date_costs_nothing(
    hours: Any, received_at: datetime, effort: int | None, notice: int
) -> None:
    rules = Policy(hours=hours, urgency=policy(urgency={"notice_hours": notice}).urgency, off_hours=policy().off_hours)
    standard = assess(Facts(received_at, effort_minutes=effort), rules).standard_date
    if standard is None:
        return
    again = assess(Facts(received_at, standard, effort_minutes=effort), rules)
    assert (again.urgent, again.off_hours, again.percent, again.standard_date) == (False, False, 0, standard)


@settings(deadline=None, max_examples=50)
@given(some_hours(), MOMENTS, st.integers(1, 900), st.sampled_from([0, 5]))
def test_no_earlier_minute_would_be_standard(hours: Any, received_at: datetime, effort: int, notice: int) -> None:
    rules = Policy(hours=hours, urgency=policy(urgency={"notice_hours": notice}).urgency)
    standard = assess(Facts(received_at, effort_minutes=effort), rules).standard_date
    end = standard.astimezone(UTC) if standard else received_at + timedelta(days=2)
    for minutes in range(notice * 60, min(int((end - received_at) // timedelta(minutes=1)), 1500)):
        at = received_at + timedelta(minutes=minutes)
        inside = any(piece.open for piece in pieces(hours, {}, at - timedelta(minutes=1), at + timedelta(minutes=1)))
        assert not (inside and at > received_at and opening_minutes(hours, received_at, at) >= effort)


@settings(deadline=None, max_examples=50)
@given(some_hours(), MOMENTS, st.integers(1, 2000), st.integers(1, 2000))
def test_the_band_is_found_minute_by_minute(hours: Any, received_at: datetime, length: int, effort: int) -> None:
    rules = Policy(hours=hours, off_hours=policy().off_hours, surcharges=policy().surcharges)
    wanted = received_at + timedelta(minutes=length)
    bands = rules.off_hours.bands
    closed = [p.band for p in pieces(hours, bands, received_at, wanted) if not p.open for _ in range(p.minutes)]
    order = {None: 0, "evening": 1, "weekend": 2, "holiday": 3}
    taken = sorted(closed, key=lambda band: order[band])[: max(0, effort - (length - len(closed)))]
    found = assess(Facts(received_at, wanted, effort_minutes=effort), rules)
    assert found.band == (taken[-1] if taken else None)
    assert ("time" in found.needs) is (effort > length)
