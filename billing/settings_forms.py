"""Forms of the settings that are billing's: numbers of invoices, goals, a test message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms import AmountField
from sops import validators


class NumberingForm(forms.Form):
    """How invoices are numbered; the next number only as long as none was given."""

    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=60,
        validators=[validators.validate_number_pattern],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("{year} is the year, {seq} the number; {seq:04} writes it with four digits."),
    )
    next_number = forms.IntegerField(
        label=_("Next number"),
        min_value=1,
        max_value=9_999_999,
        help_text=_("Where another program has numbered before: the one after its last."),
    )

    def __init__(self, *args: Any, begun: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if begun:
            del self.fields["next_number"]


class GoalForm(forms.Form):
    """What a month and a year should bring in, before VAT."""

    monthly = AmountField(
        label=_("Each month"), max_digits=12, decimal_places=2, min_value=1, required=False, localize=True
    )
    yearly = AmountField(
        label=_("Each year"), max_digits=12, decimal_places=2, min_value=1, required=False, localize=True
    )


class TestMessageForm(forms.Form):
    """To whom a test message goes."""

    __test__ = False  # no test of pytest's

    to = forms.EmailField(label=_("Send a test message to"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
