"""The main knobs of the procedures on one screen: hours, notice, surcharges, deposit, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sops.rules.policy import WEEKDAYS, Deposit, Policy, show_range
from sops.rules.pricing import Step, Urgency
from sops.wording import figures
from sops.wording.names import TIERS, named

_CLOCK = r"(\d{1,2})(?:\s?[:h.]\s?(\d{2})?)?"
_RANGE = re.compile(rf"{_CLOCK}\s*(?:-|–|—|à|to)\s*{_CLOCK}")


def read_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Opening hours of a day as minutes after midnight: “9-12:30, 13h30–18h”; nothing: closed.

    Raises ValidationError for what is none, for hours that end before they begin and for those that overlap.
    """
    parts = [part.strip() for part in re.split(r"[,;&]|\bet\b|\band\b", text.casefold()) if part.strip()]
    found = sorted(_range(part) for part in parts)
    if any(end > start for (_start, end), (start, _end) in pairwise(found)):
        raise ValidationError(_("These hours overlap; let one end before the next begins."))
    return tuple(found)


def _range(text: str) -> tuple[int, int]:
    read = _RANGE.fullmatch(text)
    if read is None:
        raise ValidationError(_("“%(text)s” is no range of hours; write 9:00-12:30, 13:30-18:00.") % {"text": text})
    opening, closing = (int(hour) * 60 + int(minute or 0) for hour, minute in (read.groups()[:2], read.groups()[2:]))
    if closing <= opening:
        raise ValidationError(_("“%(text)s” ends before it begins; write the earlier hour first.") % {"text": text})
    if closing > 24 * 60 or any(int(minute or 0) > 59 for minute in (read[2], read[4])):
        raise ValidationError(_("“%(text)s” is no range of hours; write 9:00-12:30, 13:30-18:00.") % {"text": text})
    return opening, closing


class HoursField(forms.CharField):
    """The opening hours of a weekday, as one writes them."""

    def clean(self, value: Any) -> tuple[tuple[int, int], ...]:
        return read_ranges(super().clean(value))


class RulesForm(forms.Form):
    """The knobs, filled from a policy, and the policy that they make."""

    notice_hours = forms.IntegerField(
        label=gettext_lazy("A request is urgent when it is wanted in less than (hours)"), min_value=0, max_value=8760
    )
    deposit = forms.DecimalField(
        label=gettext_lazy("Deposit on one-off missions (%)"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("0: none is asked."),
    )
    terms = forms.ChoiceField(
        label=gettext_lazy("Invoices are due"),
        choices=[
            ("on_receipt", gettext_lazy("on receipt")),
            ("net", gettext_lazy("some days after the invoice")),
            ("end_of_month", gettext_lazy("some days after, then at the end of the month")),
        ],
    )
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=0, max_value=365, required=False)

    def __init__(self, base: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        days = get_day_names("wide", locale=figures.locale())
        for number, weekday in enumerate(WEEKDAYS):
            self.fields[weekday] = HoursField(label=capfirst(days[number]), max_length=100, required=False)
            self.initial.setdefault(weekday, ", ".join(map(show_range, base.hours.opening(number))))
        for name, label, percent in _percents(base.urgency):
            self.fields[name] = forms.DecimalField(
                label=label, min_value=0, max_value=200, max_digits=5, decimal_places=2
            )
            self.initial.setdefault(name, plain(percent))
        deposit = base.deposits.get("mission")
        first = {
            "notice_hours": base.urgency.notice_hours,
            "deposit": plain(deposit.percent) if deposit and deposit.percent else 0,
            "terms": base.payment.terms,
            "days": base.payment.days,
        }
        self.initial = {**first, **self.initial}
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"

    @property
    def week(self) -> list[forms.BoundField]:
        """The seven days."""
        return [self[weekday] for weekday in WEEKDAYS]

    @property
    def tiers(self) -> list[forms.BoundField]:
        """The surcharges."""
        return [self[name] for name, _label, _percent in _percents(self.base.urgency)]

    def policy(self) -> Policy:
        """The policy she described; whatever has no knob here stays as it was."""
        found, base = self.cleaned_data, self.base
        deposits = dict(base.deposits)
        before = deposits.pop("mission", None) or Deposit(percent=found["deposit"])
        if found["deposit"]:
            deposits["mission"] = replace(before, percent=found["deposit"], amount=None)
        days = 0 if found["terms"] == "on_receipt" else found["days"] or 0
        return replace(
            base,
            hours=replace(base.hours, **{weekday: found[weekday] for weekday in WEEKDAYS}),
            urgency=self._urgency(),
            deposits=deposits,
            payment=replace(base.payment, terms=found["terms"], days=days),
        )

    def _urgency(self) -> Urgency:
        found, before = self.cleaned_data, self.base.urgency
        notice = found["notice_hours"]
        tiers = {tier: found[f"tier_{tier}"] for tier in before.tiers}
        if before.by == "complexity" or not notice:
            return replace(before, notice_hours=notice, tiers=tiers, steps=before.steps if notice else ())
        # The widest step reaches as far as the notice: a request is urgent exactly where a step says how much.
        steps = [Step(each.under_hours, found[f"step_{each.under_hours}"]) for each in before.steps]
        within = [each for each in steps[:-1] if each.under_hours < notice]
        return replace(before, notice_hours=notice, steps=(*within, Step(notice, steps[-1].percent)))


def _percents(urgency: Urgency) -> Iterator[tuple[str, str, Decimal]]:
    if urgency.by == "complexity":
        for tier, percent in sorted(urgency.tiers.items(), key=lambda each: each[1]):
            yield f"tier_{tier}", capfirst(named(tier, TIERS)), percent
        return
    for step in urgency.steps:
        label = _("Under %(hours)s") % {"hours": figures.hours_count(step.under_hours)}
        yield f"step_{step.under_hours}", label, step.percent


def plain(number: Decimal) -> Decimal:
    """20.00 as 20: what stands in a field."""
    whole = number.to_integral_value()
    return whole if number == whole else number
