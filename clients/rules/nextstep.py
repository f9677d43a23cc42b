"""The one next step of a client on the way: what, by when, and who has the ball. Pure: facts in, a step out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clients.rules.staging import (
    CALL_HELD,
    CHECKLIST_DONE,
    DISCOVERY,
    KICKOFF,
    LEAD,
    ONBOARDING,
    PROPOSAL,
    QUOTE_SEEN,
    QUOTE_SENT,
    SIGNED,
)
from sops.rules.policy import Policy
from sops.rules.promises import first_reply_due, quote_valid_until
from sops.rules.worktime import local_day

ME, THEM = "me", "them"
WAITING, LATE = "waiting", "late"
STILL = 14  # days in a stage after which a client stands still, where the SOP has no figure

REPLY, OFFER_CALL, HOLD_CALL, NOTE_CALL = "reply", "offer_call", "hold_call", "note_call"
CLOSE = "close"
WRITE_QUOTE, AWAIT_ANSWER, FOLLOW_UP, RENEW_QUOTE = "write_quote", "await_answer", "follow_up", "renew_quote"
TAKE_NO = "take_no"
AWAIT_MONEY, CHASE_MONEY, BEGIN_ONBOARDING = "await_money", "chase_money", "begin_onboarding"
TICK, BOOK_KICKOFF, HOLD_KICKOFF, NOTE_KICKOFF = "tick", "book_kickoff", "hold_kickoff", "note_kickoff"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a client stands on a day: the stage and since when, and what the rooms know."""

    stage: str
    since: date | None = None
    evidence: Mapping[str, date] = field(default_factory=dict)  # the latest day of each kind
    meeting_on: date | None = None  # of the meeting booked for this stage, and not held yet
    answer_by: date | None = None  # the last day of the quote that waits for an answer
    blocked: str = ""  # WAITING or LATE: what must come first, such as a deposit
    todo_by: str = ""  # ME or THEM: whose turn the next open point of the checklist is
    todo_on: date | None = None  # and by when it is due
    has_list: bool = False  # is there a checklist at all?
    is_refused: bool = False  # the client said no to the latest quote
    is_unfit: bool = False  # the latest call came to “no”, or to “not now”


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next, who does it, and by when where anything says so."""

    code: str
    ball: str
    due: date | None = None


def next_step(at: Standing, policy: Policy | None, on: date) -> Step | None:
    """The one next step on a day; None for clients at work, at rest, or gone."""
    found = _STEPS.get(at.stage)
    return found(at, policy, on) if found else None


def last_day(at: Standing, policy: Policy | None) -> date | None:
    """The last day on which a client does not stand still yet, after the SOP's figures; None: never.

    A lead until the first reply is due (§1.4), a call until it takes place and then until the quote is due (§6.2),
    unless none follows; a quote as long as it is valid (§6.2), all else `STILL` days in its stage.
    """
    if at.stage not in _STEPS:
        return None
    known: date | None = None
    if at.stage == LEAD and at.meeting_on is None:
        known = _reply_by(at, policy)
    elif at.stage in (LEAD, DISCOVERY) and not at.is_unfit:
        known = _quote_by(at, policy) if CALL_HELD in at.evidence else at.meeting_on
    elif at.stage == PROPOSAL:
        known = _answer_by(at, policy) if QUOTE_SENT in at.evidence else _quote_by(at, policy)
    if known is None and at.since:
        return at.since + timedelta(days=STILL)
    return known


def _lead(at: Standing, policy: Policy | None, on: date) -> Step:
    return _call(at, policy, on) if at.meeting_on else Step(REPLY, ME, _reply_by(at, policy))


def _call(at: Standing, policy: Policy | None, on: date) -> Step:
    held = at.evidence.get(CALL_HELD)
    if at.meeting_on and (held is None or held < at.meeting_on):
        return Step(HOLD_CALL if at.meeting_on >= on else NOTE_CALL, ME, at.meeting_on)
    if held is None:
        return Step(OFFER_CALL, ME)
    return Step(CLOSE, ME) if at.is_unfit else Step(WRITE_QUOTE, ME, _quote_by(at, policy))


def _proposal(at: Standing, policy: Policy | None, on: date) -> Step:
    sent = at.evidence.get(QUOTE_SENT)
    if sent is None:
        return Step(WRITE_QUOTE, ME, _quote_by(at, policy))
    if at.is_refused:
        return Step(TAKE_NO, ME)
    last = _answer_by(at, policy)
    if last and last < on:
        return Step(RENEW_QUOTE, ME, last)
    # Half of its time is the client's; what was seen later than that is left a few days in peace.
    half = sent + ((last - sent) // 2 if last else timedelta(days=STILL // 2))
    quiet = max(half, at.evidence.get(QUOTE_SEEN, sent) + timedelta(days=2))
    return Step(FOLLOW_UP, ME, on) if quiet <= on else Step(AWAIT_ANSWER, THEM, last)


def _signed(at: Standing, policy: Policy | None, on: date) -> Step:
    return _money(at, on) or _point(at) or Step(BEGIN_ONBOARDING, ME)


def _onboarding(at: Standing, policy: Policy | None, on: date) -> Step:
    if step := _money(at, on) or _point(at):
        return step
    is_ready = at.has_list or at.meeting_on or CHECKLIST_DONE in at.evidence
    return _kickoff(at, policy, on) if is_ready else Step(BEGIN_ONBOARDING, ME)


def _kickoff(at: Standing, policy: Policy | None, on: date) -> Step:
    if at.meeting_on is None:
        return Step(BOOK_KICKOFF, ME)
    return Step(HOLD_KICKOFF if at.meeting_on >= on else NOTE_KICKOFF, ME, at.meeting_on)


def _point(at: Standing) -> Step | None:
    return Step(TICK, at.todo_by, at.todo_on) if at.todo_by else None


def _money(at: Standing, on: date) -> Step | None:
    if at.blocked == LATE:
        return Step(CHASE_MONEY, ME, on)
    return Step(AWAIT_MONEY, THEM) if at.blocked else None


_STEPS: dict[str, Callable[[Standing, Policy | None, date], Step]] = {
    LEAD: _lead,
    DISCOVERY: _call,
    PROPOSAL: _proposal,
    SIGNED: _signed,
    ONBOARDING: _onboarding,
    KICKOFF: _kickoff,
}


def _reply_by(at: Standing, policy: Policy | None) -> date | None:
    """The day of the first reply promised; a lead known by its day only is taken to have written at its end."""
    if at.since is None or policy is None:
        return None
    evening = datetime.combine(at.since, time(23, 59), ZoneInfo(policy.hours.timezone))
    due = first_reply_due(policy.hours, evening)
    return local_day(policy.hours, due) if due else None


def _quote_by(at: Standing, policy: Policy | None) -> date | None:
    asked = at.evidence.get(CALL_HELD) or at.since
    hours = policy.process.quote_within_hours if policy else None
    return asked + timedelta(days=-(-hours // 24)) if asked and hours is not None else None


def _answer_by(at: Standing, policy: Policy | None) -> date | None:
    sent = at.evidence.get(QUOTE_SENT)
    if at.answer_by or sent is None or policy is None:
        return at.answer_by
    return quote_valid_until(policy.process, sent)
