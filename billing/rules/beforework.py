"""What signing makes due before work: deposits, and the first month of what is paid in advance. Pure.

The quote foretells it (`billing.choosing.plan`), and signing bills it (`billing.depositing.bill_signed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from billing.rules.book import Terms
from billing.rules.deposits import deposit_nets, keeps_cents
from billing.rules.draft import ONE, DraftLine
from billing.rules.packages import price as month_price
from billing.rules.steps import period_line
from sops.rules.policy import Deposit
from vacrm.exact import ZERO, month_of, shift

MONTHLY = ("package", "subscription")

type Due = tuple[DraftLine, Deposit | None]  # a line, and the rule that asks for it


def deposits(signed: Sequence[Terms], prices: Mapping[int, Decimal]) -> list[list[Due]]:
    """What is asked as deposits of what was signed together, each kind by the rule that the SOP has for it.

    One list for each invoice, nearly always a single one: a kind is asked by itself only where its VAT, rounded
    with that of the others, would come to a cent more or less than the quote says (two kinds both asked whole).
    `prices`, by id, are what the deposit of each is counted on, before VAT.
    """
    together: list[Due] = []
    alone: list[list[Due]] = []
    borne: dict[Decimal, Decimal] = {}  # by rate of VAT, by the kinds before: one invoice rounds them together
    asked = [each for each in signed if each.kind != "trial" and not _is_ahead(each)]
    rules = {each.kind: _rule(each) for each in asked}
    for kind, rule in sorted(rules.items(), key=lambda each: not _asks_all(each[1])):
        if rule is None:
            continue
        mine = [each for each in asked if each.kind == kind]
        parts = [(prices[each.id], each.vat_rate) for each in mine]
        nets = deposit_nets(parts, rule, borne)
        if not (fits := keeps_cents(parts, nets, borne)):
            nets = deposit_nets(parts, rule)
        due: list[Due] = [(deposit_line(each, net, rule), rule) for each, net in zip(mine, nets, strict=True) if net]
        if not fits:
            alone.append(due)
            continue
        together += due
        for line, _rule_of_it in due:
            borne[line.vat_rate] = borne.get(line.vat_rate, ZERO) + line.net
    places = {each.id: place for place, each in enumerate(asked)}
    together.sort(key=lambda due: places[due[0].terms_id or 0])
    return sorted(filter(None, (together, *alone)), key=lambda invoice: places[invoice[0][0].terms_id or 0])


def first_months(signed: Iterable[Terms], on: date) -> list[Due]:
    """The first month of each that is paid in advance.

    One that no rule asks for is billed only if it is as near as a close of the month would bill it.
    """
    found: list[Due] = []
    for terms in filter(_is_ahead, signed):
        month, rule = month_of(terms.starts_on), _rule(terms)
        rule = rule if rule and (terms.price or ZERO) > rule.above else None
        if rule or month <= shift(month_of(on), 1):
            found.append((period_line(terms, month, month_price(terms, month)), rule))
    return found


def deposit_line(terms: Terms, net: Decimal, rule: Deposit) -> DraftLine:
    """The line of a deposit."""
    return DraftLine(
        kind="deposit", quantity=ONE, unit="piece", unit_price=net, net=net, vat_rate=terms.vat_rate,
        category=terms.category, terms_id=terms.id, percent=rule.percent,
    )  # fmt: skip


def _asks_all(rule: Deposit | None) -> bool:
    """Does a rule leave no cent to choose? Those come first, and the others make up for what they round."""
    return rule is not None and rule.percent == 100


def _is_ahead(terms: Terms) -> bool:
    return terms.kind in MONTHLY and terms.timing == "advance"


def _rule(terms: Terms) -> Deposit | None:
    return terms.policy.deposits.get(terms.kind)  # type: ignore[call-overload, no-any-return]
