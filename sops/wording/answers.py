"""Answers to a request, ready to copy: in the client's language, with the rule and the price she sees too."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from sops.rules.judging import Assessment
from sops.wording import figures
from sops.wording.reasons import sentence

# Rules that explain a price; what concerns only the assistant is left out.
_EXPLAINING = ("urgency", "off_hours", "urgency+off_hours", "capped", "minimum_charge")


def confirming(verdict: Assessment, zone: str, *, wanted_by: datetime | None, price: str, sender: str) -> str:
    """Yes: when, at which surcharge and why, and when it would cost nothing extra. `price` is in words or empty."""
    values = {"wanted": figures.moment(wanted_by, zone) if wanted_by else ""}
    said = [_("I can do it for %(wanted)s.") % values if wanted_by else _("I am taking it on.")]
    if verdict.percent:
        said += [sentence(each, zone=zone) for each in verdict.reasons if each.rule in _EXPLAINING]
        said += [_("The surcharge comes to %(price)s.") % {"price": price}] if price else []
        said += [_without(verdict, zone)]
    return _letter(_("Thank you for your request."), " ".join(filter(None, said)), sender=sender)


def proposing(verdict: Assessment, zone: str, *, date: datetime | None, price: str, sender: str) -> str:
    """Another date, without surcharge; and what the wished one would cost. Empty without a date."""
    if date is None:
        return ""
    said = [_("I propose %(moment)s, without surcharge.") % {"moment": figures.moment(date, zone)}]
    if verdict.percent:
        text = _("For the date you asked, the surcharge would be +%(percent)s.")
        if price:
            text = _("For the date you asked, the surcharge would be +%(percent)s, that is %(price)s.")
        said.append(text % {"percent": figures.percent(verdict.percent), "price": price})
    said.append(_("Does that suit you?"))
    return _letter(_("Thank you for your request."), " ".join(said), sender=sender)


def declining(verdict: Assessment, zone: str, *, sender: str) -> str:
    """No, politely, with the reason where it is one of scope."""
    said = [sentence(each, zone=zone) for each in verdict.reasons if each.rule in ("scope_out", "scope_excluded")]
    if "quote" in verdict.needs:
        return _letter(_("Thank you for your request."), " ".join(said), _("I will send you one."), sender=sender)
    said.append(_("I am sorry, I cannot take it on."))
    return _letter(_("Thank you for your request."), " ".join(said), sender=sender)


def asking(verdict: Assessment, *, sender: str) -> str:
    """A question: by when it is needed, where an urgent request names no date; else one for her to write."""
    said = _("By which day and hour do you need it?") if verdict.claimed else _("Before I begin, one question:")
    return _letter(_("Thank you for your request."), said, sender=sender)


def redirecting(text: str, *, sender: str) -> str:
    """The sentence that asks for the right channel, as a letter."""
    return _letter(text, sender=sender)


def price_in_words(amount: Decimal | None, currency: str) -> str:
    """An amount as the client reads it; empty where there is none to say."""
    return figures.money(amount, currency) if amount else ""


def _without(verdict: Assessment, zone: str) -> str:
    if verdict.standard_date is None:
        return ""
    return _("Without surcharge from %(at)s.") % {"at": figures.moment(verdict.standard_date, zone)}


def _letter(*parts: str, sender: str) -> str:
    return "\n\n".join(part for part in (_("Hello,"), " ".join(parts), sender) if part)
