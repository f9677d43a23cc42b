"""The form by which a client signs: name, capacity, ticks that nobody ticked before, a code, a drawing if wanted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.attesting import Typed
from billing.forms import dress
from billing.picturing import LONGEST, picture_of

KEPT = ("name", "capacity", "consent", "early", "drawn")  # while a code is on its way


class SignForm(forms.Form):
    """What is typed and ticked; the sentences with a box are those of the quote."""

    name = forms.CharField(label=gettext_lazy("Your name is your signature"), max_length=200)
    capacity = forms.CharField(
        label=gettext_lazy("You sign as"),
        help_text=gettext_lazy("Such as manager; empty if you sign for yourself."),
        max_length=200,
        required=False,
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)
    consent = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick that you agree; without it, nothing is signed.")}
    )
    early = forms.BooleanField(required=False)
    code = forms.CharField(label=pgettext_lazy("one-time", "Code"), max_length=12)
    document = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, agreed: str, early: str = "", **more: Any) -> None:
        """`agreed` is the sentence of consent; `early` that of work before a consumer's right ends, empty for none."""
        super().__init__(data, **more)
        self.fields["consent"].label = agreed
        self.fields["early"].label = early
        if not early:
            del self.fields["early"]
        dress(self)
        for name in self._boxes():
            self.fields[name].widget.attrs["class"] = "form-check-input"
        told = {"name": {"autocomplete": "name"}, "capacity": {"autocomplete": "organization-title"}}
        told["code"] = {"inputmode": "numeric", "autocomplete": "one-time-code"}
        for name, attrs in told.items():
            self.fields[name].widget.attrs |= attrs

    @classmethod
    def kept(cls, typed: QueryDict) -> dict[str, str]:
        """What was typed when a code was asked for, to be shown again."""
        return {name: typed.get(name, "")[: LONGEST if name == "drawn" else 200] for name in KEPT if name in typed}

    def _boxes(self) -> list[str]:
        return [name for name in ("consent", "early") if name in self.fields]

    def clean_name(self) -> str:
        """A name is a line with letters in it."""
        name = _line(self.cleaned_data["name"])
        if not any(map(str.isalpha, name)):
            raise ValidationError(_("Write your first and last name."))
        return name

    def clean_capacity(self) -> str:
        """One line."""
        return _line(self.cleaned_data["capacity"])

    def clean_drawn(self) -> bytes:
        """The drawing as a picture of ours."""
        return picture_of(self.cleaned_data["drawn"])

    def typed(self, chosen: tuple[int, ...]) -> Typed:
        """What the act needs, once the form is valid."""
        found, boxes = self.cleaned_data, self._boxes()
        return Typed(
            name=found["name"],
            capacity=found["capacity"],
            code=found["code"],
            document=found["document"],
            shown=tuple(str(self.fields[each].label) for each in boxes),
            ticked=tuple(str(self.fields[each].label) for each in boxes if found[each]),
            chosen=chosen,
            begins_early=bool(found.get("early")),
            drawn=found["drawn"],
        )


def _line(text: str) -> str:
    """A text on one line, without what cannot be printed."""
    return "".join(filter(str.isprintable, " ".join(text.split())))
