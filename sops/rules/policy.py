"""The policy: a VA's written procedures as one frozen, validated document of seven chapters.

The field names are those of the pack format (docs/packs.md). Every knob here is read by a rule, a
document or a reminder; one that nothing reads is a defect.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from sops.rules.opening import WEEKDAYS, Closure, Hours, Opening, show_range
from sops.rules.pricing import Deposit, OffHours, Payment, Rounding, Step, Surcharges, Urgency
from sops.rules.written import CONFIG, coded_once, in_circle, repeated
from vacrm.shapes import Code, Count, Line, Money, Text

__all__ = [
    "BANDS",
    "KINDS",
    "WEEKDAYS",
    "Boundaries",
    "Channels",
    "Closure",
    "Deposit",
    "Excluded",
    "Hours",
    "OffHours",
    "OnboardingStep",
    "Opening",
    "Payment",
    "Policy",
    "Process",
    "Question",
    "Rounding",
    "Scope",
    "Service",
    "Step",
    "Surcharges",
    "Urgency",
    "show_range",
]

BANDS = ("evening", "weekend", "closure", "holiday", "outside")
KINDS = ("hourly", "package", "mission", "subscription", "trial")


# 2 ── Incoming requests


@dataclass(frozen=True, config=CONFIG)
class Channels:
    """By which doors requests come in, and the word that marks an urgent one (empty: never)."""

    main: tuple[Code, ...] = ()
    urgent_only: tuple[Code, ...] = ()
    refused: tuple[Code, ...] = ()
    urgent_marker: Annotated[str, Field(strict=True, max_length=60)] = ""

    @field_validator("main", "urgent_only", "refused")
    @classmethod
    def _once(cls, channels: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        before = [channel for others in info.data.values() for channel in others]
        if twice := repeated((*before, *channels)):
            raise PydanticCustomError(
                "channel_twice",
                "“{code}” is listed twice; a channel is agreed, urgent-only or refused",
                {"code": twice},
            )
        return channels


# 3 ── Scope


@dataclass(frozen=True, config=CONFIG)
class Service:
    """A service offered; its rate is proposed in new quotes, the agreement's is billed."""

    code: Code
    name: Line
    category: Literal["administrative", "technical", "creative", "sales", "marketing", "research"] = "administrative"
    rate: Money | None = None


@dataclass(frozen=True, config=CONFIG)
class Excluded:
    """A service never offered, and whom to ask instead."""

    code: Code
    name: Line
    referral: Text | None = None


@dataclass(frozen=True, config=CONFIG)
class Scope:
    """What becomes of a request outside the services."""

    out_of_scope: Literal["quote", "decline"] = "quote"


# 6 ── Client process


def _is_none(value: object) -> bool:
    return value is None


@dataclass(frozen=True, config=CONFIG)
class OnboardingStep:
    """One line of the onboarding checklist: due so many working days after it begins, and after which step.

    Without days it is due as the steps of its side are (`clients.rules.checklist`). Knobs that say nothing are not
    written down, so that documents from before they were there stay the same.
    """

    code: Code
    label: Line
    by: Literal["client", "assistant"] = "client"
    due_days: Annotated[Count | None, Field(le=366, exclude_if=_is_none)] = None
    waits_for: Annotated[Code | None, Field(exclude_if=_is_none)] = None


@dataclass(frozen=True, config=CONFIG)
class Question:
    """One question of the onboarding form."""

    code: Code
    question: Text
    kind: Literal["text", "paragraph", "choice", "yes_no", "date", "number", "email", "file"] = "text"


@dataclass(frozen=True, config=CONFIG)
class Process:
    """From the discovery call to acceptance of the work."""

    discovery_minutes: tuple[Count, ...] = ()
    quote_within_hours: Count | None = None
    quote_valid_days: Count | None = None
    onboarding: tuple[OnboardingStep, ...] = ()
    onboarding_form: tuple[Question, ...] = ()
    kickoff_minutes: Count | None = None
    kickoff_agenda: tuple[Line, ...] = ()
    acceptance_silence_hours: Annotated[Count, Field(le=8_760)] = 0

    @field_validator("discovery_minutes")
    @classmethod
    def _one_or_two(cls, minutes: tuple[int, ...]) -> tuple[int, ...]:
        if len(minutes) > 2 or list(minutes) != sorted(minutes) or 0 in minutes:
            raise PydanticCustomError("discovery", "is one length or a shortest and a longest; write [30] or [30, 45]")
        return minutes

    @field_validator("onboarding", "onboarding_form")
    @classmethod
    def _codes(cls, steps: tuple[OnboardingStep | Question, ...]) -> tuple[OnboardingStep | Question, ...]:
        return coded_once(steps)

    @field_validator("onboarding")
    @classmethod
    def _waiting(cls, steps: tuple[OnboardingStep, ...]) -> tuple[OnboardingStep, ...]:
        waits = {step.code: step.waits_for for step in steps}
        for step in steps:
            if step.waits_for and step.waits_for not in waits:
                raise PydanticCustomError(
                    "waits_unknown", "“{code}” is no step of the list; write one of its codes", {"code": step.waits_for}
                )
            if in_circle(step.code, waits):
                raise PydanticCustomError(
                    "waits_circle", "“{step}” would wait for itself; leave waits_for out", {"step": step.label}
                )
        return steps


# 7 ── Boundaries


@dataclass(frozen=True, config=CONFIG)
class Boundaries:
    """What she says, in her words, in the client's language."""

    statements: tuple[Text, ...] = ()
    free_revisions: Count | None = None


@dataclass(frozen=True, config=CONFIG)
class Policy:
    """The whole document."""

    hours: Hours = Field(default_factory=Hours)
    channels: Channels = Field(default_factory=Channels)
    services: tuple[Service, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    scope: Scope = Field(default_factory=Scope)
    urgency: Urgency = Field(default_factory=Urgency)
    off_hours: OffHours = Field(default_factory=OffHours)
    surcharges: Surcharges = Field(default_factory=Surcharges)
    time: Rounding = Field(default_factory=Rounding)
    payment: Payment = Field(default_factory=Payment)
    deposits: dict[Literal["hourly", "package", "mission", "subscription", "trial"], Deposit] = Field(
        default_factory=dict
    )
    process: Process = Field(default_factory=Process)
    boundaries: Boundaries = Field(default_factory=Boundaries)

    @field_validator("services")
    @classmethod
    def _services_once(cls, services: tuple[Service, ...]) -> tuple[Service, ...]:
        return coded_once(services)

    @field_validator("excluded")
    @classmethod
    def _not_offered(cls, excluded: tuple[Excluded, ...], info: ValidationInfo) -> tuple[Excluded, ...]:
        offered = {service.code for service in info.data.get("services", ())}
        if both := next((each.code for each in excluded if each.code in offered), None):
            raise PydanticCustomError(
                "offered_and_excluded", "“{code}” is offered too; keep it in one of the two lists", {"code": both}
            )
        return coded_once(excluded)
