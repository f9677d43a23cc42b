"""Random agreements of every kind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tests.oracle.minutes import first_day, month_of, next_month
from tests.oracle.sops import Pack, mostly, some

AMOUNTS = st.integers(1, 60000).map(lambda whole: Decimal(whole).scaleb(-2))
RATES = st.sampled_from([Decimal("38.00"), Decimal("45.00"), Decimal("33.33"), Decimal("47.95")])

type Kinds = tuple[str, ...]

KINDS: Kinds = ("hourly", "hourly", "package", "package", "mission", "subscription", "trial")
DEPOSITS: list[Pack] = [
    {"percent": Decimal("33.33")},
    {"percent": Decimal("30"), "above": Decimal("300.00"), "gates": "none"},
    {"amount": Decimal("80.00")},
]


@st.composite
def agreements(draw: st.DrawFn, key: str, client: Pack, around: date, franchise: bool, kinds: Kinds = KINDS) -> Pack:
    """One agreement of any kind, signed or not."""
    kind = draw(st.sampled_from(kinds))
    starts = around - timedelta(days=draw(st.sampled_from([5, 17, 40, 75, 110])))
    row: Pack = {"key": key, "client": client["key"], "kind": kind, "starts_on": starts}
    if draw(mostly(20)):
        row["signed_on"] = starts + timedelta(days=draw(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 200])))
    if not draw(mostly(4)):
        row["ends_on"] = around + timedelta(days=draw(st.integers(0, 20)))
    if not franchise:
        row |= draw(some(vat_rate=[Decimal("20.00"), Decimal("5.50"), Decimal("0.00")]))
    row |= draw(some(hours_billed_through=[month_of(first_day(month_of(around)) - timedelta(days=1))]))
    if kind in {"hourly", "package"} or draw(st.booleans()):
        row["rate"] = draw(RATES)
        row |= draw(some(rates=[{"newsletter": Decimal("42.00")}]))
    if kind not in {"hourly", "trial"}:
        row["price"] = draw(AMOUNTS)
    if kind == "mission":
        row |= draw(some(done_on=[around])) | draw(some(billed=[False, False, True]))
        row |= draw(some(deposit=DEPOSITS))
        row |= {"signed_on": starts} if row.get("billed") else {}
    if kind in {"package", "subscription"}:
        row |= draw(_monthly(kind, client["stage"], around, "hours_billed_through" in row))
    return row


@st.composite
def _monthly(draw: st.DrawFn, kind: str, stage: str, around: date, opened: bool) -> Pack:
    before = [month_of(around), next_month(month_of(around))]
    if stage == "active":
        before = [month_of(first_day(before[0]) - timedelta(days=1)), *before]
        row = draw(some(periods_billed_through=before))
    else:  # what becomes of hours in a period that never began is nowhere said
        row = {"periods_billed_through": before[-1]}
    row |= draw(some(timing=["advance", "arrears"], prorate=[True, False]))
    if kind == "subscription":
        return row
    row |= {"included_minutes": draw(st.sampled_from([0, 60, 120, 301])), "overage_rate": draw(RATES)}
    row |= draw(some(overage=["bill", "consent"], carry_over_cap_minutes=[0, 45, 120]))
    row |= draw(some(carry_over_months=[0, 1, 2], carry_over_order=["carried_first", "month_first"]))
    return row | (draw(some(carried_minutes=[30, 100])) if opened else {})
