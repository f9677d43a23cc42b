"""The next step of a client in words: what it is, when, and who has the ball."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.rules import nextstep as rules
from sops.wording import figures
from vacrm.paper.figures import day


def sentence(step: rules.Step, *, seen_on: date | None, meeting_at: datetime | None, todo: str, on: date) -> str:
    """What comes next, to stand after its day: “reply”, “call at 14:30”."""
    at = f"{timezone.localtime(meeting_at):%H:%M}" if meeting_at else ""
    if step.code in (rules.HOLD_CALL, rules.HOLD_KICKOFF):
        return (_("call at %(time)s") if step.code == rules.HOLD_CALL else _("kickoff at %(time)s")) % {"time": at}
    if step.code == rules.FOLLOW_UP:
        return _asked_after(seen_on, on)
    return todo if step.code == rules.TICK else _words()[step.code]


def due_day(due: date, on: date) -> str:
    """A day as one says it: today, tomorrow, yesterday, else “Fri 27 Nov”."""
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return str(near.get((due - on).days) or day(due, figures.language(), "EEE d MMM"))


def _asked_after(seen_on: date | None, on: date) -> str:
    if seen_on is None:
        return _("ask: the quote was not opened yet")
    ago = (on - seen_on).days
    if ago < 2:
        return _("ask: the quote was seen today") if ago < 1 else _("ask: the quote was seen yesterday")
    return _("ask: the quote was seen %(days)s days ago") % {"days": ago}


def _words() -> dict[str, str]:
    return {
        rules.REPLY: _("reply, and offer a call"),
        rules.OFFER_CALL: _("agree on a time for the call"),
        rules.NOTE_CALL: _("write down what the call came to"),
        rules.CLOSE: _("no quote after the call: close, or take it up again later"),
        rules.WRITE_QUOTE: _("send the quote"),
        rules.AWAIT_ANSWER: _("the answer to the quote"),
        rules.RENEW_QUOTE: _("the quote has run out: renew it, or close"),
        rules.TAKE_NO: _("the quote was declined: offer something else, or close"),
        rules.AWAIT_MONEY: _("the deposit"),
        rules.CHASE_MONEY: _("ask for the deposit"),
        rules.BEGIN_ONBOARDING: _("begin the onboarding"),
        rules.BOOK_KICKOFF: _("fix the kickoff"),
        rules.NOTE_KICKOFF: _("write down what the kickoff came to"),
    }
