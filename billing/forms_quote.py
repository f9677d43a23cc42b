"""The form of a quote: what it says of itself, and a row for each line with only what its kind has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.forms import AmountField, dress
from billing.models import Quote, QuoteLine
from clients.models import KINDS, LANGUAGES
from clients.terms import HoursField
from sops.forms import allowed_vat
from sops.rules.policy import Service
from vacrm.asked import number_in

MOST = 40  # lines of a quote
# What each kind of line has, in the order of its row.
SHOWN = {
    "hourly": ("label", "quantity", "rate"),
    "mission": ("label", "quantity", "rate"),
    "package": ("label", "price", "included_minutes", "overage_rate", "timing"),
    "subscription": ("label", "price", "timing"),
    "trial": ("label", "days"),
}
NEEDED = {
    "hourly": ("rate",),
    "mission": ("rate",),
    "package": ("price", "included_minutes"),
    "subscription": ("price",),
    "trial": ("days",),
}
MORE = ("detail", "vat_rate", "is_optional")


def _calendar() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class QuoteForm(forms.Form):
    """What a quote says of itself."""

    title = forms.CharField(label=gettext_lazy("Title; your client reads it"), max_length=200)
    intro = forms.CharField(
        label=gettext_lazy("A few words before the lines"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), widget=_calendar())
    starts_on = forms.DateField(
        label=gettext_lazy("Begins on"),
        required=False,
        help_text=gettext_lazy("Empty: the day it is signed."),
        widget=_calendar(),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    off = AmountField(label=gettext_lazy("Discount"), required=False, max_digits=12, decimal_places=2, min_value=0)
    of = forms.ChoiceField(label=gettext_lazy("Of"), required=False, choices=[("percent", "%"), ("amount", "EUR")])
    reason = forms.CharField(label=gettext_lazy("Why; your client reads it"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, quote: Quote, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(typed) if typed is not None else _first(quote))
        self.quote = quote
        of = self.fields["of"]
        if isinstance(of, forms.ChoiceField):
            of.choices = [("percent", "%"), ("amount", quote.currency)]
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        off, of = cleaned.get("off"), cleaned.get("of")
        if off and of == "percent" and off > 100:
            self.add_error("off", _("Write a percent above zero, 100 at most."))
        if off and not cleaned.get("reason"):
            self.add_error("reason", _("Write why: your client reads it on the quote."))
        return cleaned

    def fill(self) -> Quote:
        """The quote with what was typed."""
        found, off = self.cleaned_data, self.cleaned_data.get("off") or None
        for name in ("title", "intro", "valid_until", "starts_on", "language"):
            setattr(self.quote, name, found[name])
        self.quote.discount_percent = off if found["of"] == "percent" else None
        self.quote.discount_amount = off if found["of"] == "amount" else None
        self.quote.discount_reason = found["reason"] if off else ""
        return self.quote


def _first(quote: Quote) -> dict[str, Any]:
    names = ("title", "intro", "valid_until", "starts_on", "language")
    off = quote.discount_percent or quote.discount_amount
    return {
        **{name: getattr(quote, name) for name in names},
        "off": off,
        "of": "amount" if quote.discount_amount else "percent",
        "reason": quote.discount_reason,
    }


class LineForm(forms.Form):
    """One line: the fields of its kind."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    service = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("What"), max_length=200)
    quantity = AmountField(label=gettext_lazy("Quantity"), required=False, max_digits=9, decimal_places=2, min_value=0)
    rate = AmountField(label=gettext_lazy("Unit price"), required=False, max_digits=12, decimal_places=2, min_value=0)
    price = AmountField(label=gettext_lazy("A month"), required=False, max_digits=12, decimal_places=2, min_value=0)
    included_minutes = HoursField(label=gettext_lazy("Hours a month"), required=False)
    overage_rate = AmountField(
        label=gettext_lazy("An hour beyond"), required=False, max_digits=12, decimal_places=2, min_value=0
    )
    days = forms.IntegerField(label=gettext_lazy("Days"), required=False, min_value=1, max_value=365)
    timing = forms.ChoiceField(
        label=gettext_lazy("Invoiced"),
        required=False,
        choices=[("advance", gettext_lazy("in advance")), ("arrears", gettext_lazy("in arrears"))],
    )
    detail = forms.CharField(
        label=gettext_lazy("Detail"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    vat_rate = AmountField(
        label=gettext_lazy("VAT rate; empty: by the rules"), required=False, max_digits=5, decimal_places=2, min_value=0
    )
    is_optional = forms.BooleanField(label=gettext_lazy("An option the client may choose"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        kind = str(self["kind"].value() or "mission")
        self.line_kind = kind if kind in SHOWN else "mission"
        if self.line_kind == "hourly":
            self.fields["quantity"].label = _("Hours, estimated")
            self.fields["rate"].label = _("An hour")
        wanted = {"kind", "service", *SHOWN[self.line_kind], *MORE}
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        dress(self)
        self.fields["is_optional"].widget.attrs["class"] = "form-check-input"

    @property
    def kind_name(self) -> str:
        """What kind of line it is, in words."""
        return str(capfirst(dict(KINDS)[self.line_kind]))

    @property
    def shown(self) -> list[Any]:
        """The fields of its row."""
        return [self[name] for name in SHOWN[self.line_kind]]

    @property
    def is_told_more(self) -> bool:
        """Is something said below the row?"""
        return any(self[name].value() or self[name].errors for name in ("detail", "vat_rate"))

    def clean_vat_rate(self) -> Decimal | None:
        return allowed_vat(self.cleaned_data["vat_rate"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in NEEDED[self.line_kind]:
            if cleaned.get(name) is None and not self.has_error(name):
                self.add_error(name, _("This kind of line needs it."))
        return cleaned

    def fill(self) -> QuoteLine:
        """The line with what was typed; its price is worked out when it is kept."""
        found = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if self.line_kind == "mission":
            found.setdefault("quantity", Decimal(1))
        elif self.line_kind == "hourly":
            found.setdefault("quantity", Decimal(0))
        return QuoteLine(**{**found, "timing": found.get("timing") or "advance"})


def rows(data: Mapping[str, Any] | None, typed: Sequence[Mapping[str, Any]] = ()) -> list[LineForm]:
    """The rows of the lines: as posted, to be read, or with what was typed or kept, to be shown."""
    if data is None:
        return [LineForm(prefix=f"line-{n}", initial=dict(each)) for n, each in enumerate(typed)]
    return [LineForm(data, prefix=f"line-{n}") for n in range(count(data))]


def count(data: Mapping[str, Any]) -> int:
    """How many rows were posted."""
    return min(number_in(str(data.get("line-count", ""))) or 0, MOST)


def typed_rows(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as they were typed, right or wrong, in order."""
    names = [name for name in LineForm.base_fields if name != "is_optional"]
    return [
        {
            **{name: data.get(f"line-{n}-{name}", "") for name in names},
            "is_optional": f"line-{n}-is_optional" in data,
        }
        for n in range(count(data))
    ]


def moved(found: list[dict[str, Any]], do: str, services: Sequence[Service], added: Mapping[str, str]) -> None:
    """Do what a button of the rows asks: “add”, “remove 2”, “up 2”."""
    verb, _space, text = do.partition(" ")
    number = number_in(text)
    place = -1 if number is None else number
    if verb == "add" and len(found) < MOST:
        found.append(new_row(added.get("add-kind", ""), added.get("add-service", ""), services))
    elif verb == "remove" and 0 <= place < len(found):
        del found[place]
    elif verb == "up" and 0 < place < len(found):
        found[place - 1], found[place] = found[place], found[place - 1]


def new_row(kind: str, code: str, services: Sequence[Service]) -> dict[str, Any]:
    """A row of a kind, with the name and the rate of a service of the catalogue."""
    service = next((each for each in services if each.code == code), None)
    kind = kind if kind in SHOWN else "mission"
    rate = service.rate if service else None
    return {
        "kind": kind,
        "service": service.code if service else "",
        "label": service.name if service else "",
        "quantity": Decimal(1) if kind == "mission" else None,
        "rate": rate if kind in ("hourly", "mission") else None,
        "overage_rate": rate if kind == "package" else None,
        "days": 7 if kind == "trial" else None,
        "timing": "advance",
    }


def kept_rows(quote: Quote) -> list[dict[str, Any]]:
    """The lines of a kept quote as rows."""
    return [{name: getattr(line, name) for name in LineForm.base_fields} for line in quote.lines.all()]


class WhyForm(forms.Form):
    """Why a quote was declined, or is taken back."""

    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, needed: bool = False) -> None:
        super().__init__(data)
        self.fields["why"].required = needed
        dress(self)


class AcceptForm(forms.Form):
    """On which day the client agreed, and which options are wanted."""

    on = forms.DateField(label=gettext_lazy("Signed on"), widget=_calendar())
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Options chosen"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, options: Sequence[tuple[str, str]], today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today
        chosen = self.fields["chosen"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = options
        dress(self)
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        self.fields["chosen"].widget.attrs["class"] = "form-check-input"

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("That day is still to come; write the day it was signed."))
        return on


class ClausesForm(forms.Form):
    """The clauses of a contract, each as a text."""

    def __init__(self, data: Any = None, *, wordings: Sequence[Any]) -> None:
        super().__init__(data)
        for each in wordings:
            lines = max(3, min(18, sum(1 + len(line) // 90 for line in each.text.splitlines())))
            self.fields[each.code] = forms.CharField(
                label=each.title,
                initial=each.text,
                required=False,
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": lines}),
            )
        dress(self)
