"""The forms of agreements on the pages: one for each kind, with only what that kind has."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.forms import AgreementForm
from clients.models import KINDS, Agreement, Client
from sops.models import SopVersion
from vacrm.desk.entering import begin_labels, free_key
from vacrm.paper.figures import NO_BREAK

_HOURS = re.compile(r"(\d{1,4})(?:h|:)(\d{2})?(?:m|min)?|(\d{1,5})(?:m|min)|(\d{1,4})(?:[.,](\d{1,2}))?")
_DEPOSIT = ("deposit_percent", "deposit_amount", "deposit_above")
_OPENING = ("periods_billed_through", "hours_billed_through", "billed_elsewhere")
_EVERY = ("sop", "signed_on", "starts_on", "ends_on", "services_text", "vat_rate")
# What each kind has besides: the price first.
FIELDS: dict[str, tuple[str, ...]] = {
    "hourly": ("rate", "rates_text", *_DEPOSIT, *_OPENING),
    "package": (
        *("price", "included_minutes", "overage_rate", "overage", "rate", "timing", "prorate"),
        *("carry_over_months", "carry_over_cap_minutes", "carry_over_order"),
        *(*_DEPOSIT, *_OPENING),
    ),
    "mission": ("price", "rate", "done_on", *_DEPOSIT, "billed_elsewhere"),
    "subscription": ("price", "rate", "timing", "prorate", *_DEPOSIT, *_OPENING),
    "trial": ("billed_elsewhere",),
}
SENTENCES: dict[str, Any] = {
    "hourly": gettext_lazy("Each hour worked is billed at its rate, at the end of the month."),
    "package": gettext_lazy("So many hours a month at a fixed price; what goes beyond is billed by the hour."),
    "mission": gettext_lazy("One piece of work at one price, billed when it is delivered."),
    "subscription": gettext_lazy("A fixed price each month, whatever the hours."),
    "trial": gettext_lazy("Hours are counted and shown, and cost nothing."),
}


def read_hours(text: str) -> int | None:
    """Minutes of “12h”, “12h30”, “12:30”, “12.5” (hours) or “45 min”; None: not understood."""
    found = _HOURS.fullmatch(re.sub(rf"[\s{NO_BREAK}]", "", text).lower())
    if not found:
        return None
    hours, rest, minutes, whole, part = found.groups()
    if hours is not None:
        return int(hours) * 60 + int(rest or 0)
    if minutes is not None:
        return int(minutes)
    tenths = f"{part or '':0<2}"
    return int(whole) * 60 + int(tenths) * 60 // 100


class HoursField(forms.CharField):
    """Minutes, written as hours."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60}h{value % 60:02}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        minutes = read_hours(text)
        if minutes is None:
            raise ValidationError(_("Not understood; write 12h or 12h30."))
        return minutes


def services_known() -> dict[str, str]:
    """What any version of the procedures offers or offered: its code, and the latest name; two of one name by code."""
    versions = SopVersion.objects.frozen().order_by("number")
    named = {each.code: each.name for version in versions for each in version.policy().services}
    counted = Counter(named.values())
    return {code: name if counted[name] == 1 else code for code, name in named.items()}


class TermsForm(AgreementForm):
    """An agreement of one kind with one client."""

    services_text = forms.MultipleChoiceField(  # type: ignore[assignment]  # ticked here, typed in the workshop
        label=gettext_lazy("services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: all that are offered."),
    )
    included_minutes = HoursField(label=gettext_lazy("hours a month"), help_text=gettext_lazy("12h or 12h30."))
    carry_over_cap_minutes = HoursField(
        label=gettext_lazy("carried over at most"),
        required=False,
        help_text=gettext_lazy("12h or 12h30; empty: all that is left."),
    )

    class Meta(AgreementForm.Meta):
        exclude: tuple[str, ...] = (*AgreementForm.Meta.exclude, "client", "key", "kind", "carried_minutes")
        labels: ClassVar = {
            "sop": gettext_lazy("rules: the SOP version signed"),
            "carry_over_months": gettext_lazy("unused hours are kept for so many months"),
            "carry_over_order": gettext_lazy("which hours are used first"),
            "overage": gettext_lazy("hours beyond the package"),
            "timing": gettext_lazy("invoiced"),
            "prorate": gettext_lazy("a part month costs its part"),
            "billed_elsewhere": gettext_lazy("all of it is billed elsewhere"),
        }
        help_texts: ClassVar = {
            "rate": gettext_lazy("An hour; surcharges are counted on it."),
            "ends_on": gettext_lazy("Empty: until one of you ends it."),
            "signed_on": gettext_lazy("Empty: not signed yet."),
            "vat_rate": gettext_lazy("Empty: as your VAT regime and the client’s country have it."),
            "periods_billed_through": gettext_lazy("Up to this month (2026-10), periods were billed before."),
            "hours_billed_through": gettext_lazy("Up to this month (2026-10), hours were billed before."),
        }
        widgets: ClassVar = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("signed_on", "starts_on", "ends_on", "done_on")
        }

    def __init__(self, *args: Any, client: Client, kind: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.kind = client, kind
        self.instance.client, self.instance.kind = client, kind
        wanted = ("sop", *FIELDS[kind], *_EVERY[1:])
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        self.order_fields(wanted)
        if not self.instance.pk:
            self.fields["starts_on"].initial = on
        self._name_services()
        begin_labels(self)

    def _name_services(self) -> None:
        """Services are ticked and written by their names; codes are for packs."""
        self.known = services_known()
        chosen = {code: code for code in (*(self.instance.services or ()), *self.instance.rates)}
        services: Any = self.fields["services_text"]
        services.choices = list((chosen | self.known).items())
        services.initial = self.instance.services or []
        if rates := self.fields.get("rates_text"):
            rates.help_text = _("One a line: %(service)s = 45.00") % {
                "service": escape(next(iter(self.known.values()), "code"))  # help is HTML, what she calls it is not
            }
            lines = (f"{self.known.get(code, code)} = {rate}" for code, rate in self.instance.rates.items())
            rates.initial = "\n".join(lines)

    def called(self, code: str) -> str:
        return self.known.get(code, code)

    def clean_services_text(self) -> list[str] | None:
        return self.cleaned_data["services_text"] or None

    def clean_rates_text(self) -> dict[str, str]:
        codes = {name.casefold(): code for code, name in self.known.items()}
        return {codes.get(said.casefold(), said): rate for said, rate in super().clean_rates_text().items()}

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields by what they are about, the seldom ones last."""
        names = [*self.fields]
        seldom = {*_DEPOSIT, *_OPENING}
        first = [name for name in FIELDS[self.kind] if name not in seldom]
        parts = [
            (_("Price"), first),
            (_("Time and rules"), [name for name in _EVERY if name not in first]),
            (_("Deposit"), [name for name in _DEPOSIT if name in names]),
            (_("Billed before or elsewhere"), [name for name in _OPENING if name in FIELDS[self.kind]]),
        ]
        return [(title, [self[name] for name in found]) for title, found in parts if found]

    def words(self, cleaned: dict[str, Any]) -> str:
        return f"{self.owner.key} {self.kind}"

    def clean(self) -> dict[str, Any] | None:
        if not self.instance.key:
            self.instance.key = free_key(Agreement, self.words({}))
        self.cleaned_data["kind"] = self.kind
        return super().clean()


def kinds() -> list[tuple[str, Any, Any]]:
    """The kinds of agreement to choose from: code, name, and what it means."""
    return [(code, name, SENTENCES[code]) for code, name in KINDS]
