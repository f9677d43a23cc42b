"""Inform a consumer of the right to withdraw within 14 days, with the form (C. conso. art. L221-5, R221-1, R221-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from billing.models import Quote
from billing.rules.said import Said
from billing.rules.withdrawal import first_day_of_work, last_day
from sops.rules.daysoff import is_public_holiday
from sops.wording import figures

CONSUMER = "person"  # the kind of client that is one


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Until when a consumer may withdraw, and from when work is done."""

    last: date
    starts: date  # as agreed
    begins: date  # as it will be
    begins_early: bool

    @property
    def can_be_early(self) -> bool:
        """Would work begin before the right ends, if the consumer asks for it?"""
        return self.starts <= self.last


def withdrawal_of(quote: Quote, *, on: date, begins_early: bool) -> Withdrawal | None:
    """The right of the client of a quote that is signed on a day; None for a client that is no consumer."""
    if quote.client.kind != CONSUMER:
        return None
    holidays = quote.sop.policy().hours.holidays
    last = last_day(on, lambda day: is_public_holiday(holidays, day))
    starts = quote.starts_on or on
    begins = first_day_of_work(starts, last, begins_early=begins_early)
    return Withdrawal(last, starts, begins, begins_early)


def early_words() -> str:
    """The sentence of the box by which a consumer asks for work before the right ends; in the active language."""
    return _(
        "I ask that work begins before the 14 days end. If I withdraw, I pay for what was done until then; "
        "once all is done, I can no longer withdraw."
    )


def withdrawal_words(right: Withdrawal, said: Said) -> list[str]:
    """What a consumer must be told, in sentences, in the active language."""
    values = {"last": figures.day(right.last), "begins": figures.day(right.begins), "who": _who(said)}
    words = [
        _("You may withdraw from this contract until %(last)s, without giving a reason."),
        _(
            "To do so, tell %(who)s in clear words, by letter or e-mail. You may use the form below, but need not. "
            "It is in time if it leaves before the period ends."
        ),
        _(
            "What you have paid is then paid back within 14 days of your message at the latest, "
            "by the means you paid with."
        ),
    ]
    if right.can_be_early and right.begins_early:
        words.append(
            _("You asked that work begins before that day: if you withdraw, you pay for what was done until then.")
        )
    elif right.can_be_early:
        words.append(_("You did not ask that work begins earlier: it begins once that day is over, on %(begins)s."))
    return [each % values for each in words]


def withdrawal_form(said: Said, signed_on: date) -> list[str]:
    """The form by which a consumer may withdraw, line by line, in the active language."""
    values = {"who": _who(said), "what": f"{said.name}, {said.title}", "day": figures.day(signed_on)}
    lines = [
        _("Withdrawal form: fill it in and send it only if you wish to withdraw from the contract."),
        _("To %(who)s:"),
        _("I hereby withdraw from the contract for this service: %(what)s."),
        _("Ordered on %(day)s."),
        _("Name: %(name)s") % {"name": said.buyer.name},
        _("Address: %(address)s") % {"address": ", ".join(said.buyer.address)},
        _("Date, and signature if it is on paper:"),
    ]
    return [each % values if "%(" in each else each for each in lines]


def _who(said: Said) -> str:
    """To whom a withdrawal is declared: name, place, address."""
    return ", ".join(filter(None, [said.seller.name, *said.seller.address, said.seller.email]))
