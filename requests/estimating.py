"""Estimate what confirming a request comes to, before it is worked: surcharge, package and overage, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clients.models import Agreement
from requests.models import ClientRequest
from sops.rules.judging import Assessment
from sops.rules.policy import Policy
from vacrm.exact import ZERO, cents, half_up, hours


@dataclass(frozen=True, slots=True)
class Estimate:
    """What confirming would add. `amount` is net; `minutes` is what it takes from a package; None: unknown.

    `beyond` are the minutes that the package does not hold any more, and `beyond_amount` what they cost.
    """

    amount: Decimal | None
    rate: Decimal | None
    minutes: int | None = None
    is_minimum: bool = False
    beyond: int = 0
    beyond_amount: Decimal | None = None

    @property
    def total(self) -> Decimal | None:
        """Surcharge and overage together; None while one of them is unknown."""
        if self.amount is None or (self.beyond and self.beyond_amount is None):
            return None
        return self.amount + (self.beyond_amount or ZERO)


def estimate(
    client_request: ClientRequest, verdict: Assessment, policy: Policy, *, left: int | None = None
) -> Estimate:
    """The surcharge of the whole effort at the verdict's percent; billing counts the minutes really worked.

    On a package whose surcharges weigh, the weight is taken from its hours and costs nothing by itself.
    `left` are the minutes of the package that are not worked yet; None: there is none, or it is not asked.
    """
    terms, effort = client_request.agreement, client_request.effort_minutes
    rate = _rate(terms, client_request.service) if terms else None
    weighs = bool(terms and terms.kind == "package" and policy.surcharges.on_packages == "weight")
    minutes = _weight(effort, verdict.percent if weighs else ZERO) if terms and terms.kind == "package" else None
    beyond = 0 if left is None or minutes is None else max(minutes - max(left, 0), 0)
    cost = cents(hours(beyond) * terms.overage_rate) if terms and beyond and terms.overage_rate is not None else None
    if weighs or not verdict.percent:
        return Estimate(ZERO, rate, minutes, beyond=beyond, beyond_amount=cost)
    if rate is None or effort is None:
        return Estimate(None, rate, minutes, beyond=beyond, beyond_amount=cost)
    amount = cents(hours(effort) * rate * verdict.percent / 100)
    minimum = policy.urgency.minimum_charge if verdict.urgent else ZERO
    is_minimum = bool(minimum and minimum > amount)
    return Estimate(max(amount, minimum or ZERO), rate, minutes, is_minimum, beyond, cost)


def _rate(terms: Agreement, service: str) -> Decimal | None:
    written = terms.rates.get(service)
    return terms.rate if written is None else Decimal(written)


def _weight(effort: int | None, percent: Decimal) -> int | None:
    return None if effort is None else half_up(effort * (100 + percent) / 100)
