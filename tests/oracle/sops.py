"""Random SOPs: every knob that judging a request or closing a month reads."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

type Pack = dict[str, Any]

PERCENTS = [Decimal(text) for text in ("0", "10", "20", "25", "33.33", "35", "50", "50", "100")]
DAYS = [
    [],
    ["09:00-12:30", "13:30-18:00"],
    ["09:00-12:30", "13:30-18:00"],
    ["10:00-16:00"],
    ["08:00-10:00", "10:00-12:15", "20:00-23:30"],
    ["00:00-24:00"],
    ["01:00-05:00"],
    ["21:00-24:00"],
]
# Days on which clocks change, public holidays, and an ordinary Wednesday and Friday.
DAYS_OF_INTEREST = [
    date(2026, 3, 29),
    date(2026, 5, 1),
    date(2026, 5, 25),
    date(2026, 7, 14),
    date(2026, 8, 15),
    date(2026, 10, 7),
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2026, 9, 25),
]


def mostly(chances: int = 8) -> st.SearchStrategy[bool]:
    """True, but for one draw in so many."""
    return st.sampled_from([True] * (chances - 1) + [False])


@st.composite
def some(draw: st.DrawFn, /, **knobs: Any) -> Pack:
    """A table with some of these knobs, each drawn from its list or strategy."""
    table = {}
    for name, choice in knobs.items():
        if draw(st.booleans()):
            table[name] = draw(choice if isinstance(choice, st.SearchStrategy) else st.sampled_from(choice))
    return table


@st.composite
def hours(draw: st.DrawFn, around: date) -> Pack:
    """Opening hours; sometimes none at all."""
    table: Pack = {"timezone": draw(st.sampled_from(["Europe/Paris", "Europe/Paris", "Europe/London"]))}
    table |= draw(some(holidays=["FR", "FR", "FR-57", "FR-68", "GB"]))
    usual = draw(st.sampled_from(DAYS))
    for weekday in ("monday", "tuesday", "wednesday", "thursday", "friday"):
        table[weekday] = draw(st.sampled_from([usual, usual, *DAYS]))
    table |= draw(some(saturday=DAYS, sunday=[["09:00-12:00"], ["00:00-24:00"]]))
    closures = []
    for _ in range(draw(st.integers(0, 2))):
        start = around + timedelta(days=draw(st.integers(-4, 4)))
        closures.append({"from": start, "to": start + timedelta(days=draw(st.integers(0, 3))), "label": "Away"})
    return table | {"closures": closures}


@st.composite
def urgency(draw: st.DrawFn) -> Pack:
    """Notice, tiers or steps, minimum charge."""
    notice = draw(st.sampled_from([0, 4, 12, 24, 24, 48]))
    table: Pack = {"notice_hours": notice} | draw(some(confirm_availability=[True, False]))
    percent = st.sampled_from(PERCENTS)
    if notice and draw(st.booleans()):
        unders = {notice} | {under for under in (2, 6, 18) if under < notice and draw(st.booleans())}
        steps = [{"under_hours": under, "percent": draw(percent)} for under in sorted(unders)]
        table |= {"by": "notice", "steps": draw(st.permutations(steps))}
    else:
        table |= {"by": "complexity", "tiers": {code: draw(percent) for code in ("simple", "standard", "complex")}}
        table |= {"default_tier": draw(st.sampled_from(["simple", "standard"]))}
    return table | draw(some(minimum_charge=[Decimal("5.00"), Decimal("60.00")]))


@st.composite
def off_hours(draw: st.DrawFn) -> Pack:
    """Bands: one for all closed time, or any of the four."""
    percent = st.sampled_from(PERCENTS)
    if draw(st.integers(0, 5)) == 0:
        return {"bands": {"outside": draw(percent)}}
    return {"bands": draw(some(evening=percent, weekend=percent, closure=percent, holiday=percent))}


@st.composite
def sops(draw: st.DrawFn, around: date) -> Pack:
    """A whole SOP."""
    rounding = some(
        round_minutes=[1, 6, 15, 60],
        round_mode=["up", "nearest"],
        round_scope=["entry", "day", "request"],
        minimum_minutes=[0, 30, 90],
    )
    surcharges = some(
        combine=["highest", "add", "multiply"],
        cap=[Decimal("40"), Decimal("60"), Decimal("100")],
        on_packages=["money", "weight"],
    )
    channels = {"main": ["email", "trello"], "urgent_only": ["whatsapp"], "refused": ["phone"]}
    marker = draw(some(urgent_marker=["URGENT", "urgent!", "[!]", ""]))
    services = [{"code": code, "name": code.title(), "category": "marketing"} for code in ("newsletter", "travel")]
    payment: Pack = {
        "terms": draw(st.sampled_from(["on_receipt", "net", "end_of_month"])),
        "means": ["transfer"],
        "late_rate": Decimal("13.00"),
    }
    days = 0 if payment["terms"] == "on_receipt" else draw(st.sampled_from([0, 15, 30, 46]))
    return {
        "title": "Procedures",
        "effective_on": date(2026, 1, 1),
        "hours": draw(hours(around)),
        "channels": channels | marker,
        "services": services,
        "excluded": [{"code": "telephony", "name": "Telephony"}],
        "scope": draw(some(out_of_scope=["quote", "decline"])),
        "urgency": draw(urgency()),
        "off_hours": draw(off_hours()),
        "surcharges": draw(surcharges),
        "time": draw(rounding),
        "payment": payment | {"days": days},
        "deposits": {"mission": {"percent": draw(st.sampled_from([Decimal(30), Decimal("33.33"), Decimal(50)]))}},
    }
