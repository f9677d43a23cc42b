"""Chapter 4 as clients read it: what is urgent, what it costs, who decides."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sops.rules.paragraphs import paragraph
from sops.rules.policy import Policy
from sops.wording import figures
from sops.wording.names import BANDS, TIERS, named


def rules(policy: Policy, currency: str) -> Iterator[tuple[str, str]]:
    """The rules of the chapter, in order."""
    urgency, bands = policy.urgency, policy.off_hours.bands
    priced = urgency.tiers if urgency.by == "complexity" else urgency.steps
    urgent = urgency.notice_hours > 0
    yield paragraph("urgency.notice_hours"), _notice(urgency.notice_hours)
    if urgent and priced:
        yield paragraph("urgency.tiers"), _tiers(policy)
    if bands:
        yield paragraph("off_hours.bands"), _bands(policy)
    yield from _meeting(policy, both=bool(urgent and priced and bands))
    if urgency.minimum_charge:
        text = _("The surcharges of an urgent request come to at least %(amount)s.")
        yield paragraph("urgency.minimum_charge"), text % {"amount": figures.money(urgency.minimum_charge, currency)}
    if (urgent and priced) or bands:
        yield paragraph("package_surcharge"), _packages(policy)
    if urgent or bands:
        yield paragraph("urgency.confirm_availability"), _availability(policy)


def _notice(hours: int) -> str:
    if not hours:
        return _("No request is urgent by its notice alone.")
    text = _("A request is urgent when you want it in less than %(hours)s.")
    return text % {"hours": figures.hours_count(hours)}


def _tiers(policy: Policy) -> str:
    urgency = policy.urgency
    if urgency.by == "notice":
        steps = (
            _("under %(hours)s +%(percent)s")
            % {"hours": figures.hours_count(step.under_hours), "percent": figures.percent(step.percent)}
            for step in sorted(urgency.steps, key=lambda step: -step.under_hours)
        )
        return _("The surcharge depends on the notice: %(steps)s.") % {"steps": ", ".join(steps)}
    tiers = sorted(urgency.tiers.items(), key=lambda tier: tier[1])
    shown = ", ".join(f"{named(code, TIERS)} +{figures.percent(percent)}" for code, percent in tiers)
    values = {"tiers": shown, "default": named(urgency.default_tier or "", TIERS)}
    if len(tiers) == 1:
        return _("The surcharge of an urgent request: %(tiers)s.") % values
    return _("The surcharge depends on the complexity: %(tiers)s. Unless I say otherwise, it is %(default)s.") % values


def _bands(policy: Policy) -> str:
    bands = sorted(policy.off_hours.bands.items(), key=lambda band: band[1])
    shown = ", ".join(f"{named(code, BANDS)} +{figures.percent(percent)}" for code, percent in bands)
    return _("Work that my opening hours cannot hold before your date has a surcharge: %(bands)s.") % {"bands": shown}


def _meeting(policy: Policy, *, both: bool) -> Iterator[tuple[str, str]]:
    surcharges = policy.surcharges
    if both:
        texts = {
            "highest": _("When urgency and off-hours meet, the higher surcharge counts."),
            "add": _("When urgency and off-hours meet, the two surcharges add up."),
            "multiply": _("When urgency and off-hours meet, the two surcharges multiply."),
        }
        yield paragraph("surcharges.combine"), texts[surcharges.combine]
    if surcharges.cap is not None:
        text = _("A surcharge never goes beyond +%(percent)s.") % {"percent": figures.percent(surcharges.cap)}
        yield paragraph("surcharges.cap"), text


def _packages(policy: Policy) -> str:
    if policy.surcharges.on_packages == "money":
        return _("With a package, surcharges are billed on top of it.")
    text = _("With a package, surcharges weigh on its hours: at +%(percent)s, one hour uses an hour and a half.")
    return text % {"percent": figures.percent("50")}


def _availability(policy: Policy) -> str:
    if policy.urgency.confirm_availability:
        return _(
            "I confirm my availability before anything is promised, and you accept the price first. "
            "I always tell you the first date without surcharge."
        )
    return _("Once you accept the price, the request is planned. I always tell you the first date without surcharge.")
