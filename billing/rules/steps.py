"""The steps of closing a month, one function each; their order is policy and stands in closing.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.rules.book import Deducted, Settled, Terms
from billing.rules.draft import ONE, Draft, DraftLine, Notice, Refusal, Settlement, by_the_hour
from billing.rules.packages import Balance, accounts, covered_days, expiring, price, running_months, share
from billing.rules.sheet import Item, Sheet
from billing.rules.surcharges import lines_of
from vacrm.exact import ZERO, Month, first_day, last_day, month_of, shift

_NONE = Decimal(0)


def periods(sheet: Sheet, draft: Draft) -> Draft:
    """1. Packages and subscriptions: one line a period that is due and not billed yet."""
    billed = {(terms_id, period) for terms_id, period, _ in sheet.book.periods}
    for terms in sheet.live:
        if terms.kind not in ("package", "subscription"):
            continue
        last = shift(sheet.month, 1) if terms.timing == "advance" else sheet.month
        due = [
            p for p in running_months(terms, last) if p > terms.periods_billed_through and (terms.id, p) not in billed
        ]
        begun = [period for period in due if begins(sheet, terms, period)]
        if len(begun) < len(due):
            draft = draft.warn(
                Notice(
                    "client_not_billed",
                    (("client", sheet.book.customer.name), ("periods", " ".join(p for p in due if p not in begun))),
                    ("clients.client", sheet.book.customer.id),
                )
            )
        for period in begun:
            amount = price(terms, period)
            draft = draft.add(period_line(terms, period, amount))
            draft = replace(draft, periods=(*draft.periods, (terms.id, period, amount)))
        draft = draft.warn(*_ended_early(sheet, terms))
    return draft


def begins(sheet: Sheet, terms: Terms, period: Month) -> bool:
    """For a client paused, ended or lost no period begins from that day on; its first day decides."""
    since = sheet.book.customer.resting_since
    return since is None or covered_days(terms, period)[0] < since


def period_line(terms: Terms, period: Month, amount: Decimal) -> DraftLine:
    """The line of one month of a package or a subscription."""
    covered, days = share(terms, period)
    first, last = covered_days(terms, period) if covered < days else (None, None)
    return DraftLine(
        kind=terms.kind, quantity=ONE, unit="month", unit_price=amount, net=amount, vat_rate=terms.vat_rate,
        category=terms.category, terms_id=terms.id, period=period, first=first, last=last,
    )  # fmt: skip


def _ended_early(sheet: Sheet, terms: Terms) -> Iterator[Notice]:
    """Periods billed in advance that the agreement's end has cut short: with the amount to credit."""
    for terms_id, period, net in sheet.book.periods:
        if terms_id != terms.id or terms.ends_on is None or period < month_of(terms.ends_on):
            continue
        owed = price(terms, period) if first_day(period) <= terms.ends_on else ZERO
        if owed < net:
            yield Notice("ended_early", (("period", period), ("amount", net - owed)), ("clients.agreement", terms.id))


def overages(sheet: Sheet, draft: Draft) -> Draft:
    """2. Package overage of each period up to the month, then the surcharges on packages in money."""
    packages = sheet.of("package")
    for terms, items in packages:
        draft = _overages_of(sheet, draft, terms, items)
    for terms, items in sheet.of("package", "subscription"):
        weigh = terms.kind == "package" and terms.policy.surcharges.on_packages == "weight"
        draft = draft if weigh else _surcharges(sheet, draft, items)
    return draft


def _overages_of(sheet: Sheet, draft: Draft, terms: Terms, items: list[Item]) -> Draft:
    settled = tuple(each for each in sheet.book.settled if each.terms_id == terms.id)
    used: dict[Month, Decimal] = defaultdict(Decimal)
    weigh = terms.policy.surcharges.on_packages == "weight"
    for work in sheet.book.work:
        if work.terms_id == terms.id and work.billed:
            used[work.billed.period] += work.billed.weighted if weigh else work.billed.minutes
    for item in items:
        used[item.period] += item.counted
    balances = accounts(terms, used, settled, sheet.month)
    over = {balance.period: balance.overage for balance in balances} | {each.period: each.overage for each in settled}
    late = _late_after_all(items, settled)
    over |= {settlement.period: settlement.overage for settlement in late}
    for period in sorted(over):
        draft = _overage_line(sheet, draft, terms, period, over[period])
    closed = [_settle(terms, balance) for balance in balances if sheet.on >= last_day(balance.period)]
    draft = draft.warn(*(_late(item) for item in items if item.late))
    return replace(draft, settlements=(*draft.settlements, *closed, *late))


def _overage_line(sheet: Sheet, draft: Draft, terms: Terms, period: Month, total: Decimal) -> Draft:
    billed = sum((m for t, p, m in sheet.book.overages if (t, p) == (terms.id, period)), _NONE)
    agreed = min(total, _consented(sheet, terms, period, total))
    due, waiting = max(agreed - billed, _NONE), total - max(agreed, billed)
    if due and terms.overage_rate is not None:
        line = by_the_hour(
            "overage",
            due,
            terms.overage_rate,
            vat_rate=terms.vat_rate,
            category=terms.category,
            terms_id=terms.id,
            period=period,
        )
        draft = replace(draft.add(line), overages=(*draft.overages, (terms.id, period, due)))
    if waiting > 0:
        draft = draft.warn(
            Notice(
                "overage_without_consent", (("period", period), ("minutes", waiting)), ("clients.agreement", terms.id)
            )
        )
    return draft


def _consented(sheet: Sheet, terms: Terms, period: Month, total: Decimal) -> Decimal:
    """Minutes that may be billed beyond the package: all, or what the client agreed to in sum."""
    if terms.overage == "bill":
        return total
    found = [each.minutes for each in sheet.book.consents if (each.terms_id, each.period) == (terms.id, period)]
    return total if None in found else Decimal(sum(minutes or 0 for minutes in found))


def _settle(terms: Terms, balance: Balance) -> Settlement:
    moved = (*balance.movements, *expiring(terms, balance))
    return Settlement(terms.id, balance.period, balance.overage, balance.lots, balance.left, moved)


def _late_after_all(items: list[Item], settled: tuple[Settled, ...]) -> list[Settlement]:
    """Late hours where no period is open any more: what the last period had left, then overage."""
    late = [item for item in items if item.closed]
    if not late or not settled:
        return []
    last = max(settled, key=lambda each: each.period)
    rest, left = sum((item.counted for item in late), _NONE), []
    for origin, lot in last.left:
        taken = min(lot, rest)
        rest -= taken
        left.append((origin, lot - taken))
    return [
        Settlement(last.terms_id, last.period, last.overage + rest, last.carried, tuple(x for x in left if x[1]), ())
    ]


def _late(item: Item) -> Notice:
    return Notice(
        "late_time",
        (("on", item.billable.work.on), ("period", item.period)),
        ("requests.timeentry", item.billable.work.id),
    )


def hours(sheet: Sheet, draft: Draft) -> Draft:
    """3. and 4. Hours of hourly agreements, a line per request and month, each with its surcharges."""
    for _, items in sheet.of("hourly"):
        for group in _by_request(items):
            draft = _time_line(draft, group)
            draft = _surcharges(sheet, draft, group, last=_last_month(items, group))
    worked = sorted({line.period for line in draft.lines if line.kind == "time"})
    if len(worked) > 1:
        draft = draft.warn(
            Notice("several_months", (("months", " ".join(worked)),), ("clients.client", sheet.book.customer.id))
        )
    for _, items in sheet.of("mission"):
        draft = _surcharges(sheet, draft, items)
    return draft


def _by_request(items: list[Item]) -> list[list[Item]]:
    groups: dict[tuple[Month, int | None], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.month, item.ask.id if item.ask else None].append(item)
    return list(groups.values())


def _last_month(items: list[Item], group: list[Item]) -> Month:
    ask = group[0].ask
    return max(item.month for item in items if item.ask is ask)


def _time_line(draft: Draft, group: list[Item], kind: str = "time") -> Draft:
    terms, ask = group[0].terms, group[0].ask
    minutes = sum(item.billable.minutes for item in group)
    rate = (terms.rate_for(ask.service if ask else "") or ZERO) if kind == "time" else ZERO
    line = by_the_hour(
        kind,
        minutes,
        rate,
        vat_rate=terms.vat_rate,
        category=terms.category,
        terms_id=terms.id,
        ask_id=ask.id if ask else None,
        period=group[0].month,
    )
    return draft.add(line) if minutes else draft


def _surcharges(sheet: Sheet, draft: Draft, items: list[Item], *, last: Month | None = None) -> Draft:
    """The surcharge lines of items of one agreement, request by request and month by month."""
    for group in _by_request(items):
        ask = group[0].ask
        if ask is None:
            continue
        final = last or _last_month(items, group)
        lines, notices = lines_of(sheet, ask, group, is_last=group[0].month == final)
        draft = draft.add(*lines).warn(*notices)
    return draft


def missions(sheet: Sheet, draft: Draft) -> Draft:
    """5. Missions delivered: the price, minus what was really invoiced as deposits."""
    for terms in sheet.live:
        if terms.kind != "mission" or terms.mission_billed or not _delivered(terms, sheet.month):
            continue
        amount = terms.price or ZERO
        taken = [each for each in sheet.book.deposits if each.terms_id == terms.id]
        if (rest := amount - sum((each.net for each in taken), ZERO)) < 0:
            raise Refusal(f"agreements.{terms.key}", "negative_balance", amount=-rest)
        whole = DraftLine(
            kind="mission", quantity=ONE, unit="piece", unit_price=amount, net=amount,
            vat_rate=terms.vat_rate, category=terms.category, terms_id=terms.id,
        )  # fmt: skip
        back = (_taken_back(each, each.net) for each in taken)
        draft = replace(draft.add(whole, *back), missions=(*draft.missions, terms.id))
    return draft


def _taken_back(deposit: Deducted, net: Decimal) -> DraftLine:
    return DraftLine(
        kind="deposit", quantity=-ONE, unit="piece", unit_price=net, net=-net, vat_rate=deposit.vat_rate,
        category=deposit.category, terms_id=deposit.terms_id, number=deposit.number, first=deposit.issued_on,
    )  # fmt: skip


def deposits(sheet: Sheet, draft: Draft) -> Draft:
    """A deposit on hours, a package or a subscription comes off what they now cost, until it is used up."""
    missions = {terms.id for terms in sheet.book.terms if terms.kind == "mission"}
    for each in sheet.book.deposits:
        if each.terms_id in missions:
            continue
        mine = [line for line in draft.lines if line.terms_id == each.terms_id and line.vat_rate == each.vat_rate]
        net = min(each.net, sum((line.net for line in mine), ZERO))
        draft = draft.add(_taken_back(each, net)) if net > 0 else draft
    return draft


def _delivered(terms: Terms, month: Month) -> bool:
    return terms.done_on is not None and month_of(terms.done_on) <= month


def trials(sheet: Sheet, draft: Draft) -> Draft:
    """6. Trials: their hours at zero."""
    for _, items in sheet.of("trial"):
        for group in _by_request(items):
            draft = _time_line(draft, group, "trial")
    return draft


def expenses(sheet: Sheet, draft: Draft) -> Draft:
    """7. Expenses up to the last day of the month."""
    end: date = last_day(sheet.month)
    for spent in sheet.book.expenses:
        if spent.on <= end:
            line = DraftLine(
                kind="expense", quantity=ONE, unit="piece", unit_price=spent.net, net=spent.net,
                vat_rate=spent.vat_rate, category=spent.category, expense_id=spent.id, first=spent.on,
            )  # fmt: skip
            draft = replace(draft.add(line), expenses=(*draft.expenses, spent.id))
    return draft
