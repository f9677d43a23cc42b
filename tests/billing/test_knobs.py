"""Every knob of the policy has an effect: another figure, another moment, another sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest

from sops.rules import promises
from sops.rules.policy import Policy
from tests.billing.effects import (
    Effect,
    deposit,
    due,
    gross,
    in_package,
    judged,
    label,
    morning,
    pause,
    printed,
    promised,
    reminders,
    said,
)
from tests.billing.months import Pack, paris, passing

D = Decimal
AWAY: Pack = {"from": date(2026, 10, 6), "to": date(2026, 10, 7), "label": "Autumn"}
SERVICE: Pack = {"code": "agenda", "name": "Agenda"}
TIERS: Pack = {"tiers": {"simple": 20}, "default_tier": "simple"}
STEPS: Pack = {"by": "notice", "tiers": None, "default_tier": None}
STEP: Pack = {"code": "access", "label": "Open an account"}
SECOND: Pack = {"code": "logo", "label": "Send the logo"}
QUESTION: Pack = {"code": "tools", "question": "Which tools?"}
TUESDAY, WEDNESDAY = paris("2026-10-06 16:00"), paris("2026-10-07 09:00")


def steps(*rows: tuple[int, int]) -> Pack:
    return {"urgency": {**STEPS, "steps": [{"under_hours": hours, "percent": percent} for hours, percent in rows]}}


# knob, effect, chapters before and after, what is seen before and after
KNOBS: list[tuple[str, Effect, Pack, Pack, Any, Any]] = [
    (
        "hours.timezone",
        judged("standard_date"),
        {},
        {"hours": {"timezone": "Indian/Reunion"}},
        "2026-10-07T16:00:00+02:00",
        "2026-10-07T18:00:00+04:00",
    ),
    ("hours.holidays", morning(11, 11), {"hours": {"holidays": None}}, {}, False, True),
    *(
        (
            f"hours.{day}",
            morning(5 + index),
            {"hours": {day: ["09:00-12:00"]}},
            {"hours": {day: ["14:00-18:00"]}},
            False,
            True,
        )
        for index, day in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    ),
    (
        "hours.closures.first",
        morning(5),
        {"hours": {"closures": [AWAY]}},
        {"hours": {"closures": [{**AWAY, "from": date(2026, 10, 5)}]}},
        False,
        True,
    ),
    (
        "hours.closures.last",
        morning(8),
        {"hours": {"closures": [AWAY]}},
        {"hours": {"closures": [{**AWAY, "to": date(2026, 10, 8)}]}},
        False,
        True,
    ),
    (
        "hours.closures.label",
        said("Autumn"),
        {"hours": {"closures": [AWAY]}},
        {"hours": {"closures": [{**AWAY, "label": "Rest"}]}},
        True,
        False,
    ),
    (
        "hours.first_reply_hours",
        promised("hours", promises.first_reply_due, TUESDAY),
        {"hours": {"first_reply_hours": 1}},
        {"hours": {"first_reply_hours": 4}},
        "2026-10-06 17:00:00+02:00",
        "2026-10-07 11:00:00+02:00",
    ),
    (
        "hours.capacity_hours",
        promised("hours", promises.capacity_left, 600),
        {"hours": {"capacity_hours": 20}},
        {"hours": {"capacity_hours": 9}},
        "600",
        "-60",
    ),
    (
        "channels.main",
        judged("channel", channel="trello"),
        {},
        {"channels": {"main": ["email", "trello"]}},
        "elsewhere",
        "agreed",
    ),
    (
        "channels.urgent_only",
        judged("channel", channel="whatsapp"),
        {},
        {"channels": {"urgent_only": ["whatsapp"]}},
        "elsewhere",
        "urgent_only",
    ),
    (
        "channels.refused",
        judged("channel", channel="phone"),
        {},
        {"channels": {"refused": ["phone"]}},
        "elsewhere",
        "refused",
    ),
    (
        "channels.urgent_marker",
        judged("claimed", subject="ASAP please", wanted_by=None),
        {},
        {"channels": {"urgent_marker": "ASAP"}},
        False,
        True,
    ),
    ("services.code", judged("scope"), {}, {"services": [{**SERVICE, "code": "diary"}]}, "in", "out"),
    ("services.name", label, {}, {"services": [{**SERVICE, "name": "Diary"}]}, "Agenda", "Diary"),
    ("services.category", said("Sales"), {}, {"services": [{**SERVICE, "category": "sales"}]}, False, True),
    ("services.rate", said("45"), {}, {"services": [{**SERVICE, "rate": 45}]}, False, True),
    (
        "excluded.code",
        judged("reasons", service="tax"),
        {},
        {"excluded": [{"code": "tax", "name": "Tax"}]},
        ["scope_out"],
        ["scope_excluded"],
    ),
    (
        "excluded.name",
        said("Tax returns"),
        {"excluded": [{"code": "tax", "name": "Tax"}]},
        {"excluded": [{"code": "tax", "name": "Tax returns"}]},
        False,
        True,
    ),
    (
        "excluded.referral",
        said("Ask Corto."),
        {"excluded": [{"code": "tax", "name": "Tax"}]},
        {"excluded": [{"code": "tax", "name": "Tax", "referral": "Ask Corto."}]},
        False,
        True,
    ),
    (
        "scope.out_of_scope",
        judged("needs", service="piano"),
        {},
        {"scope": {"out_of_scope": "decline"}},
        ("availability", "acceptance", "quote"),
        ("availability", "acceptance"),
    ),
    ("urgency.notice_hours", gross, {}, {"urgency": {"notice_hours": 4}}, "115.50", "106.50"),
    (
        "urgency.confirm_availability",
        judged("needs"),
        {},
        {"urgency": {"confirm_availability": False}},
        ("availability", "acceptance"),
        ("acceptance",),
    ),
    ("urgency.by", gross, {}, steps((24, 40)), "115.50", "131.25"),
    ("urgency.tiers", gross, {}, {"urgency": {"tiers": {"simple": 30, "standard": 35}}}, "115.50", "122.25"),
    ("urgency.default_tier", judged("percent"), {}, {"urgency": {"default_tier": "complex"}}, "35", "50"),
    ("urgency.steps.under_hours", gross, steps((4, 60), (24, 40)), steps((5, 60), (24, 40)), "131.25", "149.25"),
    ("urgency.steps.percent", gross, steps((24, 40)), steps((24, 45)), "131.25", "135.75"),
    ("urgency.minimum_charge", gross, {}, {"urgency": {"minimum_charge": D("50.00")}}, "115.50", "145.25"),
    ("off_hours.bands", gross, {}, {"off_hours": {"bands": {"outside": 60}}}, "115.50", "131.25"),
    ("surcharges.combine", gross, {}, {"surcharges": {"combine": "add"}}, "115.50", "124.50"),
    ("surcharges.cap", gross, {}, {"surcharges": {"cap": 10}}, "115.50", "104.25"),
    (
        "surcharges.on_packages",
        in_package,
        {},
        {"surcharges": {"on_packages": "weight"}},
        [("package", "350.00"), ("overage", "4.67"), ("surcharge", "7.60"), ("surcharge", "9.50")],
        [("package", "350.00"), ("overage", "22.67")],
    ),
    ("time.round_minutes", gross, {}, {"time": {"round_minutes": 15}}, "115.50", "135.00"),
    (
        "time.round_mode",
        gross,
        {"time": {"round_minutes": 15}},
        {"time": {"round_minutes": 15, "round_mode": "nearest"}},
        "135.00",
        "110.25",
    ),
    (
        "time.round_scope",
        gross,
        {"time": {"round_minutes": 15}},
        {"time": {"round_minutes": 15, "round_scope": "day"}},
        "135.00",
        "121.50",
    ),
    ("time.minimum_minutes", gross, {}, {"time": {"minimum_minutes": 240}}, "115.50", "200.25"),
    ("payment.terms", due, {}, {"payment": {"terms": "end_of_month"}}, "2026-11-16", "2026-12-15"),
    ("payment.days", due, {}, {"payment": {"days": 30}}, "2026-11-16", "2026-12-01"),
    ("payment.means", printed("FR1420041010050500013M02606"), {}, {"payment": {"means": ["cash"]}}, True, False),
    ("payment.late_rate", printed("13.5% a year"), {}, {"payment": {"late_rate": D("13.50")}}, False, True),
    ("payment.recovery_fee", printed("€40.00"), {}, {"payment": {"recovery_fee": D("50.00")}}, True, False),
    (
        "payment.reminder_days",
        promised("payment", reminders, date(2026, 11, 16)),
        {},
        {"payment": {"reminder_days": [-3, 7]}},
        "[]",
        "['2026-11-13', '2026-11-23']",
    ),
    (
        "payment.pause_after_days",
        promised("payment", pause, date(2026, 11, 16)),
        {},
        {"payment": {"pause_after_days": 30}},
        "None",
        "2026-12-16",
    ),
    ("deposits", deposit, {}, {"deposits": {"mission": None}}, "450.00", "refused"),
    ("deposits.percent", deposit, {}, {"deposits": {"mission": {"percent": 30}}}, "450.00", "270.00"),
    ("deposits.amount", deposit, {}, {"deposits": {"mission": {"amount": D("200.00")}}}, "450.00", "200.00"),
    (
        "deposits.above",
        deposit,
        {},
        {"deposits": {"mission": {"percent": 50, "above": D("900.00")}}},
        "450.00",
        "refused",
    ),
    (
        "deposits.gates",
        said("onboarding"),
        {},
        {"deposits": {"mission": {"percent": 50, "gates": "onboarding"}}},
        False,
        True,
    ),
    (
        "process.discovery_minutes",
        said("30\u00a0min to 45\u00a0min"),
        {"process": {"discovery_minutes": [30]}},
        {"process": {"discovery_minutes": [30, 45]}},
        False,
        True,
    ),
    (
        "process.quote_within_hours",
        promised("process", promises.quote_due, TUESDAY),
        {"process": {"quote_within_hours": 48}},
        {"process": {"quote_within_hours": 24}},
        "2026-10-08 14:00:00+00:00",
        "2026-10-07 14:00:00+00:00",
    ),
    (
        "process.quote_valid_days",
        promised("process", promises.quote_valid_until, date(2026, 10, 6)),
        {"process": {"quote_valid_days": 30}},
        {"process": {"quote_valid_days": 15}},
        "2026-11-05",
        "2026-10-21",
    ),
    (
        "process.onboarding.label",
        said("Open an account"),
        {"process": {"onboarding": [STEP]}},
        {"process": {"onboarding": [{**STEP, "label": "Sign up"}]}},
        True,
        False,
    ),
    (
        "process.onboarding.by",
        said("on your side"),
        {"process": {"onboarding": [STEP]}},
        {"process": {"onboarding": [{**STEP, "by": "assistant"}]}},
        True,
        False,
    ),
    (
        "process.onboarding.due_days",
        said("within 3 working days"),
        {"process": {"onboarding": [{**STEP, "due_days": 3}]}},
        {"process": {"onboarding": [{**STEP, "due_days": 4}]}},
        True,
        False,
    ),
    (
        "process.onboarding.waits_for",
        said("after “Open an account”"),
        {"process": {"onboarding": [STEP, {**SECOND, "waits_for": "access"}]}},
        {"process": {"onboarding": [STEP, SECOND]}},
        True,
        False,
    ),
    (
        "process.onboarding_form.question",
        said("Which tools?"),
        {"process": {"onboarding_form": [QUESTION]}},
        {"process": {"onboarding_form": [{**QUESTION, "question": "Which?"}]}},
        True,
        False,
    ),
    (
        "process.onboarding_form.kind",
        said("Which tools? (a short answer)"),
        {"process": {"onboarding_form": [QUESTION]}},
        {"process": {"onboarding_form": [{**QUESTION, "kind": "date"}]}},
        True,
        False,
    ),
    (
        "process.kickoff_minutes",
        said("meeting of 1\u00a0h"),
        {"process": {"kickoff_minutes": 60}},
        {"process": {"kickoff_minutes": 45}},
        True,
        False,
    ),
    (
        "process.kickoff_agenda",
        said("Priorities"),
        {"process": {"kickoff_agenda": ["Priorities"]}},
        {"process": {"kickoff_agenda": ["Dates"]}},
        True,
        False,
    ),
    (
        "process.acceptance_silence_hours",
        promised("process", promises.accepted_by_silence_at, TUESDAY),
        {},
        {"process": {"acceptance_silence_hours": 24}},
        "None",
        "2026-10-07 14:00:00+00:00",
    ),
    ("boundaries.statements", said("No calls."), {}, {"boundaries": {"statements": ["No calls."]}}, False, True),
    (
        "boundaries.free_revisions",
        promised("boundaries", promises.is_revision_billed, 3),
        {},
        {"boundaries": {"free_revisions": 2}},
        "False",
        "True",
    ),
]
# Names by which checklists and forms are kept; the handbook does not print them (tests/sops/test_knobs.py).
KEPT = {"process.onboarding.code", "process.onboarding_form.code"}


@pytest.mark.django_db
@pytest.mark.parametrize(("knob", "effect", "before", "after", "seen", "then"), KNOBS, ids=[row[0] for row in KNOBS])
def test_a_knob_turned_is_seen(knob: str, effect: Effect, before: Pack, after: Pack, seen: Any, then: Any) -> None:
    with passing():
        first = effect(before)
    second = effect(after)
    assert (first, second) == (seen, then)
    assert seen != then


def leaves(shape: Any, path: str = "") -> Iterator[str]:
    """The names of all knobs below a table, found by its annotations."""
    hints = get_type_hints(shape)
    for each in fields(shape):
        name = f"{path}{each.name}"
        inner = _table_in(hints[each.name])
        yield from leaves(inner, f"{name}.") if inner else (name,)


def _table_in(hint: Any) -> Any:
    """The dataclass that a hint such as tuple[Service, ...] is made of, if any."""
    if is_dataclass(hint):
        return hint
    return next(filter(None, map(_table_in, get_args(hint))), None)


def test_no_knob_is_left_untried() -> None:
    assert set(leaves(Policy)) | {"deposits"} == {row[0] for row in KNOBS} | KEPT
