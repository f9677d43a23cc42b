"""Rows of a form: as many as there are things, added, removed and moved without losing what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from sops.editing.drawing import Drawing

MOST = 200  # rows read from one form


class RowForm(forms.Form):
    """One row. It is blank, and dropped, while nothing is typed into `typed`."""

    default_renderer = Drawing
    typed: ClassVar[tuple[str, ...]]

    def focus(self) -> None:
        """Let the next thing typed go here."""
        self.fields[self.typed[0]].widget.attrs["autofocus"] = True

    def is_blank(self) -> bool:
        """Was nothing typed here?"""
        return not any(str(self[name].data or "").strip() for name in self.typed)


class Rows:
    """The rows of one kind within a form. `name` prefixes their inputs; `name-count` says how many there are."""

    def __init__(
        self, name: str, row: type[RowForm], *, initial: Sequence[Mapping[str, Any]] = (), data: Any = None
    ) -> None:
        self.name, self.data, self.errors = name, data, list[str]()
        if data is None:
            self.forms = [row(initial=dict(each), prefix=f"{name}-{rank}") for rank, each in enumerate(initial)]
        else:
            self.forms = [row(data, prefix=f"{name}-{rank}") for rank in range(count(data, name))]

    def is_valid(self) -> bool:
        """Is each row blank or right?"""
        wrong = [form for form in self.filled if not form.is_valid()]  # each is asked, so that each says what is wrong
        return not wrong

    @property
    def filled(self) -> list[RowForm]:
        """The rows into which something was typed, in order."""
        return [form for form in self.forms if not form.is_blank()]

    def read(self) -> list[dict[str, Any]]:
        """What the rows say."""
        return [form.cleaned_data for form in self.filled]


def count(data: Mapping[str, Any], name: str) -> int:
    """How many rows a form was sent with."""
    text = str(data.get(f"{name}-count", ""))
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def as_typed(form: forms.Form) -> dict[str, Any]:
    """What was typed into a bound form, unread, to be shown again as it stands."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def rearranged(rows: list[dict[str, Any]], verb: str, rank: int) -> list[dict[str, Any]]:
    """The rows with one more at the end, without one, or with one a place earlier; unknown words change nothing."""
    if verb == "add":
        return [*rows, {}][:MOST]
    if verb == "remove" and rank >= 0:
        return rows[:rank] + rows[rank + 1 :]
    if verb == "up" and 0 < rank < len(rows):
        return [*rows[: rank - 1], rows[rank], rows[rank - 1], *rows[rank + 1 :]]
    return rows
