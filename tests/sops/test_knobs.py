"""Every knob of the policy has an effect that a client can read, in both languages."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from sops.rules import policy as policies
from sops.rules.paragraphs import paragraph
from sops.rules.policy import Policy
from sops.wording.changes import differences
from tests.sops.policies import policy

STEPS = [{"under_hours": 4, "percent": 50}, {"under_hours": 24, "percent": 20}]
SERVICE: dict[str, Any] = {"code": "agenda", "name": "Agenda", "rate": 40}
AWAY: dict[str, Any] = {"from": date(2026, 8, 3), "to": date(2026, 8, 14), "label": "Summer"}
STEP: dict[str, Any] = {"code": "access", "label": "Open an account", "by": "client"}
NEXT: dict[str, Any] = {"code": "board", "label": "Create the board", "by": "assistant"}
QUESTION: dict[str, Any] = {"code": "tools", "question": "Which tools?", "kind": "text"}
DEPOSIT: dict[str, Any] = {"percent": 50, "above": 100, "gates": "start"}
NOTICE: dict[str, Any] = {"notice_hours": 24, "by": "notice", "tiers": {}, "default_tier": None}

# knob, value before, value after; chapters that are lists or tables stand under their own name
KNOBS: list[tuple[str, Any, Any]] = [
    ("hours.timezone", "Europe/Paris", "Indian/Reunion"),
    ("hours.holidays", "FR", "FR-57"),
    *((f"hours.{day}", ["09:00-12:00"], ["09:00-12:00", "14:00-17:30"]) for day in policies.WEEKDAYS),
    ("hours.closures", [AWAY], [{**AWAY, "from": date(2026, 8, 4)}]),
    ("hours.closures", [AWAY], [{**AWAY, "to": date(2026, 8, 15)}]),
    ("hours.closures", [AWAY], [{**AWAY, "label": "Holidays"}]),
    ("hours.first_reply_hours", 8, 4),
    ("hours.capacity_hours", 20, 25),
    ("channels.main", ["email"], ["email", "trello"]),
    ("channels.urgent_only", [], ["whatsapp"]),
    ("channels.refused", ["phone"], ["phone", "sms"]),
    ("channels.urgent_marker", "URGENT", "ASAP"),
    ("services", [SERVICE], [{**SERVICE, "name": "Diary"}]),
    ("services", [SERVICE], [{**SERVICE, "category": "sales"}]),
    ("services", [SERVICE], [{**SERVICE, "rate": 45}]),
    ("excluded", [{"code": "tax", "name": "Tax"}], [{"code": "tax", "name": "Tax returns"}]),
    ("excluded", [{"code": "tax", "name": "Tax"}], [{"code": "tax", "name": "Tax", "referral": "Ask Corto."}]),
    ("scope.out_of_scope", "quote", "decline"),
    ("urgency.notice_hours", 24, 48),
    ("urgency.confirm_availability", True, False),
    ("urgency.by", {}, {**NOTICE, "steps": STEPS}),
    ("urgency.tiers", {"simple": 20, "standard": 35, "complex": 50}, {"simple": 25, "standard": 35, "complex": 50}),
    ("urgency.default_tier", "standard", "simple"),
    ("urgency.steps", {**NOTICE, "steps": STEPS}, {**NOTICE, "steps": [STEPS[1]]}),
    ("urgency.minimum_charge", 0, 15),
    ("off_hours.bands", {"weekend": 50}, {"weekend": 60}),
    ("surcharges.combine", "highest", "add"),
    ("surcharges.cap", 100, 80),
    ("surcharges.on_packages", "money", "weight"),
    ("time.round_minutes", 1, 15),
    ("time.round_mode", {"round_minutes": 15, "round_mode": "up"}, {"round_minutes": 15, "round_mode": "nearest"}),
    ("time.round_scope", {"round_minutes": 15}, {"round_minutes": 15, "round_scope": "day"}),
    ("time.minimum_minutes", 0, 60),
    ("payment.terms", "on_receipt", "end_of_month"),
    ("payment.days", {"terms": "net", "days": 15}, {"terms": "net", "days": 30}),
    ("payment.means", ["transfer"], ["transfer", "card"]),
    ("payment.late_rate", None, 12),
    ("payment.recovery_fee", 40, 0),
    ("payment.reminder_days", [7], [-3, 7]),
    ("payment.pause_after_days", 0, 30),
    ("deposits", {"mission": DEPOSIT}, {"mission": {**DEPOSIT, "percent": 30}}),
    ("deposits", {"mission": DEPOSIT}, {"mission": {"amount": 200, "above": 100}}),
    ("deposits", {"mission": DEPOSIT}, {"mission": {**DEPOSIT, "above": 150}}),
    ("deposits", {"mission": DEPOSIT}, {"mission": {**DEPOSIT, "gates": "onboarding"}}),
    ("process.discovery_minutes", [30], [30, 45]),
    ("process.quote_within_hours", 48, 24),
    ("process.quote_valid_days", 30, 15),
    ("process.onboarding", [STEP], [{**STEP, "label": "Create an account"}]),
    ("process.onboarding", [STEP], [{**STEP, "by": "assistant"}]),
    ("process.onboarding", [STEP], [{**STEP, "due_days": 3}]),
    ("process.onboarding", [STEP, NEXT], [STEP, {**NEXT, "waits_for": "access"}]),
    ("process.onboarding_form", [QUESTION], [{**QUESTION, "question": "Which?"}]),
    ("process.onboarding_form", [QUESTION], [{**QUESTION, "kind": "paragraph"}]),
    ("process.kickoff_minutes", 60, 45),
    ("process.kickoff_agenda", ["Priorities"], ["Priorities", "Dates"]),
    ("process.acceptance_silence_hours", 0, 24),
    ("boundaries.statements", ["No calls."], ["No calls after 18:00."]),
    ("boundaries.free_revisions", 2, 1),
]


def turned(knob: str, value: Any) -> Policy:
    """The policy with one knob turned; a table given to a knob inside a chapter is the chapter's changes."""
    chapter, _dot, name = knob.partition(".")
    if not name:
        return policy(**{chapter: value})
    is_changes = isinstance(value, dict) and name not in ("tiers", "bands")
    return policy(**{chapter: value if is_changes else {name: value}})


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("knob", "before", "after"), KNOBS)
def test_a_knob_changes_a_sentence(knob: str, before: Any, after: Any, language: str) -> None:
    with override(language):
        found = differences(turned(knob, before), turned(knob, after))
    changed = [text for text in found if text.startswith(paragraph(knob))]
    assert changed and not any("in its details" in text or "dans ses détails" in text for text in changed)


def test_no_knob_is_left_out() -> None:
    every = set()
    for chapter in fields(Policy):  # type: ignore[arg-type]
        value = getattr(Policy(), chapter.name)
        every |= {f"{chapter.name}.{knob.name}" for knob in fields(value)} if is_dataclass(value) else {chapter.name}
    assert every == {knob for knob, _before, _after in KNOBS}


def test_a_code_that_no_client_reads_is_named_by_its_paragraph() -> None:
    found = differences(turned("services", [SERVICE]), turned("services", [{**SERVICE, "code": "diary"}]))
    assert found == ["§3.1 changes in its details."]


def test_equal_policies_have_no_differences() -> None:
    assert differences(policy(), policy()) == []


@pytest.mark.parametrize("kind", policies.KINDS)
def test_each_kind_of_agreement_may_ask_a_deposit(kind: str) -> None:
    (found,) = differences(policy(), policy(deposits={kind: {"percent": 50}}))
    assert found.startswith("§5.8 says from now on")
