"""Bands: which one a closed day has, and how it meets a tier. One row per sentence of the rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sops.rules.bands import rank
from sops.rules.combining import combine, rule_name
from sops.rules.policy import Surcharges
from sops.rules.worktime import band_of
from tests.sops.policies import percents, policy
from vacrm.exact import show

AWAY = [{"from": date(2026, 12, 21), "to": date(2026, 12, 31)}]  # Christmas, a Friday, within
TUESDAY, SATURDAY = "2026-10-13", "2026-10-17"
HOLIDAY, WEEKEND_HOLIDAY = "2026-07-14", "2026-08-15"
CLOSURE, WEEKEND_CLOSURE, HOLIDAY_CLOSURE = "2026-12-22", "2026-12-26", "2026-12-25"


@pytest.mark.parametrize(
    ("day", "bands", "band"),
    [
        pytest.param(TUESDAY, {"evening": 25, "weekend": 50, "holiday": 100}, "evening", id="a weekday"),
        pytest.param(SATURDAY, {"evening": 25, "weekend": 50, "holiday": 100}, "weekend", id="a Saturday"),
        pytest.param(HOLIDAY, {"evening": 25, "weekend": 50, "holiday": 100}, "holiday", id="a public holiday"),
        pytest.param(WEEKEND_HOLIDAY, {"weekend": 50, "holiday": 100}, "holiday", id="the dearest of two"),
        pytest.param(WEEKEND_HOLIDAY, {"weekend": 100, "holiday": 50}, "weekend", id="the dearest of two, again"),
        pytest.param(WEEKEND_HOLIDAY, {"weekend": 50, "holiday": 50}, "holiday", id="of equals, holiday is named"),
        pytest.param(HOLIDAY, {"evening": 25, "weekend": 50}, "evening", id="a holiday without a band of its own"),
        pytest.param(HOLIDAY, {"evening": 150, "holiday": 100}, "holiday", id="evening fits no holiday with a band"),
        pytest.param(WEEKEND_HOLIDAY, {"evening": 25, "weekend": 50}, "weekend", id="a holiday on a Saturday"),
        pytest.param(SATURDAY, {"evening": 25}, None, id="evening is for weekdays"),
        pytest.param(TUESDAY, {"weekend": 50}, None, id="nothing fits"),
        pytest.param(TUESDAY, {}, None, id="no bands"),
        pytest.param(CLOSURE, {"evening": 25, "closure": 75, "holiday": 100}, "closure", id="a closure"),
        pytest.param(CLOSURE, {"evening": 25, "holiday": 100}, "holiday", id="a closure counts as a holiday"),
        pytest.param(CLOSURE, {"evening": 25, "weekend": 50}, "evening", id="then as an evening"),
        pytest.param(CLOSURE, {"evening": 150, "closure": 75}, "closure", id="evening fits no closure with a band"),
        pytest.param(CLOSURE, {"weekend": 50}, None, id="a closure that nothing fits"),
        pytest.param(WEEKEND_CLOSURE, {"weekend": 75, "closure": 75}, "closure", id="of equals, closure over weekend"),
        pytest.param(WEEKEND_CLOSURE, {"evening": 25, "weekend": 50}, "weekend", id="a closure on a Saturday"),
        pytest.param(WEEKEND_CLOSURE, {"evening": 25}, "evening", id="as an evening also on a Saturday"),
        pytest.param(HOLIDAY_CLOSURE, {"closure": 75, "holiday": 75}, "holiday", id="of equals, holiday over closure"),
        pytest.param(HOLIDAY_CLOSURE, {"closure": 80, "holiday": 75}, "closure", id="the dearer closure"),
        pytest.param(TUESDAY, {"outside": 25}, "outside", id="outside stands alone"),
        pytest.param(HOLIDAY_CLOSURE, {"outside": 25}, "outside", id="outside on any day"),
    ],
)
def test_the_band_of_a_day_is_the_dearest_that_fits(day: str, bands: dict[str, int], band: str | None) -> None:
    hours = policy(hours={"closures": AWAY}).hours
    assert band_of(hours, percents(**bands), date.fromisoformat(day)) == band


def test_bands_of_equal_percent_are_taken_in_their_order() -> None:
    bands = percents(evening=50, weekend=50, closure=50, holiday=50)
    shuffled = ["holiday", "closure", "evening", None, "weekend"]
    assert sorted(shuffled, key=lambda band: rank(band, bands)) == [None, "evening", "weekend", "closure", "holiday"]


@pytest.mark.parametrize(
    ("how", "cap", "tier", "band", "percent", "rule"),
    [
        ("highest", None, "35", "25", "35", "urgency"),
        ("highest", None, "35", "50", "50", "off_hours"),
        pytest.param("highest", None, "50", "50", "50", "urgency", id="of equals, urgency"),
        ("add", None, "35", "25", "60", "urgency+off_hours"),
        ("add", "55", "35", "25", "55", "urgency+off_hours"),
        ("multiply", None, "35", "25", "68.75", "urgency+off_hours"),
        ("multiply", None, "50", "100", "200", "urgency+off_hours"),
        ("multiply", "100", "50", "100", "100", "urgency+off_hours"),
        ("multiply", None, "12.5", "12.5", "26.5625", "urgency+off_hours"),
        ("add", None, "35", "0", "35", "urgency"),
        ("multiply", None, "0", "25", "25", "off_hours"),
        pytest.param("highest", "20", "35", "0", "20", "urgency", id="the cap holds for one alone"),
        pytest.param("add", "0", "35", "25", "0", "urgency+off_hours", id="a cap of nothing"),
    ],
)
def test_tier_and_band_combine_exactly(
    how: str, cap: str | None, tier: str, band: str, percent: str, rule: str
) -> None:
    surcharges = Surcharges(combine=how, cap=None if cap is None else Decimal(cap))  # type: ignore[arg-type]
    assert show(combine(Decimal(tier), Decimal(band), surcharges)) == percent
    assert rule_name(Decimal(tier), Decimal(band), surcharges) == rule
