"""Chapters 4 and 5 of the policy: urgencies and payment."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from sops.rules.written import CONFIG, repeated
from vacrm.shapes import Code, Count, Money, Percent, Share

# 4 ── Urgencies


@dataclass(frozen=True, config=CONFIG)
class Step:
    """A surcharge by notice: percent for a notice under so many hours."""

    under_hours: Annotated[Count, Field(gt=0)]
    percent: Percent


@dataclass(frozen=True, config=CONFIG)
class Urgency:
    """A request wanted in less than notice_hours is urgent; exactly notice_hours is not."""

    notice_hours: Annotated[Count, Field(le=8_760)] = 0  # a year
    confirm_availability: Annotated[bool, Field(strict=True)] = True
    by: Literal["complexity", "notice"] = "complexity"
    tiers: dict[Code, Percent] = Field(default_factory=dict)
    default_tier: Annotated[Code | None, Field(validate_default=True)] = None
    steps: Annotated[tuple[Step, ...], Field(validate_default=True)] = ()
    minimum_charge: Money = Decimal("0.00")

    @field_validator("default_tier")
    @classmethod
    def _known_tier(cls, tier: str | None, info: ValidationInfo) -> str | None:
        tiers = info.data.get("tiers")
        if info.data.get("by") != "complexity" or tiers is None or tier in tiers or (tier is None and not tiers):
            return tier
        known = ", ".join(tiers)
        if tier is None:
            raise PydanticCustomError("default_missing", "is missing; write one of {known}", {"known": known})
        if not known:
            raise PydanticCustomError(
                "no_tiers", "“{tier}” is not a tier: there are none; leave it out", {"tier": tier}
            )
        raise PydanticCustomError(
            "not_tier", "“{tier}” is not a tier; write one of {known}", {"tier": tier, "known": known}
        )

    @field_validator("steps")
    @classmethod
    def _steps_reach_the_notice(cls, steps: tuple[Step, ...], info: ValidationInfo) -> tuple[Step, ...]:
        limits = [step.under_hours for step in steps]
        if twice := repeated(limits):
            raise PydanticCustomError(
                "step_twice", "two steps are under {hours} hours; keep one of them", {"hours": twice}
            )
        notice = info.data.get("notice_hours")
        if info.data.get("by") == "notice" and notice is not None and max(limits, default=0) != notice:
            raise PydanticCustomError(
                "steps_notice",
                "the largest under_hours is not notice_hours; write a step of {hours}",
                {"hours": notice},
            )
        return steps


@dataclass(frozen=True, config=CONFIG)
class OffHours:
    """Percent by band of closed time; `outside` stands alone."""

    bands: dict[Literal["evening", "weekend", "closure", "holiday", "outside"], Percent] = Field(default_factory=dict)

    @field_validator("bands")
    @classmethod
    def _alone(cls, bands: dict[str, Decimal]) -> dict[str, Decimal]:
        if "outside" in bands and len(bands) > 1:
            raise PydanticCustomError("outside_alone", "“outside” stands alone; remove it or the other bands")
        return bands


@dataclass(frozen=True, config=CONFIG)
class Surcharges:
    """How an urgency tier and an off-hours band meet, and what they do to a package."""

    combine: Literal["highest", "add", "multiply"] = "highest"
    cap: Percent | None = None
    on_packages: Literal["money", "weight"] = "money"


# 5 ── Payment


@dataclass(frozen=True, config=CONFIG)
class Rounding:
    """How worked minutes become billed minutes (`[sop.time]`)."""

    round_minutes: Annotated[Count, Field(ge=1, le=480)] = 1
    round_mode: Literal["up", "nearest"] = "up"
    round_scope: Literal["entry", "day", "request"] = "entry"
    minimum_minutes: Count = 0


@dataclass(frozen=True, config=CONFIG)
class Payment:
    """Terms, means, late payment."""

    terms: Literal["on_receipt", "net", "end_of_month"] = "on_receipt"
    days: Annotated[Count, Field(le=365)] = 0
    means: tuple[Code, ...] = ("transfer",)
    late_rate: Share | None = None
    recovery_fee: Money = Decimal("40.00")
    reminder_days: tuple[Annotated[int, Field(strict=True, ge=-365, le=365)], ...] = ()
    pause_after_days: Count = 0


@dataclass(frozen=True, config=CONFIG)
class Deposit:
    """What is asked before work: a percent or an amount, above a threshold, and what it gates."""

    percent: Share | None = None
    amount: Money | None = None
    above: Money = Decimal("0.00")
    gates: Literal["start", "onboarding", "none"] = "start"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise PydanticCustomError("deposit_one", "a deposit is a percent or an amount; write one of the two")
        return self
