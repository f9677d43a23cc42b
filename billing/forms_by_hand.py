"""Forms of what is changed by hand on a client's month."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.forms import AmountField, dress


class ByHand(forms.Form):
    """A small form among others on one page: its fields have ids of their own, for each client."""

    name = ""

    def __init__(self, data: Any = None, *, pk: int = 0, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"id_{self.name}_{pk}_%s", **kwargs)
        dress(self)


class LabelForm(ByHand):
    """Another label for a line."""

    name = "label"
    line = forms.CharField(max_length=200, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("Label"), max_length=200)


class ExtraForm(ByHand):
    """A line of her own."""

    name = "extra"
    label = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    quantity = AmountField(label=gettext_lazy("Quantity"), max_digits=9, decimal_places=4, initial="1")
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[("piece", pgettext_lazy("unit", "piece")), ("hour", pgettext_lazy("unit", "hour"))],
    )
    price = AmountField(label=gettext_lazy("Unit price, before VAT"), max_digits=12, decimal_places=2)


class DiscountForm(ByHand):
    """A percent or an amount off, and why."""

    name = "discount"
    off = AmountField(label=gettext_lazy("How much off"), max_digits=12, decimal_places=2)
    of = forms.ChoiceField(label=gettext_lazy("Of"), choices=[("percent", "%"), ("amount", "EUR")])
    reason = forms.CharField(label=gettext_lazy("Why; your client reads it"), max_length=300)

    def __init__(self, data: Any = None, *, currency: str = "EUR", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["of"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("percent", "%"), ("amount", currency)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "off" in cleaned and "of" in cleaned:
            cleaned["taken"] = {cleaned["of"]: cleaned["off"]}
        return cleaned


class LaterForm(ByHand):
    """What is left for next month."""

    name = "later"
    target = forms.CharField(max_length=200, widget=forms.HiddenInput)


class NoteForm(ByHand):
    """Why warnings are set aside."""

    name = "note"
    note = forms.CharField(label=gettext_lazy("Issue it all the same, because"), max_length=300)

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"].strip()
        if not note:
            raise ValidationError(_("Write why the month may be issued all the same."))
        return note
