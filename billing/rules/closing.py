"""Close a month for one client: the steps, in the order that packs.md fixes, and what they warn of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.rules import adjustments, steps
from billing.rules.book import Book, Terms
from billing.rules.draft import Claim, Draft, Notice
from billing.rules.packages import running_months
from billing.rules.sheet import Item, Sheet, lay
from billing.rules.surcharges import amount
from vacrm.exact import Month, last_day, shift

STEPS = (steps.periods, steps.overages, steps.hours, steps.missions, steps.deposits, steps.trials, steps.expenses)


def close(book: Book, month: Month, on: date) -> Draft:
    """What the month would invoice on a day. Raises Refusal for what must be mended first.

    What she left for later is taken out before the steps; what she added, renamed or took off comes after them.
    """
    if adjustments.left_out(book):
        return Draft()
    sheet = lay(adjustments.withheld(book), month, on)
    draft = Draft()
    for step in STEPS:
        draft = step(sheet, draft)
    draft = adjustments.applied(book, draft)
    if all(line.kind == "trial" for line in draft.lines):
        draft = replace(draft, lines=())
    draft = replace(draft, claims=tuple(_claims(sheet, draft)))
    return draft.warn(*_warnings(sheet, draft))


def _claims(sheet: Sheet, draft: Draft) -> list[Claim]:
    """The entries that the invoice bills; without one, those that count in a settled period."""
    settled = {(each.terms_id, each.period) for each in draft.settlements}
    return [
        Claim(item.billable.work.id, item.period, item.billable.minutes, item.billable.weighted)
        for item in sheet.items
        if draft.lines or (item.terms.id, item.period) in settled
    ]


def _warnings(sheet: Sheet, draft: Draft) -> list[Notice]:
    book = sheet.book
    found = [
        Notice("late_time", (("on", work.on), ("period", "")), ("requests.timeentry", work.id))
        for work in sheet.waiting
    ]
    found += [_not_signed(terms) for terms in sheet.unsigned if _something_due(sheet, terms)]
    found += _lost(sheet)
    worked = {item.billable.work.id: item.billable.work for item in sheet.items}
    found += [
        Notice("overlap", (("on", worked[entry].on),), ("requests.timeentry", entry))
        for entry in sorted(book.overlaps & worked.keys())
    ]
    end = last_day(sheet.month)
    found += [
        Notice("time_without_agreement", (("on", work.on), ("minutes", work.minutes)), ("requests.timeentry", work.id))
        for work in book.orphans
        if work.on <= end
    ]
    if draft.lines:
        found += _of_the_invoice(sheet)
    return found


def _of_the_invoice(sheet: Sheet) -> list[Notice]:
    early = [Notice("month_not_over", (("month", sheet.month),))] if sheet.on < last_day(sheet.month) else []
    return [*early, *lacking(sheet.book)]


def lacking(book: Book) -> list[Notice]:
    """What any invoice to this client must carry, and does not."""
    customer = book.customer
    found = []
    if not customer.has_address:
        found.append(Notice("missing_address", (("client", customer.name),), ("clients.client", customer.id)))
    return found + [
        Notice("missing_mention", (("what", what),), ("sops.business", 1)) for what in book.missing_mentions
    ]


def _not_signed(terms: Terms) -> Notice:
    return Notice("not_signed", (("kind", terms.kind), ("from", terms.starts_on)), ("clients.agreement", terms.id))


def _something_due(sheet: Sheet, terms: Terms) -> bool:
    """Would an unsigned agreement be billed, were it signed?"""
    end = last_day(sheet.month)
    if any(work.terms_id == terms.id and not work.billed and work.on <= end for work in sheet.book.work):
        return True
    if terms.kind in ("package", "subscription"):
        last = shift(sheet.month, 1) if terms.timing == "advance" else sheet.month
        return any(period > terms.periods_billed_through for period in running_months(terms, last))
    return terms.kind == "mission" and not terms.mission_billed and terms.done_on is not None and terms.done_on <= end


def _lost(sheet: Sheet) -> list[Notice]:
    """Urgent work done without a commitment: what it would have brought, in money or in weight."""
    found = []
    for ask, terms, billables in sheet.lost:
        rate = terms.rate_for(ask.service)
        items = [Item(terms, ask, billable, "") for billable in billables]
        weigh = terms.kind == "package" and terms.policy.surcharges.on_packages == "weight"
        minutes = sum((b.weighted - b.minutes for b in billables), Decimal(0)) if weigh else Decimal(0)
        money = Decimal(0) if weigh or terms.kind == "trial" else amount(ask, rate, items)
        if money or minutes:
            figures = (("subject", ask.subject or ask.key), ("amount", money), ("minutes", minutes))
            found.append(Notice("uncommitted_urgent", figures, ("requests.clientrequest", ask.id)))
    return found
