"""On which days the clients of a made-up history came to each stage. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from seeds.history.casting import LOST, Life
from vacrm.exact import first_day, last_day

type Way = dict[str, date]  # stage to the day it was reached, in order

LATER = 6  # days that the first work of a mission waits for its deposit
# The hour of each move: that of the evidence which it follows.
HOURS = {"lead": 7, "discovery": 8, "proposal": 12, "signed": 16, "onboarding": 16, "kickoff": 11, "active": 10}
# Days before today at which those who are on their way came to each stage.
ON_THE_WAY = {
    "lead": {"lead": 4},
    "discovery": {"lead": 7, "discovery": 3},
    "proposal": {"lead": 24, "discovery": 17, "proposal": 9},
    "signed": {"lead": 31, "discovery": 26, "proposal": 14, "signed": 3},
    "onboarding": {"lead": 38, "discovery": 34, "proposal": 20, "signed": 6, "onboarding": 6},
    "kickoff": {"lead": 52, "discovery": 47, "proposal": 38, "signed": 24, "onboarding": 24, "kickoff": 2},
}


def way_of(life: Life, today: date) -> Way:
    """The stages that a client came to, each with its day; none after today."""
    if life.stage == LOST:
        return _up_to(_lost(life), today)
    if life.stage in ON_THE_WAY:
        ago = ON_THE_WAY[life.stage]
        return {stage: workday(today - timedelta(days=days + life.place % 3)) for stage, days in ago.items()}
    return _up_to(_whole(life), today)


def _whole(life: Life) -> Way:
    """All the way, and to rest where it ended."""
    begins = first_day(life.first)
    wait = LATER if life.kind == "mission" else 0
    found = to_active(begins - timedelta(days=3), begins, days=31 + life.place % 25, wait=wait)
    if life.stage in ("ended", "paused") and life.last:
        found[life.stage] = last_day(life.last) + timedelta(days=1)
    return found


def to_active(signed: date, begins: date, *, days: int, wait: int = 0) -> Way:
    """The way of who came some days before they signed, at work from the day it begins or `wait` days later."""
    came, held_up = signed - timedelta(days=days), timedelta(days=wait)
    return {
        "lead": came,
        "discovery": came + timedelta(days=2),
        "proposal": came + timedelta(days=9),
        "signed": signed,
        "onboarding": signed + held_up,
        "kickoff": begins - timedelta(days=1) + held_up,
        "active": begins + held_up,
    }


def _lost(life: Life) -> Way:
    """As far as a prospect came: a word, a call, or a quote."""
    came = first_day(life.first) + timedelta(days=life.place % 9)
    found = {"lead": came}
    if life.place % 4:
        found["discovery"] = came + timedelta(days=3)
    if life.place % 4 > 1:
        found["proposal"] = came + timedelta(days=10)
    return {**found, LOST: came + timedelta(days=18 + life.place % 20)}


def _up_to(way: Way, today: date) -> Way:
    return {stage: min(day, today) for stage, day in way.items()}


def held_on(way: Way) -> date | None:
    """The day of the discovery call, some days after it was booked; None where there was none."""
    booked = way.get("discovery")
    if booked is None:
        return None
    return min(workday(booked + timedelta(days=4)), way.get("proposal", way.get(LOST, booked + timedelta(days=4))))


def workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
