"""Which year a report is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class YearForm(forms.Form):
    """A year out of those there are; without one, the present."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"),
        coerce=int,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("There is nothing of that year; choose one of the list.")},
    )

    def __init__(self, asked: Mapping[str, Any], years: Sequence[int]) -> None:
        super().__init__({"year": asked.get("year") or years[0]})
        self.present = years[0]
        field = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        wrong = "year" in self.errors
        field.widget.attrs["class"] = "form-select is-invalid" if wrong else "form-select"
        if wrong:
            field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": "id_year_error"}

    @property
    def chosen(self) -> int:
        """The year asked for, or the present one."""
        return int(self.cleaned_data.get("year") or self.present)
