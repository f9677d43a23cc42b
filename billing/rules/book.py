"""The book of a client: every fact that closing a month reads, as frozen values.

Two books that are equal give the same invoice; that is how issuing re-checks what was previewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sops.rules.policy import Policy
from vacrm.exact import Month


@dataclass(frozen=True, slots=True)
class Terms:
    """One agreement, with the policy it is pinned to. Rates are amounts an hour, net."""

    id: int
    key: str
    kind: str
    policy: Policy = field(repr=False)  # a version never changes, so its number says which
    sop: int  # the version's number
    signed_on: date | None
    starts_on: date
    ends_on: date | None
    services: tuple[str, ...] | None = None
    rate: Decimal | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    price: Decimal | None = None
    included_minutes: int = 0
    overage_rate: Decimal | None = None
    overage: str = "bill"
    carry_over_months: int = 0
    carry_over_cap_minutes: int | None = None
    carry_over_order: str = "carried_first"
    timing: str = "advance"
    prorate: bool = True
    vat_rate: Decimal = Decimal("0.00")
    category: str = "E"
    done_on: date | None = None
    periods_billed_through: Month = ""
    hours_billed_through: Month = ""
    carried_minutes: Decimal = Decimal(0)
    mission_billed: bool = False
    title: str = ""  # what the signed quote calls it

    def rate_for(self, service: str) -> Decimal | None:
        """The hourly rate of a service: its own, or the agreement's; None where there is none."""
        return self.rates.get(service, self.rate)


@dataclass(frozen=True, slots=True)
class Promise:
    """What an assessment lets be charged: the figures of a commitment, or of a verdict not committed."""

    at: datetime  # committed at; for a verdict, received at
    wanted_by: datetime | None
    tier: Decimal  # percent of the urgency; 0 when not urgent
    band: Decimal  # percent of the band that the assessment needed
    percent: Decimal  # what the client accepts, combined and capped
    off_hours: bool
    urgent: bool
    missing_minutes: int  # how many minutes outside opening hours the effort needed
    reasons: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, as far as billing reads it."""

    id: int
    key: str
    terms_id: int | None
    subject: str
    service: str
    received_at: datetime
    commitments: tuple[Promise, ...] = ()  # in order of time
    verdict: Promise | None = None  # the latest assessment, where nothing is committed


@dataclass(frozen=True, slots=True)
class Billed:
    """What a time entry was billed as, before."""

    period: Month
    minutes: int
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class Work:
    """A finished, billable time entry. `on` is the local day of its start."""

    id: int
    terms_id: int | None
    ask_id: int | None
    on: date
    minutes: int
    started_at: datetime | None = None
    ended_at: datetime | None = None
    note: str = ""
    billed: Billed | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A closed period of a package: its overage, and what was left of each month of origin after use."""

    terms_id: int
    period: Month
    overage: Decimal
    left: tuple[tuple[Month, Decimal], ...] = ()
    carried: tuple[tuple[Month, Decimal], ...] = ()  # what came into it, by month of origin


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent to exceed a package in a period; minutes None: by any."""

    terms_id: int
    period: Month
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Deducted:
    """What is left to deduct of a deposit that really went out and was not credited, per rate of VAT."""

    terms_id: int
    number: str
    issued_on: date
    net: Decimal
    vat_rate: Decimal
    category: str


@dataclass(frozen=True, slots=True)
class Spent:
    """An expense to pass on."""

    id: int
    on: date
    label: str
    net: Decimal
    vat_rate: Decimal
    category: str


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A change that she made to a month: another label, a line of her own, a discount, or something left for later.

    `target` is the line it changes, or the source it leaves (billing.rules.adjustments).
    """

    id: int
    kind: str  # label | extra | discount | later
    target: str = ""
    label: str = ""
    reason: str = ""
    quantity: Decimal | None = None
    unit: str = "piece"
    amount: Decimal | None = None  # of a line of her own, its unit price; of a discount, net
    percent: Decimal | None = None
    vat_rate: Decimal = Decimal("0.00")
    category: str = "E"


@dataclass(frozen=True, slots=True)
class Noted:
    """Her note on a warning that she overruled; it changes no figure."""

    warning: str  # its key
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """The client, as far as billing decides by it."""

    id: int
    key: str
    name: str
    currency: str
    resting_since: date | None = None  # paused, ended or lost since; date.min: since ever; None: is served
    has_address: bool = True
    is_company: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """All of one client."""

    customer: Customer
    terms: tuple[Terms, ...] = ()  # in order of starts_on
    asks: tuple[Ask, ...] = ()
    work: tuple[Work, ...] = ()  # open entries, and the earlier ones of their requests and periods
    expenses: tuple[Spent, ...] = ()
    deposits: tuple[Deducted, ...] = ()
    consents: tuple[Agreed, ...] = ()
    settled: tuple[Settled, ...] = ()  # in order of period
    overages: tuple[tuple[int, Month, Decimal], ...] = ()  # billed: terms, period, minutes
    periods: tuple[tuple[int, Month, Decimal], ...] = ()  # billed: terms, period, net
    overlaps: frozenset[int] = frozenset()  # ids of entries that overlap another
    orphans: tuple[Work, ...] = ()  # entries without an agreement
    business_currency: str = "EUR"
    missing_mentions: tuple[str, ...] = ()
    adjustments: tuple[Adjusted, ...] = ()  # in the order they were made
    notes: tuple[Noted, ...] = ()

    def terms_by_id(self) -> dict[int, Terms]:
        """The agreements by id."""
        return {terms.id: terms for terms in self.terms}

    def asks_by_id(self) -> dict[int, Ask]:
        """The requests by id."""
        return {ask.id: ask for ask in self.asks}
