"""Rows of a form: as many as there are things, added, moved, and ticked to go, without losing what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

MOST = 200  # rows read from one form


class RowForm(forms.Form):
    """One row. It is blank, and dropped, while nothing is typed into `typed`, or once it is ticked to go."""

    typed: ClassVar[tuple[str, ...]]
    before = ""  # what the row was in the version published, where it differs

    gone = forms.BooleanField(required=False)  # until the chapter is kept, unticked brings the row back

    @classmethod
    def key(cls) -> str:
        """The knob that tells one row from another: a code where there is one, else what is typed first."""
        return next((name for name in ("code", "kind") if name in cls.base_fields), cls.typed[0])

    def focus(self) -> None:
        """Let the next thing typed go here."""
        self.fields[self.typed[0]].widget.attrs["autofocus"] = True

    @property
    def shown(self) -> list[BoundField]:
        """The knobs of the row."""
        return [field for field in self if field.name != "gone"]

    @property
    def is_gone(self) -> bool:
        """Is the row ticked to go?"""
        return bool(self["gone"].value())

    def is_blank(self) -> bool:
        """Was nothing typed here that is to stay?"""
        return self.is_gone or not any(str(self[name].value() or "").strip() for name in self.typed)


class Rows:
    """The rows of one kind within a form. `name` prefixes their inputs; `name-count` says how many there are."""

    def __init__(
        self, name: str, row: type[RowForm], *, initial: Sequence[Mapping[str, Any]] = (), data: Any = None
    ) -> None:
        self.name, self.row, self.data, self.errors = name, row, data, list[str]()
        self.lost: list[tuple[int, str]] = []  # rows of the version published that are here no longer: place and words
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
        return [{name: said for name, said in form.cleaned_data.items() if name != "gone"} for form in self.filled]


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


def rearranged(
    rows: list[dict[str, Any]], verb: str, rank: int, before: Sequence[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """The rows with an empty one or one of those before at the end, or with one a place earlier.

    Unknown words change nothing.
    """
    if verb == "add":
        return [*rows, {}][:MOST]
    if verb == "back" and 0 <= rank < len(before):
        return [*rows, before[rank]][:MOST]
    if verb == "up" and 0 < rank < len(rows):
        return [*rows[: rank - 1], rows[rank], rows[rank - 1], *rows[rank + 1 :]]
    return rows
