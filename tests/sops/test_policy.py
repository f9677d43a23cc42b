"""The policy refuses what cannot be meant: the field, what is wrong, what would be right."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from pydantic import ValidationError

from sops.rules.document import policy_document
from sops.rules.paragraphs import PARAGRAPHS
from sops.rules.policy import Policy
from tests.sops.policies import policy

BY_NOTICE = {"by": "notice", "notice_hours": 24, "tiers": {}, "default_tier": None}


@pytest.mark.parametrize(
    ("chapter", "changes", "place", "sentence"),
    [
        ("hours", {"monday": ["09:00-12:30", "12:00-14:00"]}, "hours.monday", "overlap"),
        ("hours", {"monday": ["18:00-09:00"]}, "hours.monday.0", "ends before it starts"),
        ("hours", {"monday": ["9-12"]}, "hours.monday.0", "is not a range of hours"),
        ("hours", {"monday": ["09:00-24:01"]}, "hours.monday.0", "is not a range of hours"),
        ("hours", {"timezone": "Mars/Olympus"}, "hours.timezone", "no known time zone"),
        ("hours", {"holidays": "FR-99"}, "hours.holidays", "no region of FR"),
        ("channels", {"refused": ["email"]}, "channels.refused", "“email” is listed twice"),
        ("channels", {"urgent_only": ["email"]}, "channels.urgent_only", "“email” is listed twice"),
        ("channels", {"main": ["email", "email"]}, "channels.main", "“email” is listed twice"),
        ("urgency", {"default_tier": None}, "urgency.default_tier", "is missing; write one of simple"),
        ("urgency", {"default_tier": "heroic"}, "urgency.default_tier", "“heroic” is not a tier"),
        ("urgency", {"tiers": {"simple": 300}}, "urgency.tiers.simple", "less than or equal to 200"),
        ("urgency", {"tiers": {"simple": 0.2}}, "urgency.tiers.simple", "is not a decimal number"),
        ("urgency", {**BY_NOTICE, "steps": []}, "urgency.steps", "write a step of 24"),
        (
            "urgency",
            {**BY_NOTICE, "steps": [{"under_hours": 12, "percent": 30}]},
            "urgency.steps",
            "the largest under_hours is not notice_hours",
        ),
        (
            "urgency",
            {**BY_NOTICE, "steps": [{"under_hours": 24, "percent": 30}, {"under_hours": 24, "percent": 20}]},
            "urgency.steps",
            "two steps are under 24 hours",
        ),
        ("off_hours", {"bands": {"outside": 25, "weekend": 50}}, "off_hours.bands", "stands alone"),
        ("process", {"discovery_minutes": [15, 30, 45]}, "process.discovery_minutes", "a shortest and a longest"),
        ("process", {"discovery_minutes": [45, 30]}, "process.discovery_minutes", "a shortest and a longest"),
        (
            "process",
            {"onboarding": [{"code": "access", "label": "A"}, {"code": "access", "label": "B"}]},
            "process.onboarding",
            "“access” is there twice",
        ),
        (
            "process",
            {"onboarding": [{"code": "access", "label": "A", "waits_for": "form"}]},
            "process.onboarding",
            "“form” is no step of the list",
        ),
        (
            "process",
            {
                "onboarding": [
                    {"code": "a", "label": "A", "waits_for": "b"},
                    {"code": "b", "label": "B", "waits_for": "a"},
                ]
            },
            "process.onboarding",
            "“A” would wait for itself",
        ),
        (
            "process",
            {"onboarding_form": [{"code": "t", "question": "A?"}, {"code": "t", "question": "B?"}]},
            "process.onboarding_form",
            "“t” is there twice",
        ),
        ("services", [{"code": "a", "name": "A"}, {"code": "a", "name": "B"}], "services", "“a” is there twice"),
        ("excluded", [{"code": "newsletter", "name": "N"}], "excluded", "“newsletter” is offered too"),
        ("payment", {"terms": "whenever"}, "payment.terms", "on_receipt"),
        ("surcharges", {"combine": "lowest"}, "surcharges.combine", "highest"),
        ("deposits", {"mission": {"percent": 50, "amount": 100}}, "deposits.mission", "a percent or an amount"),
        ("time", {"round_minutes": 0}, "time.round_minutes", "greater than or equal to 1"),
        ("time", {"round_to": 15}, "time.round_to", "Unexpected"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(chapter: str, changes: Any, place: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        policy(**{chapter: changes})
    found = {".".join(map(str, error["loc"])): error["msg"] for error in refusal.value.errors()}
    assert list(found) == [place] and sentence in found[place]


@pytest.mark.parametrize(
    ("chapter", "changes"),
    [
        ("urgency", {"tiers": {}, "default_tier": None}),
        ("urgency", {**BY_NOTICE, "steps": [{"under_hours": 4, "percent": 50}, {"under_hours": 24, "percent": 20}]}),
        ("process", {"discovery_minutes": [30]}),
        ("process", {"discovery_minutes": []}),
        ("hours", {"monday": ["00:00-24:00"]}),
        ("hours", {"monday": ["13:30-18:00", "09:00-12:30"]}),
    ],
)
def test_a_policy_that_can_be_meant_is_read(chapter: str, changes: dict[str, Any]) -> None:
    assert policy(**{chapter: changes})


def test_what_a_step_does_not_say_is_not_written_down() -> None:
    steps = [{"code": "access", "label": "Accesses"}, {"code": "board", "label": "Board", "waits_for": "access"}]
    written = policy_document(policy(process={"onboarding": steps}))["process"]["onboarding"]
    assert [{*step} - {"code", "label", "by"} for step in written] == [set(), {"waits_for"}]


def test_every_knob_has_a_paragraph() -> None:
    knobs = []
    for chapter in fields(Policy):  # type: ignore[arg-type]
        value = getattr(Policy(), chapter.name)
        knobs += [f"{chapter.name}.{knob.name}" for knob in fields(value)] if is_dataclass(value) else [chapter.name]
    assert [knob for knob in knobs if knob not in PARAGRAPHS] == []
