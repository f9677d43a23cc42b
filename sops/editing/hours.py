"""Chapter 1 as a form: when she works, when she is away, how soon she answers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from babel.dates import get_day_names
from django import forms
from django.utils.translation import gettext_lazy as _

from sops.editing.chapter import ChapterForm, Group
from sops.editing.fields import Ranges, Whole
from sops.editing.rows import RowForm
from sops.rules.daysoff import countries
from sops.rules.policy import WEEKDAYS, Policy
from sops.wording import figures

# What is offered while a zone is typed; any other that is known is taken too.
ZONES = (
    *("Europe/Paris", "Europe/Brussels", "Europe/Zurich", "Europe/Luxembourg", "Europe/Monaco", "Europe/London"),
    *("Europe/Dublin", "Europe/Lisbon", "Europe/Madrid", "Europe/Berlin", "Europe/Rome", "Europe/Athens"),
    *("America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte"),
    *(
        "America/Montreal",
        "America/New_York",
        "America/Los_Angeles",
        "Pacific/Noumea",
        "Pacific/Tahiti",
        "Africa/Tunis",
    ),
    *("Africa/Casablanca", "Africa/Dakar", "Africa/Abidjan", "Indian/Mauritius", "Asia/Bangkok", "Australia/Sydney"),
)


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ClosureForm(RowForm):
    typed = ("first", "last", "label")

    first = _date(_("First day away"))
    last = _date(_("Last day away"), required=False)
    label = forms.CharField(label=_("Why"), max_length=200, required=False)


class HoursForm(ChapterForm):
    slug, number, tables = "hours", 1, ("hours",)
    title = _("Hours and availability")
    lede = _("When you work, when you are away, and how soon a client hears from you.")
    row_forms: ClassVar = {"closures": ClosureForm}
    aliases: ClassVar = {"holidays": "country", "from": "first", "to": "last"}

    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (Ranges() for _day in WEEKDAYS)
    timezone = forms.CharField(
        label=_("Time zone"), max_length=60, widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})
    )
    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    region = forms.CharField(
        label=_("Region"),
        max_length=10,
        required=False,
        help_text=_("Only where a region has holidays of its own: 57 for Alsace-Moselle."),
    )
    first_reply_hours = Whole(label=_("First reply within"), unit=_("opening hours"), help_text=_("Empty: no promise."))
    capacity_hours = Whole(
        label=_("Client work a week, at most"), unit=_("hours"), help_text=_("Empty: no limit is watched.")
    )

    groups = (
        Group(
            _("Opening hours"),
            WEEKDAYS,
            kind="days",
            cite="§1.1",
            help=_("As you say it: 9-12:30, 13:30-18. Empty: closed."),
        ),
        Group(_("Place"), ("timezone", "country", "region"), cite="§1.1, §1.2"),
        Group(_("Closures"), rows="closures", add=_("Add a closure"), cite="§1.3"),
        Group(_("Promises"), ("first_reply_hours", "capacity_hours"), cite="§1.4, §1.5"),
    )

    def prepare(self) -> None:
        for weekday, name in enumerate(WEEKDAYS):
            self.fields[name].label = get_day_names("wide", locale=figures.locale())[weekday].capitalize()
        country = self.fields["country"]
        if isinstance(country, forms.ChoiceField):
            country.choices = [("", _("None")), *_countries(figures.language())]

    @property
    def offered(self) -> dict[str, tuple[str, ...]]:
        """What is proposed while one types."""
        return {"zones": ZONES}

    def knobs(self, policy: Policy) -> dict[str, Any]:
        hours = policy.hours
        country, _dash, region = (hours.holidays or "").partition("-")
        return {
            **{name: getattr(hours, name) for name in (*WEEKDAYS, "timezone", "first_reply_hours", "capacity_hours")},
            "country": country,
            "region": region,
            "closures": [
                {"first": each.first, "last": each.last, "label": each.label or ""} for each in hours.closures
            ],
        }

    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        place = "-".join(part for part in (said["country"], said["region"].strip().upper()) if part)
        closures = [
            {"from": each["first"], "to": each["last"] or each["first"], "label": each["label"] or None}
            for each in rows["closures"]
        ]
        plain = {name: said[name] for name in (*WEEKDAYS, "first_reply_hours", "capacity_hours")}
        zone = said["timezone"].strip()
        return {"hours": {**plain, "timezone": zone, "holidays": place or None, "closures": closures}}


@lru_cache(maxsize=4)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    """Countries with known holidays, by name."""
    return tuple(sorted(((code, figures.country(code)) for code in countries()), key=lambda each: each[1]))
