"""Reasons as sentences: fact, rule, consequence, way out. The same words for the assistant and her client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from sops.rules.reasons import Reason
from sops.wording import figures
from sops.wording.names import BANDS, CHANNELS, TIERS, named

type Figures = dict[str, str]


def sentence(reason: Reason, *, zone: str = "Europe/Paris") -> str:
    """The sentence of a reason in the active language, its moments in a time zone. Raises KeyError: no such rule."""
    found = dict(reason.figures)
    return _SENTENCES[reason.rule]({**found, "zone": zone})


def _urgency(found: Figures) -> str:
    values = {
        "notice": figures.duration(found["notice"]),
        "limit": figures.hours_count(found.get("under_hours") or found["notice_hours"]),
        "percent": figures.percent(found["percent"]),
        "tier": named(found.get("tier", ""), TIERS),
    }
    if found["percent"] == "0":
        return _("Asked %(notice)s ahead, less than %(limit)s: urgent, without surcharge.") % values
    if found.get("tier"):
        return _("Asked %(notice)s ahead, less than %(limit)s: urgent, +%(percent)s (%(tier)s).") % values
    return _("Asked %(notice)s ahead, less than %(limit)s: urgent, +%(percent)s.") % values


def _claimed(found: Figures) -> str:
    return _("Marked “%(marker)s”, but without a date: whether it is urgent depends on when it is wanted.") % found


def _marked_not_urgent(found: Figures) -> str:
    return _("Marked “%(marker)s”, but asked %(notice)s ahead, not less than %(limit)s: not urgent.") % {
        "marker": found["marker"],
        "notice": figures.duration(found["notice"]),
        "limit": figures.hours_count(found["notice_hours"]),
    }


def _standard(found: Figures) -> str:
    return _("Asked %(notice)s ahead, with enough opening hours before: no surcharge.") % {
        "notice": figures.duration(found["notice"])
    }


def _off_hours(found: Figures) -> str:
    values = {
        "effort": figures.duration(found["effort"]),
        "open": figures.duration(found["open"]),
        "missing": figures.duration(found["missing"]),
        "band": named(found.get("band", ""), BANDS),
        "percent": figures.percent(found["percent"]),
    }
    if found["open"] == "0":
        fact = _("No opening hours before the wanted date for %(effort)s of work") % values
    else:
        fact = _("%(effort)s of work, but %(open)s of opening hours before the wanted date") % values
    if found["percent"] == "0":
        return _("%(fact)s: %(missing)s off hours, without surcharge.") % {**values, "fact": fact}
    return _("%(fact)s: %(missing)s off hours (%(band)s), +%(percent)s.") % {**values, "fact": fact}


def _impossible(found: Figures) -> str:
    return _("%(effort)s of work do not fit before the wanted date, even off hours: another date is needed.") % {
        "effort": figures.duration(found["effort"])
    }


def _both(found: Figures) -> str:
    values = {each: figures.percent(found[each]) for each in ("tier", "band", "percent")}
    if found["combine"] == "highest":
        return _("Urgency (%(tier)s) and off-hours (%(band)s) meet: the higher counts, +%(percent)s.") % values
    if found["combine"] == "add":
        return _("Urgency (%(tier)s) and off-hours (%(band)s) add up: +%(percent)s.") % values
    return _("Urgency (%(tier)s) and off-hours (%(band)s) multiply: +%(percent)s.") % values


def _capped(found: Figures) -> str:
    values = {each: figures.percent(found[each]) for each in ("before", "percent")}
    return _("The surcharge is capped: +%(percent)s instead of +%(before)s.") % values


def _availability(found: Figures) -> str:
    return _("Nothing is promised before availability is confirmed.")


def _standard_date(found: Figures) -> str:
    if "at" not in found:
        return _("Opening hours have no room for it: there is no date without surcharge.")
    at = figures.moment(datetime.fromisoformat(found["at"]), found["zone"])
    return _("Without surcharge from %(at)s.") % {"at": at}


def _channel(found: Figures, text: str) -> str:
    main = figures.listed((named(code, CHANNELS) for code in found.get("main", "").split(", ") if code), "or")
    said = text % {"channel": named(found["channel"], CHANNELS)}
    return f"{said} " + _("Please use %(main)s.") % {"main": main} if main else said


def _channel_urgent_only(found: Figures) -> str:
    return _channel(found, _("Received by %(channel)s, which is for urgent requests only: noted, not prioritised."))


def _channel_refused(found: Figures) -> str:
    return _channel(found, _("Received by %(channel)s, which is not used for requests: noted, not prioritised."))


def _channel_elsewhere(found: Figures) -> str:
    return _channel(found, _("Received by %(channel)s, which is not an agreed channel: noted, not prioritised."))


def _scope(found: Figures, fact: str) -> str:
    if found["becomes"] == "quote":
        way = _("A complementary quote is needed.")
    else:
        way = _("The request is declined.")
    return " ".join(part for part in (fact % found, found.get("referral", ""), way) if part)


def _scope_out(found: Figures) -> str:
    return _scope(found, _("“%(service)s” is outside the agreed services."))


def _scope_excluded(found: Figures) -> str:
    return _scope(found, _("“%(service)s” is not offered."))


_SENTENCES: dict[str, Callable[[Figures], str]] = {
    "urgency": _urgency,
    "claimed": _claimed,
    "marked_not_urgent": _marked_not_urgent,
    "standard": _standard,
    "off_hours": _off_hours,
    "impossible": _impossible,
    "urgency+off_hours": _both,
    "capped": _capped,
    "availability": _availability,
    "standard_date": _standard_date,
    "channel_urgent_only": _channel_urgent_only,
    "channel_refused": _channel_refused,
    "channel_elsewhere": _channel_elsewhere,
    "scope_out": _scope_out,
    "scope_excluded": _scope_excluded,
}
RULES = frozenset(_SENTENCES)
