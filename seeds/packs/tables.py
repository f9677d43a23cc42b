"""The tables of a pack, as strict shapes. What a key means is written in docs/packs.md."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass

from sops.rules.policy import Deposit, Policy
from vacrm.shapes import Code, Count, Day, Exact, Flag, Integer, Key, Line, Moment, Money, MonthName, Share

type Amount = Annotated[Exact, Field(max_digits=12, decimal_places=2)]  # may be negative
type Minutes = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
type Country = Annotated[str, Field(strict=True, pattern=r"^[A-Z]{2}$")]
type Currency = Annotated[str, Field(strict=True, pattern=r"^[A-Z]{3}$")]
type Email = Annotated[str, Field(strict=True, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
type Kind = Literal["hourly", "package", "mission", "subscription", "trial"]


class Table(BaseModel):
    """A table: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class AddressTable(Table):
    """A postal address."""

    street: Line | None = None
    postcode: Line | None = None
    city: Line | None = None
    country: Country | None = None


class BusinessTable(Table):
    """Who sells."""

    name: Line
    legal_form: Literal["EI", "company"] = "EI"
    siren: Annotated[str, Field(strict=True)] | None = None
    siret: Annotated[str, Field(strict=True)] | None = None
    vat_regime: Literal["franchise", "cash", "debits", "none"] = "franchise"
    vat_number: Annotated[str, Field(strict=True)] | None = None
    rcs: Line | None = None
    activity: Literal["BNC", "BIC"] | None = None
    address: AddressTable | None = None
    email: Email | None = None
    phone: Line | None = None
    iban: Annotated[str, Field(strict=True)] | None = None
    bic: Line | None = None
    tagline: Line | None = None
    language: Literal["fr", "en"] = "fr"
    currency: Currency = "EUR"
    number_pattern: Line = "F{year}-{seq:04}"
    next_number: Annotated[int, Field(strict=True, ge=1, le=99_999_999)] = 1


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid", populate_by_name=True))
class SopTable(Policy):
    """The SOP: the policy's seven chapters with a title and the day it takes effect."""

    title: Line
    effective_on: Day

    def policy(self) -> Policy:
        """The policy alone."""
        return Policy(**{each.name: getattr(self, each.name) for each in fields(Policy)})


class ContactTable(Table):
    """A person at a client's."""

    name: Line
    email: Email | None = None
    role: Line | None = None


class ClientTable(Table):
    """A client."""

    key: Key
    name: Line
    kind: Literal["company", "person"] = "company"
    siren: Annotated[str, Field(strict=True)] | None = None
    vat_number: Annotated[str, Field(strict=True)] | None = None
    country: Country = "FR"
    language: Literal["fr", "en"] | None = None
    currency: Currency | None = None
    email: Email | None = None
    address: AddressTable | None = None
    stage: Annotated[
        Literal[
            "lead", "discovery", "proposal", "signed", "onboarding", "kickoff", "active", "paused", "ended", "lost"
        ],
        BeforeValidator(lambda stage: "discovery" if stage in ("discovery_call", "discovery call") else stage),
    ] = "lead"
    source: Line | None = None
    contacts: tuple[ContactTable, ...] = ()


class AgreementTable(Table):
    """An agreement."""

    key: Key
    client: Key
    kind: Kind
    signed_on: Day | None = None
    starts_on: Day
    ends_on: Day | None = None
    services: tuple[Code, ...] | None = None
    rate: Money | None = None
    rates: dict[Code, Money] = Field(default_factory=dict)
    price: Money | None = None
    included_minutes: Count | None = None
    overage_rate: Money | None = None
    overage: Literal["bill", "consent"] = "bill"
    carry_over_months: Annotated[int, Field(strict=True, ge=0, le=120)] = 0
    carry_over_cap_minutes: Count | None = None
    carry_over_order: Literal["carried_first", "month_first"] = "carried_first"
    timing: Literal["advance", "arrears"] = "advance"
    prorate: Flag = True
    vat_rate: Share | None = None
    periods_billed_through: MonthName | None = None
    hours_billed_through: MonthName | None = None
    carried_minutes: Annotated[Exact, Field(ge=0, le=1_000_000, decimal_places=6)] = Decimal(0)
    done_on: Day | None = None
    billed: Flag = False
    deposit: Deposit | None = None


class RequestTable(Table):
    """A request of a client."""

    key: Key
    client: Key
    agreement: Key | None = None
    service: Code | None = None
    channel: Code | None = None
    subject: Annotated[str, Field(strict=True, max_length=300)] = ""
    received_at: Moment
    wanted_by: Moment | None = None
    effort_minutes: Minutes | None = None
    tier: Code | None = None
    committed_at: Moment | None = None
    done_at: Moment | None = None


class TimeTable(Table):
    """Time worked: moments, or a day and minutes."""

    key: Key | None = None
    request: Key | None = None
    client: Key | None = None
    agreement: Key | None = None
    started_at: Moment | None = None
    ended_at: Moment | None = None
    on: Day | None = None
    minutes: Minutes | None = None
    note: Annotated[str, Field(strict=True, max_length=500)] = ""
    billable: Flag = True


class ExpenseTable(Table):
    """Money spent for a client."""

    key: Key | None = None
    client: Key
    on: Day
    label: Line
    net: Amount
    vat_rate: Share | None = None
    billed: Flag = False


class DepositTable(Table):
    """A deposit invoice issued before or elsewhere."""

    agreement: Key
    number: Annotated[str, Field(strict=True, min_length=1, max_length=35)]
    issued_on: Day
    net: Money
    vat_rate: Share | None = None


class ConsentTable(Table):
    """The client agreed to exceed a package."""

    agreement: Key
    period: MonthName
    minutes: Minutes | None = None


class PaymentTable(Table):
    """Money received."""

    invoice: Annotated[str, Field(strict=True, min_length=1, max_length=35)]
    on: Day
    amount: Amount
    means: Code = "transfer"


class Pack(Table):
    """The whole file."""

    format: Integer
    business: BusinessTable | None = None
    sop: SopTable | None = None
    clients: tuple[ClientTable, ...] = ()
    agreements: tuple[AgreementTable, ...] = ()
    requests: tuple[RequestTable, ...] = ()
    time: tuple[TimeTable, ...] = ()
    expenses: tuple[ExpenseTable, ...] = ()
    deposits: tuple[DepositTable, ...] = ()
    consents: tuple[ConsentTable, ...] = ()
    payments: tuple[PaymentTable, ...] = ()


class JudgedAgreement(AgreementTable):
    """The agreement that `assess` narrows the scope by: every key is optional."""

    key: Key | None = None  # type: ignore[assignment]
    client: Key | None = None  # type: ignore[assignment]
    kind: Kind | None = None  # type: ignore[assignment]
    starts_on: Day | None = None  # type: ignore[assignment]


class JudgedRequest(RequestTable):
    """The request that `assess` judges: key and client are optional."""

    key: Key | None = None  # type: ignore[assignment]
    client: Key | None = None  # type: ignore[assignment]


class Case(Table):
    """What `assess` reads."""

    format: Integer | None = None
    business: BusinessTable | None = None
    sop: SopTable | None = None
    agreement: JudgedAgreement | None = None
    request: JudgedRequest
