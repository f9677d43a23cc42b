"""Chapter 4 as a form: what is urgent, what it costs, and who decides."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from sops.editing.chapter import ChapterForm, Group
from sops.editing.fields import Figure, Whole, code_of
from sops.editing.rows import RowForm
from sops.rules.policy import BANDS as BAND_CODES
from sops.rules.policy import Policy
from sops.wording.names import BANDS, TIERS, named


def _percent(label: Any, **more: Any) -> Figure:
    return Figure(label=label, max_value=200, unit="%", **more)


class TierForm(RowForm):
    typed = ("name", "percent")

    name = forms.CharField(
        label=_("Complexity"), max_length=60, widget=forms.TextInput(attrs={"list": "tiers", "autocomplete": "off"})
    )
    percent = _percent(_("Surcharge"), required=True)
    usual = forms.BooleanField(label=_("the usual one"), required=False)


class StepForm(RowForm):
    typed = ("under_hours", "percent")

    under_hours = Whole(label=_("Notice under"), unit=_("hours"), required=True, min_value=1, max_value=8_760)
    percent = _percent(_("Surcharge"), required=True)


class UrgencyForm(ChapterForm):
    slug, number, tables = "urgencies", 4, ("urgency", "off_hours", "surcharges")
    title = _("Urgencies")
    lede = _("What counts as urgent, what it costs, and who decides.")
    row_forms: ClassVar = {"tiers": TierForm, "steps": StepForm}
    aliases: ClassVar = {"default_tier": "tiers", "bands": "band_outside"}

    notice_hours = Whole(
        label=_("A request is urgent under"), unit=_("hours of notice"), max_value=8_760, help_text=_("Empty: never.")
    )
    by = forms.ChoiceField(
        label=_("The surcharge depends on"),
        choices=[("complexity", _("how complex the work is")), ("notice", _("how short the notice is"))],
    )
    band_evening, band_weekend, band_closure, band_holiday, band_outside = (_percent(BANDS[b]) for b in BAND_CODES)
    combine = forms.ChoiceField(
        label=_("When urgency and off-hours meet"),
        choices=[
            ("highest", _("the higher counts")),
            ("add", _("they add up")),
            ("multiply", _("they multiply")),
        ],
    )
    cap = _percent(_("Never beyond"), help_text=_("Empty: no cap."))
    on_packages = forms.ChoiceField(
        label=_("With a package, a surcharge"),
        choices=[("money", _("is billed on top")), ("weight", _("weighs on its hours"))],
    )
    minimum_charge = Figure(label=_("Surcharges of an urgent request, at least"), max_digits=12, least=2)
    confirm_availability = forms.BooleanField(label=_("Ask me before anything is promised"), required=False)

    groups = (
        Group(_("What is urgent"), ("notice_hours", "by"), cite="§4.1, §4.2"),
        Group(_("Surcharge by complexity"), rows="tiers", add=_("Add a tier"), only="only-complexity", cite="§4.2"),
        Group(_("Surcharge by notice"), rows="steps", add=_("Add a tier"), only="only-notice", cite="§4.2"),
        Group(
            _("Work off hours"),
            tuple(f"band_{band}" for band in BAND_CODES),
            cite="§4.3",
            help=_("For work that your opening hours cannot hold before the date. Empty: no surcharge."),
        ),
        Group(_("How they meet"), ("combine", "cap", "on_packages"), cite="§4.4, §4.6"),
        Group(_("Who decides"), ("minimum_charge", "confirm_availability"), cite="§4.5, §4.7"),
    )

    @property
    def offered(self) -> dict[str, list[str]]:
        """What is proposed while one types."""
        return {"tiers": [str(name) for name in TIERS.values()]}

    def knobs(self, policy: Policy) -> dict[str, Any]:
        urgency, surcharges = policy.urgency, policy.surcharges
        return {
            "notice_hours": urgency.notice_hours or None,
            "by": urgency.by,
            "tiers": [
                {"name": named(code, TIERS), "percent": percent, "usual": code == urgency.default_tier}
                for code, percent in urgency.tiers.items()
            ],
            "steps": [{"under_hours": step.under_hours, "percent": step.percent} for step in urgency.steps],
            **{f"band_{band}": percent for band, percent in policy.off_hours.bands.items()},
            **{name: getattr(surcharges, name) for name in ("combine", "cap", "on_packages")},
            "minimum_charge": urgency.minimum_charge or None,
            "confirm_availability": urgency.confirm_availability,
        }

    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        coded = [(code_of(each["name"], TIERS, self.policy.urgency.tiers), each) for each in rows["tiers"]]
        if twice := next((code for code, _row in coded if [each for each, _ in coded].count(code) > 1), None):
            raise forms.ValidationError(_("“%(tier)s” is there twice; give each tier its own name.") % {"tier": twice})
        usual = [code for code, each in coded if each["usual"] or len(coded) == 1]
        bands = {band: said[f"band_{band}"] for band in BAND_CODES if said[f"band_{band}"] is not None}
        return {
            "urgency": {
                "notice_hours": said["notice_hours"] or 0,
                "confirm_availability": said["confirm_availability"],
                "by": said["by"],
                "tiers": {code: each["percent"] for code, each in coded},
                "default_tier": usual[0] if len(usual) == 1 else None,
                "steps": rows["steps"],
                "minimum_charge": said["minimum_charge"] or 0,
            },
            "off_hours": {"bands": bands},
            "surcharges": {name: said[name] for name in ("combine", "cap", "on_packages")},
        }
