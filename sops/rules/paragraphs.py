"""Paragraph numbers: every rule and every knob of the policy has one, and it never changes.

They are printed wherever a rule is applied: screens, e-mails, contracts, invoices.
"""

from __future__ import annotations

_TABLE = {
    "1.1": ("hours.timezone", *(f"hours.{day}" for day in ("monday", "tuesday", "wednesday", "thursday"))),
    "1.2": ("hours.holidays",),
    "1.3": ("hours.closures",),
    "1.4": ("hours.first_reply_hours", "first_reply"),
    "1.5": ("hours.capacity_hours", "capacity"),
    "2.1": ("channels.main",),
    "2.2": ("channels.urgent_only", "channel_urgent_only"),
    "2.3": ("channels.refused", "channel_refused"),
    "2.4": ("channels.urgent_marker", "claimed", "marked_not_urgent"),
    "2.5": ("channel_elsewhere",),
    "3.1": ("services", "scope_unknown"),
    "3.2": ("excluded", "scope_excluded"),
    "3.3": ("scope.out_of_scope", "scope_out"),
    "4.1": ("urgency.notice_hours", "standard", "standard_date"),
    "4.2": ("urgency.by", "urgency.tiers", "urgency.default_tier", "urgency.steps", "urgency"),
    "4.3": ("off_hours.bands", "off_hours", "impossible"),
    "4.4": ("surcharges.combine", "surcharges.cap", "surcharges.on_packages", "urgency+off_hours", "capped"),
    "4.5": ("urgency.minimum_charge", "minimum_charge"),
    "4.6": ("package_surcharge",),
    "4.7": ("urgency.confirm_availability", "availability"),
    "5.1": ("time.round_minutes", "time.round_mode", "time.round_scope", "time.minimum_minutes", "time"),
    "5.2": ("package", "carry_over"),
    "5.3": ("overage",),
    "5.4": ("payment.terms", "payment.days", "payment.means", "terms"),
    "5.5": ("payment.late_rate", "payment.recovery_fee", "late"),
    "5.6": ("payment.reminder_days", "reminder"),
    "5.7": ("payment.pause_after_days", "pause"),
    "5.8": ("deposits", "deposit"),
    "6.1": ("process.discovery_minutes",),
    "6.2": ("process.quote_within_hours", "process.quote_valid_days", "quote"),
    "6.3": ("process.onboarding", "process.onboarding_form", "onboarding"),
    "6.4": ("process.kickoff_minutes", "process.kickoff_agenda", "kickoff"),
    "6.5": ("process.acceptance_silence_hours", "acceptance"),
    "7.1": ("boundaries.statements",),
    "7.2": ("boundaries.free_revisions", "revisions"),
}
_EXTRA = {**{f"hours.{day}": "§1.1" for day in ("friday", "saturday", "sunday")}, "surcharges.on_packages": "§4.6"}
PARAGRAPHS = {name: f"§{number}" for number, names in _TABLE.items() for name in names} | _EXTRA


def anchor(place: str) -> str:
    """The anchor of a paragraph within its document: “s4-2” for “§4.2”."""
    return place.replace("§", "s").replace(".", "-")


def paragraph(name: str) -> str:
    """The paragraph of a rule (“urgency”) or a knob (“payment.terms”), such as “§4.2”. Raises KeyError."""
    return PARAGRAPHS[name]
