"""How an urgency tier and an off-hours band meet in one percent."""

from __future__ import annotations

from decimal import Decimal

from sops.rules.policy import Surcharges


def combine(tier: Decimal, band: Decimal, surcharges: Surcharges) -> Decimal:
    """The percent of a tier and a band together, exact and capped."""
    percent = uncapped(tier, band, surcharges)
    return percent if surcharges.cap is None else min(percent, surcharges.cap)


def uncapped(tier: Decimal, band: Decimal, surcharges: Surcharges) -> Decimal:
    """The same before the cap: `highest` takes the larger, `add` is a + b, `multiply` is (1 + a)(1 + b) - 1."""
    if surcharges.combine == "highest":
        return max(tier, band)
    if surcharges.combine == "add":
        return tier + band
    return tier + band + tier * band / 100


def rule_name(tier: Decimal, band: Decimal, surcharges: Surcharges) -> str:
    """Which rule made the percent: “urgency”, “off_hours” or “urgency+off_hours”.

    Under `highest` the rule is “urgency” when the tier is at least the band.
    """
    if surcharges.combine == "highest" or not (tier and band):
        return "urgency" if tier >= band else "off_hours"
    return "urgency+off_hours"
