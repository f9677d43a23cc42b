"""Fields that several forms share: addresses, long choices, rows, and keys that are made where none is written."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AddressForm(forms.ModelForm):
    """A form whose model has an address: four inputs, stored as one value."""

    PARTS: ClassVar = {"street": "street", "postcode": "postcode", "city": "city", "address_country": "country"}

    street = forms.CharField(label=pgettext_lazy("address", "street"), max_length=200, required=False)
    postcode = forms.CharField(label=_("postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("city"), max_length=100, required=False)
    address_country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("country of the address"),
        required=False,
        help_text=_("Two capital letters, such as FR."),
        error_messages={"invalid": _("Write two capital letters, such as FR.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, part in self.PARTS.items():
            if name in self.fields:
                self.fields[name].initial = self.instance.address.get(part, "")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        parts = {part: cleaned.get(name) or "" for name, part in self.PARTS.items()}
        self.instance.address = {part: value for part, value in parts.items() if value}
        return cleaned


class LongSelect(forms.Select):
    """A choice among hundreds of plain options, written at once: a template for each would take most of the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        rows = ((key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in self.choices)
        options = format_html_join("\n", '<option value="{}"{}>{}</option>', rows)
        named = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>\n{}\n</select>", flatatt(named), options)


class Search(AutocompleteSelect):
    """A record found by typing; while there is none, the field says of what kind, also to who hears the page."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": f"{capfirst(self.field.verbose_name)}…"}


class NamedRows(BaseInlineFormSet):
    """Rows under a record: the head of the table names a column, and each field repeats it to who hears the page."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = capfirst(field.label or "")


def free_key(model: type[Model], words: str) -> str:
    """A key made of some words that no record of a model has yet."""
    base = slugify(words)[:50].strip("-") or model._meta.model_name or "key"
    taken = set(model._default_manager.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def begin_labels(form: forms.BaseForm) -> None:
    """Labels begin with a capital, also those of fields that no model names."""
    for field in form.fields.values():
        field.label = capfirst(str(field.label)) if field.label else field.label


class KeyForm(forms.ModelForm):
    """A form whose model has a key: written, or made from the record's own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].help_text = _("Names the record in packs; left empty, one is made.")

    def words(self, cleaned: dict[str, Any]) -> str:
        """What a key is made of."""
        return str(cleaned.get("name") or "")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if "key" in self.fields and not cleaned.get("key"):
            cleaned["key"] = self.instance.key or free_key(type(self.instance), self.words(cleaned))
        return cleaned
