"""The next step of a client on the way, whose turn it is, and when standing still begins."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.nextstep import Standing, last_day, next_step
from clients.rules.staging import SPEAKS_FOR, WAY
from sops.rules.document import read_policy

# Monday to Friday 9 to 17; first reply within 4 opening hours, quote within 48 hours, valid 30 days.
OPEN = ["09:00-17:00"]
POLICY = read_policy(
    json.dumps(
        {
            "hours": {
                "timezone": "Europe/Paris",
                **dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], OPEN),
                "first_reply_hours": 4,
            },
            "process": {"quote_within_hours": 48, "quote_valid_days": 30},
        }
    )
)
ON = date(2026, 11, 26)  # a Thursday


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def standing(stage: str, since: str = "11-20", **more: Any) -> Standing:
    evidence = {kind: day(on) for kind, on in more.pop("evidence", {}).items()}
    days: dict[str, Any] = {
        name: day(on) if name in ("meeting_on", "answer_by", "todo_on") else on for name, on in more.items()
    }
    return Standing(stage, day(since), evidence, **days)


CASES: dict[str, tuple[Standing, tuple[str, str, str]]] = {
    "a lead is answered in opening hours": (standing("lead", "11-26"), ("reply", "me", "11-27")),
    "a lead of Friday is answered on Monday": (standing("lead", "11-20"), ("reply", "me", "11-23")),
    "a call is offered": (standing("discovery"), ("offer_call", "me", "")),
    "a call is held": (standing("discovery", meeting_on="11-26"), ("hold_call", "me", "11-26")),
    "a call that took place is noted": (standing("discovery", meeting_on="11-25"), ("note_call", "me", "11-25")),
    "a lead with a call is not asked to wait": (standing("lead", meeting_on="11-30"), ("hold_call", "me", "11-30")),
    "after the call, the quote": (
        standing("discovery", evidence={"call_held": "11-25"}),
        ("write_quote", "me", "11-27"),
    ),
    "after a call that came to no, no quote": (
        standing("discovery", evidence={"call_held": "11-25"}, is_unfit=True),
        ("close", "me", ""),
    ),
    "who calls again is called": (
        standing("discovery", evidence={"call_held": "11-25"}, is_unfit=True, meeting_on="11-30"),
        ("hold_call", "me", "11-30"),
    ),
    "a second call comes first": (
        standing("discovery", evidence={"call_held": "11-25"}, meeting_on="11-30"),
        ("hold_call", "me", "11-30"),
    ),
    "moved by hand, the quote is still to be sent": (standing("proposal", "11-25"), ("write_quote", "me", "11-27")),
    "a fresh quote is the client’s turn": (
        standing("proposal", evidence={"quote_sent": "11-24"}),
        ("await_answer", "them", "12-24"),
    ),
    "half of its time gone, she asks": (
        standing("proposal", evidence={"quote_sent": "11-11"}),
        ("follow_up", "me", "11-26"),
    ),
    "one seen yesterday is left in peace": (
        standing("proposal", evidence={"quote_sent": "11-11", "quote_seen": "11-25"}),
        ("await_answer", "them", "12-11"),
    ),
    "the quote’s own last day counts": (
        standing("proposal", evidence={"quote_sent": "11-24"}, answer_by="11-25"),
        ("renew_quote", "me", "11-25"),
    ),
    "a no is answered": (
        standing("proposal", evidence={"quote_sent": "11-24"}, is_refused=True),
        ("take_no", "me", ""),
    ),
    "a deposit is awaited": (standing("signed", blocked="waiting"), ("await_money", "them", "")),
    "a late deposit is asked for today": (standing("signed", blocked="late"), ("chase_money", "me", "11-26")),
    "signed and free": (standing("signed"), ("begin_onboarding", "me", "")),
    "money comes before the checklist": (
        standing("onboarding", blocked="late", todo_by="them"),
        ("chase_money", "me", "11-26"),
    ),
    "the client’s point": (standing("onboarding", todo_by="them"), ("tick", "them", "")),
    "a point with its day": (
        standing("signed", todo_by="me", todo_on="11-30", has_list=True),
        ("tick", "me", "11-30"),
    ),
    "no checklist yet": (standing("onboarding"), ("begin_onboarding", "me", "")),
    "all ticked, the kickoff": (standing("onboarding", has_list=True), ("book_kickoff", "me", "")),
    "the kickoff stands": (standing("kickoff", meeting_on="11-26"), ("hold_kickoff", "me", "11-26")),
    "the kickoff took place": (standing("kickoff", meeting_on="11-24"), ("note_kickoff", "me", "11-24")),
}


@pytest.mark.parametrize("name", CASES)
def test_there_is_one_next_step(name: str) -> None:
    at, (code, ball, due) = CASES[name]
    step = next_step(at, POLICY, ON)
    assert step
    assert (step.code, step.ball, step.due) == (code, ball, day(due) if due else None)


@pytest.mark.parametrize("stage", ["active", "paused", "ended", "lost"])
def test_nothing_is_next_for_who_is_not_on_the_way(stage: str) -> None:
    assert next_step(standing(stage), POLICY, ON) is None
    assert last_day(standing(stage, "01-01"), POLICY) is None


LAST = {
    "a lead, until the reply is due": (standing("lead", "11-20"), "11-23"),
    "a call, until it takes place": (standing("discovery", meeting_on="12-10"), "12-10"),
    "after the call, until the quote is due": (standing("discovery", evidence={"call_held": "11-25"}), "11-27"),
    "after a call that came to no, two weeks": (
        standing("discovery", "11-01", evidence={"call_held": "11-25"}, is_unfit=True),
        "11-15",
    ),
    "a call never agreed on, two weeks": (standing("discovery", "11-01"), "11-15"),
    "a quote, as long as it is valid": (standing("proposal", evidence={"quote_sent": "11-01"}), "12-01"),
    "what the SOP has no figure for, two weeks": (standing("onboarding", "11-01"), "11-15"),
}


@pytest.mark.parametrize("name", LAST)
def test_standing_still_begins_after_the_figures_of_the_procedures(name: str) -> None:
    at, last = LAST[name]
    assert last_day(at, POLICY) == day(last)


@given(
    st.sampled_from(WAY[:-1]),
    st.none() | st.just(ON),
    st.dictionaries(st.sampled_from(sorted(SPEAKS_FOR)), st.just(ON - timedelta(days=3))),
    st.sampled_from(["", "waiting", "late"]),
    st.sampled_from([None, POLICY]),
)
def test_whatever_is_known_there_is_a_step_and_somebody_has_the_ball(
    stage: str, meeting: date | None, evidence: dict[str, date], blocked: str, policy: Any
) -> None:
    at = Standing(stage, None, evidence, meeting, blocked=blocked)
    step = next_step(at, policy, ON)
    assert step
    assert step.ball in ("me", "them")
