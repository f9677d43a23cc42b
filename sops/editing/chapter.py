"""What the forms of all chapters share: fields in groups, rows, and the policy that comes of them."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from pydantic import ValidationError as Malformed

from sops.editing.rows import RowForm, Rows, as_typed, rearranged
from sops.rules.document import parse_policy, policy_table
from sops.rules.policy import Policy
from sops.wording.refusals import unwritten
from vacrm.desk.entering import begin_labels


@dataclass(frozen=True, slots=True)
class Group:
    """Knobs that belong together: fields, or the rows of one kind."""

    title: Any
    names: tuple[str, ...] = ()
    rows: str = ""
    help: Any = ""
    add: Any = ""  # what the button says that adds a row; empty: the rows are fixed
    ordered: bool = False  # rows may be moved
    only: str = ""  # a class that shows the group only where another knob asks for it
    kind: str = ""  # how its fields stand: beside each other, or “days”, one line each
    cite: str = ""  # the paragraph


class _Abstract(DeclarativeFieldsMetaclass, ABCMeta):
    """Forms of which no object can be made before they say how they show and read."""


class ChapterForm(forms.Form, metaclass=_Abstract):
    """The knobs of one chapter. `tables` are the parts of the policy that it holds."""

    do_not_call_in_templates: ClassVar = True  # the editor lists the classes
    slug: ClassVar[str]
    number: ClassVar[int]
    title: ClassVar[Any]
    lede: ClassVar[Any] = ""
    tables: ClassVar[tuple[str, ...]]
    groups: ClassVar[tuple[Group, ...]]
    row_forms: ClassVar[dict[str, type[RowForm]]] = {}
    aliases: ClassVar[dict[str, str]] = {}  # a knob's name to its field's, where the two differ

    written: Policy | None = None  # the policy that was typed, once the form is valid

    def __init__(self, policy: Policy, data: Any = None, *, shown: Mapping[str, Any] | None = None) -> None:
        """Show a policy, read what was typed, or show again what was typed (`shown`)."""
        self.policy = policy
        first: Mapping[str, Any] = self.knobs(policy) if shown is None else shown
        super().__init__(data, initial=dict(first))
        self.rows = {
            name: Rows(name, row, initial=first.get(name, ()), data=data) for name, row in self.row_forms.items()
        }
        self.prepare()
        for each in self._all():
            _dress(each)

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """The form that shows a policy."""
        return cls(policy)

    @classmethod
    def typed(cls, policy: Policy, data: Any, act: str = "", before: Policy | None = None) -> Self:
        """What was typed, unread, after an act such as “add tiers”, “up tiers 1” or “back tiers 2”.

        The last brings the third of the tiers back that the policy `before` has.
        """
        bound = cls(policy, data)
        shown = as_typed(bound)
        shown.update({name: [as_typed(each) for each in rows.forms] for name, rows in bound.rows.items()})
        verb, name, rank = (*act.split(), "", "", "")[:3]
        if name in bound.rows:
            old = bound.knobs(before).get(name, ()) if before else ()
            place = int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 6 else -1
            shown[name] = rearranged(shown[name], verb, place, old)
        form = cls(policy, shown=shown)
        if verb in ("add", "back") and name in form.rows and form.rows[name].forms:
            form.rows[name].forms[-1].focus()
        return form

    @abstractmethod
    def knobs(self, policy: Policy) -> dict[str, Any]:
        """What the fields and rows show of a policy."""

    @abstractmethod
    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        """The tables of the chapter, as a pack writes them."""

    def prepare(self) -> None:
        """What depends on the policy: choices, rows' choices."""

    @property
    def parts(self) -> Iterator[tuple[Group, list[Any], Rows | None]]:
        """The groups with their bound fields and rows, as the page shows them."""
        for group in self.groups:
            yield group, [self[name] for name in group.names], self.rows.get(group.rows)

    def clean(self) -> dict[str, Any]:
        """Read the policy; what it refuses is said at the field it speaks of."""
        said = super().clean() or self.cleaned_data
        right = [rows.is_valid() for rows in self.rows.values()]
        if self.errors or not all(right):
            self._mark()
            return said
        try:
            tables = self.read(said, {name: rows.read() for name, rows in self.rows.items()})
            self.written = parse_policy({**policy_table(self.policy), **without_none(tables)})
        except Malformed as error:
            for each in error.errors(include_url=False):
                self._refuse(each["loc"], unwritten(dict(each)))
        except forms.ValidationError as error:
            self.add_error(None, error)
        self._mark()
        return said

    def is_valid(self) -> bool:
        """Is there a policy to keep?"""
        return super().is_valid() and self.written is not None

    def _refuse(self, place: tuple[int | str, ...], sentence: str) -> None:
        steps = [str(step) if isinstance(step, str) else step for step in place]
        for rank, step in enumerate(steps):
            name = self.aliases.get(str(step), str(step))
            if name in self.rows:
                self._refuse_row(self.rows[name], steps[rank + 1 :], sentence)
                return
            if name in self.fields:
                self.add_error(name, sentence)
                return
        self.add_error(None, sentence)

    def _refuse_row(self, rows: Rows, steps: list[int | str], sentence: str) -> None:
        filled = rows.filled
        if steps and isinstance(steps[0], int) and steps[0] < len(filled):
            form = filled[steps[0]]
            field = next((str(step) for step in steps[1:] if str(step) in form.fields), form.typed[0])
            form.add_error(field, sentence)
        else:
            rows.errors.append(sentence)

    def _all(self) -> Iterator[forms.Form]:
        yield self
        for rows in self.rows.values():
            yield from rows.forms

    def _mark(self) -> None:
        """Give the inputs that were refused the class of the theme, and the first of them the focus."""
        focus = True
        for form in (self, *(each for rows in self.rows.values() for each in rows.filled)):
            for name in form.errors:
                if name in form.fields:
                    attrs = form.fields[name].widget.attrs
                    attrs.update({"class": f"{attrs.get('class', '')} is-invalid", "autofocus": focus})
                    focus = False


def _dress(form: forms.Form) -> None:
    """Give inputs the classes of the theme and the shape in which the page draws them, and labels their capital."""
    begin_labels(form)
    for field in form.fields.values():
        shape, style = _shape(field.widget)
        field.shape = shape  # type: ignore[attr-defined]
        if style:
            field.widget.attrs.setdefault("class", style)


def _shape(widget: forms.Widget) -> tuple[str, str]:
    """How a field is drawn, and the class of its input."""
    if widget.is_hidden:
        return "hidden", ""
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks", "form-check-input"
    if isinstance(widget, forms.CheckboxInput):
        return "switch", "form-check-input"
    if isinstance(widget, forms.Select):
        return "plain", "form-select"
    return ("wide" if isinstance(widget, forms.Textarea) else "plain"), "form-control"


def without_none(value: Any) -> Any:
    """Tables without the keys that say nothing: TOML has no null."""
    if isinstance(value, dict):
        return {key: without_none(each) for key, each in value.items() if each is not None}
    return [without_none(each) for each in value] if isinstance(value, list) else value
