"""The policy: a VA's written procedures as one frozen, validated document of seven chapters.

The field names are those of the pack format (docs/packs.md). Every knob here is read by a rule, a
document or a reminder; one that nothing reads is a defect.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Protocol, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from sops.rules.daysoff import unknown
from vacrm.shapes import Code, Count, Day, Line, Money, Percent, Share, Text

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BANDS = ("evening", "weekend", "closure", "holiday", "outside")
KINDS = ("hourly", "package", "mission", "subscription", "trial")

_CONFIG = ConfigDict(extra="forbid", populate_by_name=True)


def _clock(text: str) -> int:
    hour, _, minute = text.partition(":")
    if len(hour) != 2 or len(minute) != 2 or not (hour + minute).isdigit():
        raise ValueError(text)
    value = int(hour) * 60 + int(minute)
    if int(minute) > 59 or value > 24 * 60:
        raise ValueError(text)
    return value


def _range(value: object) -> object:
    """Read "09:00-12:30" as (540, 750); a range already read passes."""
    if isinstance(value, tuple) and len(value) == 2:
        return value
    try:
        start, _, end = str(value).partition("-") if isinstance(value, str) else ("", "", "")
        opening, closing = _clock(start.strip()), _clock(end.strip())
    except ValueError as error:
        raise PydanticCustomError("not_range", 'is not a range of hours; write "09:00-12:30"') from error
    if closing <= opening:
        raise PydanticCustomError("not_range", "ends before it starts; write the earlier hour first")
    return opening, closing


def show_range(value: tuple[int, int]) -> str:
    """Write (540, 750) as "09:00-12:30"."""
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in value)


def _repeated[T](values: Iterable[T]) -> T | None:
    seen: set[T] = set()
    return next((value for value in values if value in seen or seen.add(value)), None)  # type: ignore[func-returns-value]


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


def _coded_once[T: _Coded](values: tuple[T, ...]) -> tuple[T, ...]:
    if twice := _repeated(value.code for value in values):
        raise PydanticCustomError("code_twice", "the code “{code}” is there twice; give each its own", {"code": twice})
    return values


# Minutes after midnight, wall clock: (opening, closing).
type Opening = Annotated[tuple[int, int], BeforeValidator(_range), PlainSerializer(show_range, return_type=str)]


# 1 ── Hours and availability


@dataclass(frozen=True, config=_CONFIG)
class Closure:
    """Days away, first and last included."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    label: Line | None = None

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("closure_order", "“to” is before “from”; write the first day first")
        return self


@dataclass(frozen=True, config=_CONFIG)
class Hours:
    """When the VA works. A weekday left out is closed; public holidays and closures are closed."""

    timezone: Line = "Europe/Paris"
    holidays: Line | None = None
    monday: tuple[Opening, ...] = ()
    tuesday: tuple[Opening, ...] = ()
    wednesday: tuple[Opening, ...] = ()
    thursday: tuple[Opening, ...] = ()
    friday: tuple[Opening, ...] = ()
    saturday: tuple[Opening, ...] = ()
    sunday: tuple[Opening, ...] = ()
    closures: tuple[Closure, ...] = ()
    first_reply_hours: Count | None = None
    capacity_hours: Count | None = None

    def opening(self, weekday: int) -> tuple[tuple[int, int], ...]:
        """The ranges of a weekday, Monday being 0."""
        ranges: tuple[tuple[int, int], ...] = getattr(self, WEEKDAYS[weekday])
        return ranges

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise PydanticCustomError("zone", "is no known time zone; write one such as Europe/Paris") from error
        return name

    @field_validator("holidays")
    @classmethod
    def _country(cls, code: str | None) -> str | None:
        if code is not None and (wrong := unknown(code)):
            raise PydanticCustomError("holidays", "{wrong}", {"wrong": wrong})
        return code

    @field_validator(*WEEKDAYS)
    @classmethod
    def _apart(cls, ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        ordered = tuple(sorted(ranges))
        for (_, end), (start, _) in pairwise(ordered):
            if start < end:
                raise PydanticCustomError("overlap", "two opening ranges overlap; let one end before the next starts")
        return ordered


# 2 ── Incoming requests


@dataclass(frozen=True, config=_CONFIG)
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
        if twice := _repeated((*before, *channels)):
            raise PydanticCustomError(
                "channel_twice",
                "“{code}” is listed twice; a channel is agreed, urgent-only or refused",
                {"code": twice},
            )
        return channels


# 3 ── Scope


@dataclass(frozen=True, config=_CONFIG)
class Service:
    """A service offered; its rate is proposed in new quotes, the agreement's is billed."""

    code: Code
    name: Line
    category: Literal["administrative", "technical", "creative", "sales", "marketing", "research"] = "administrative"
    rate: Money | None = None


@dataclass(frozen=True, config=_CONFIG)
class Excluded:
    """A service never offered, and whom to ask instead."""

    code: Code
    name: Line
    referral: Text | None = None


@dataclass(frozen=True, config=_CONFIG)
class Scope:
    """What becomes of a request outside the services."""

    out_of_scope: Literal["quote", "decline"] = "quote"


# 4 ── Urgencies


@dataclass(frozen=True, config=_CONFIG)
class Step:
    """A surcharge by notice: percent for a notice under so many hours."""

    under_hours: Annotated[Count, Field(gt=0)]
    percent: Percent


@dataclass(frozen=True, config=_CONFIG)
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
        known = ", ".join(tiers) or "none, so leave it out"
        wrong = "is missing" if tier is None else f"“{tier}” is not a tier"
        raise PydanticCustomError("default_tier", "{wrong}; write one of {known}", {"wrong": wrong, "known": known})

    @field_validator("steps")
    @classmethod
    def _steps_reach_the_notice(cls, steps: tuple[Step, ...], info: ValidationInfo) -> tuple[Step, ...]:
        limits = [step.under_hours for step in steps]
        if twice := _repeated(limits):
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


@dataclass(frozen=True, config=_CONFIG)
class OffHours:
    """Percent by band of closed time; `outside` stands alone."""

    bands: dict[Literal["evening", "weekend", "closure", "holiday", "outside"], Percent] = Field(default_factory=dict)

    @field_validator("bands")
    @classmethod
    def _alone(cls, bands: dict[str, Decimal]) -> dict[str, Decimal]:
        if "outside" in bands and len(bands) > 1:
            raise PydanticCustomError("outside_alone", "“outside” stands alone; remove it or the other bands")
        return bands


@dataclass(frozen=True, config=_CONFIG)
class Surcharges:
    """How an urgency tier and an off-hours band meet, and what they do to a package."""

    combine: Literal["highest", "add", "multiply"] = "highest"
    cap: Percent | None = None
    on_packages: Literal["money", "weight"] = "money"


# 5 ── Payment


@dataclass(frozen=True, config=_CONFIG)
class Rounding:
    """How worked minutes become billed minutes (`[sop.time]`)."""

    round_minutes: Annotated[Count, Field(ge=1, le=480)] = 1
    round_mode: Literal["up", "nearest"] = "up"
    round_scope: Literal["entry", "day", "request"] = "entry"
    minimum_minutes: Count = 0


@dataclass(frozen=True, config=_CONFIG)
class Payment:
    """Terms, means, late payment."""

    terms: Literal["on_receipt", "net", "end_of_month"] = "on_receipt"
    days: Annotated[Count, Field(le=365)] = 0
    means: tuple[Code, ...] = ("transfer",)
    late_rate: Share | None = None
    recovery_fee: Money = Decimal("40.00")
    reminder_days: tuple[Annotated[int, Field(strict=True, ge=-365, le=365)], ...] = ()
    pause_after_days: Count = 0


@dataclass(frozen=True, config=_CONFIG)
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


# 6 ── Client process


@dataclass(frozen=True, config=_CONFIG)
class OnboardingStep:
    """One line of the onboarding checklist."""

    code: Code
    label: Line
    by: Literal["client", "assistant"] = "client"


@dataclass(frozen=True, config=_CONFIG)
class Question:
    """One question of the onboarding form."""

    code: Code
    question: Text
    kind: Literal["text", "paragraph", "choice", "yes_no", "date", "number", "email", "file"] = "text"


@dataclass(frozen=True, config=_CONFIG)
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
        return _coded_once(steps)


# 7 ── Boundaries


@dataclass(frozen=True, config=_CONFIG)
class Boundaries:
    """What she says, in her words, in the client's language."""

    statements: tuple[Text, ...] = ()
    free_revisions: Count | None = None


@dataclass(frozen=True, config=_CONFIG)
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
        return _coded_once(services)

    @field_validator("excluded")
    @classmethod
    def _not_offered(cls, excluded: tuple[Excluded, ...], info: ValidationInfo) -> tuple[Excluded, ...]:
        offered = {service.code for service in info.data.get("services", ())}
        if both := next((each.code for each in excluded if each.code in offered), None):
            raise PydanticCustomError(
                "offered_and_excluded", "“{code}” is offered too; keep it in one of the two lists", {"code": both}
            )
        return _coded_once(excluded)
