"""Surcharge lines of one request in one month: one per percent, and what lacks to the minimum charge."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from billing.rules.book import Ask
from billing.rules.draft import ONE, DraftLine, Notice, by_the_hour
from billing.rules.sheet import Item, Sheet
from vacrm.exact import ZERO


def lines_of(sheet: Sheet, ask: Ask, group: list[Item], *, is_last: bool) -> tuple[list[DraftLine], list[Notice]]:
    """The surcharges of a request's items of one month, in rising percent; none where there is no rate.

    `is_last`: this is the last month of the request in this billing, where its minimum charge stands.
    """
    terms = group[0].terms
    rate = terms.rate_for(ask.service)
    if rate is None:
        return [], []
    common: dict[str, Any] = {
        "vat_rate": terms.vat_rate,
        "category": terms.category,
        "terms_id": terms.id,
        "ask_id": ask.id,
        "period": group[0].month,
    }
    minutes, rules = _by_percent(group)
    lines = [
        by_the_hour("surcharge", minutes[percent], rate * percent / 100, percent=percent, rule=rules[percent], **common)
        for percent in sorted(minutes)
    ]
    if not is_last:
        return lines, []
    lack, notices = _lack(sheet, ask, group)
    if lack:
        lines.append(
            DraftLine(
                kind="surcharge", quantity=ONE, unit="piece", unit_price=lack, net=lack, rule="minimum_charge", **common
            )
        )
    return lines, notices


def amount(ask: Ask, rate: Decimal | None, group: list[Item]) -> Decimal:
    """The surcharges of items in money, by month."""
    total = ZERO
    months: dict[str, list[Item]] = defaultdict(list)
    for item in group:
        months[item.month].append(item)
    for items in months.values():
        minutes, _ = _by_percent(items)
        total += sum(
            (
                by_the_hour("surcharge", m, (rate or ZERO) * p / 100, vat_rate=ZERO, category="").net
                for p, m in minutes.items()
            ),
            ZERO,
        )
    return total


def _by_percent(group: list[Item]) -> tuple[dict[Decimal, int], dict[Decimal, str]]:
    """Billed minutes by percent above 0, and the rule of each; of several rules, both."""
    minutes: dict[Decimal, int] = defaultdict(int)
    rules: dict[Decimal, str] = {}
    for item in group:
        for stretch in item.billable.stretches:
            if stretch.percent and stretch.minutes:
                minutes[stretch.percent] += stretch.minutes
                known = rules.setdefault(stretch.percent, stretch.rule)
                if known != stretch.rule:
                    rules[stretch.percent] = "urgency+off_hours"
    return minutes, rules


def _lack(sheet: Sheet, ask: Ask, group: list[Item]) -> tuple[Decimal, list[Notice]]:
    """What the surcharges of a committed urgent request lack to the minimum charge, once."""
    terms = group[0].terms
    minimum = terms.policy.urgency.minimum_charge
    billed = [item for item in sheet.items if item.ask is ask and item.terms is terms]
    if not minimum or ask.id in sheet.earlier or not any(promise.urgent for promise in ask.commitments):
        return ZERO, []
    if not any(item.billable.surcharged for item in billed):
        return ZERO, []
    if sheet.book.customer.currency != sheet.book.business_currency:
        return ZERO, [
            Notice(
                "minimum_in_other_currency", (("subject", ask.subject or ask.key),), ("requests.clientrequest", ask.id)
            )
        ]
    return max(minimum - amount(ask, terms.rate_for(ask.service), billed), ZERO), []
