"""Chapter 5 as clients read it: time, packages, terms, late payment, deposits."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sops.rules.paragraphs import paragraph
from sops.rules.policy import Deposit, Payment, Policy, Rounding
from sops.wording import figures
from sops.wording.names import KINDS, MEANS, all_named, named


def rules(policy: Policy, currency: str) -> Iterator[tuple[str, str]]:
    """The rules of the chapter, in order."""
    payment = policy.payment
    yield paragraph("time.round_minutes"), _rounding(policy.time)
    if policy.time.minimum_minutes:
        text = _("Each request counts at least %(length)s.")
        yield paragraph("time.minimum_minutes"), text % {"length": figures.duration(policy.time.minimum_minutes)}
    yield paragraph("package"), _("The price, the hours and the carry-over of a package are written in your contract.")
    yield paragraph("overage"), _("So is what happens beyond the hours of a package.")
    yield paragraph("payment.terms"), terms(payment)
    yield from _late(payment, currency)
    if payment.pause_after_days:
        text = _("Work pauses when an invoice is %(days)s late, and resumes once it is paid.")
        yield paragraph("payment.pause_after_days"), text % {"days": figures.days_count(payment.pause_after_days)}
    yield from deposits(policy, currency)


def deposits(policy: Policy, currency: str) -> Iterator[tuple[str, str]]:
    """The deposit asked for each kind of agreement."""
    for kind, deposit in policy.deposits.items():
        values = {"kind": named(kind, KINDS), "deposit": _deposit(deposit, currency)}
        yield paragraph("deposits"), _("%(kind)s: %(deposit)s") % values


def _rounding(time: Rounding) -> str:
    if time.round_minutes == 1:
        return _("My time is billed to the minute.")
    step = {"step": figures.duration(time.round_minutes)}
    texts = {
        ("up", "entry"): _("My time is rounded up to the next %(step)s, each time I work."),
        ("up", "day"): _("My time is rounded up to the next %(step)s, by request and day."),
        ("up", "request"): _("My time is rounded up to the next %(step)s, by request and month."),
        ("nearest", "entry"): _("My time is rounded to the nearest %(step)s, each time I work."),
        ("nearest", "day"): _("My time is rounded to the nearest %(step)s, by request and day."),
        ("nearest", "request"): _("My time is rounded to the nearest %(step)s, by request and month."),
    }
    return texts[time.round_mode, time.round_scope] % step


def terms(payment: Payment) -> str:
    """When and how invoices are paid."""
    values = {
        "days": figures.days_count(payment.days),
        "means": figures.listed(all_named(payment.means, MEANS), "or"),
    }
    if payment.terms == "on_receipt":
        text = _("Invoices are due on receipt") % values
    elif payment.terms == "net":
        text = _("Invoices are due within %(days)s") % values
    elif payment.days:
        text = _("Invoices are due %(days)s after the end of the month") % values
    else:
        text = _("Invoices are due at the end of the month") % values
    return f"{text}, " + _("by %(means)s.") % values if payment.means else f"{text}."


def _late(payment: Payment, currency: str) -> Iterator[tuple[str, str]]:
    if payment.late_rate is not None:
        text = _("Late payment bears interest at %(percent)s a year.")
        yield paragraph("payment.late_rate"), text % {"percent": figures.percent(payment.late_rate)}
    if payment.recovery_fee:
        text = _("A business that pays late also owes a fixed recovery fee of %(amount)s.")
        yield paragraph("payment.recovery_fee"), text % {"amount": figures.money(payment.recovery_fee, currency)}
    if payment.reminder_days:
        steps = figures.listed(_around(days) for days in sorted(set(payment.reminder_days)))
        yield paragraph("payment.reminder_days"), _("I send a reminder %(steps)s.") % {"steps": steps}


def _around(days: int) -> str:
    if days < 0:
        return _("%(days)s before the due date") % {"days": figures.days_count(-days)}
    return _("%(days)s after it") % {"days": figures.days_count(days)} if days else _("on the due date")


def _deposit(deposit: Deposit, currency: str) -> str:
    if deposit.amount is not None:
        asked = figures.money(deposit.amount, currency)
    else:
        asked = figures.percent(deposit.percent or "0")
    values = {"asked": asked, "above": figures.money(deposit.above, currency)}
    if deposit.above:
        text = _("a deposit of %(asked)s above %(above)s") % values
    else:
        text = _("a deposit of %(asked)s") % values
    gates = {
        "start": _("%(deposit)s, paid before work starts."),
        "onboarding": _("%(deposit)s, paid before the onboarding."),
        "none": _("%(deposit)s; work may start before it is paid."),
    }
    return gates[deposit.gates] % {"deposit": text}
