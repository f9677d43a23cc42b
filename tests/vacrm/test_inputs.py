"""The inputs of forms, beside what Django's templates write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from vacrm.inputs import INPUTS, WRITTEN, Inputs

CHOICES = [("", "–"), ("a", 'A “b” & <c> "d"'), (2026, 2026), ("Late", [("x", _("Clients")), ("y", "Y")])]
ATTRIBUTES = {"id": "id_x", "required": True, "disabled": False, "placeholder": "<\"&'", "maxlength": 20}
CASES: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.TextInput(), 'a "b" & <c>'),
    (forms.NumberInput(), Decimal("1234.50")),
    (forms.NumberInput(), 12345),
    (forms.EmailInput(), "a@b.example"),
    (forms.PasswordInput(), "never shown"),
    (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), date(2026, 11, 2)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.HiddenInput(), 7),
    (forms.Textarea(), None),
    (forms.Textarea(), "one\n<two>"),
    (forms.Select(choices=CHOICES), None),
    (forms.Select(choices=CHOICES), 2026),
    (forms.SelectMultiple(choices=CHOICES), ["a", "x"]),
    (forms.NullBooleanSelect(), True),
    (forms.RadioSelect(choices=CHOICES), "a"),
    (forms.CheckboxSelectMultiple(choices=CHOICES), ["a"]),
    (forms.SplitDateTimeWidget(), None),
]


@pytest.mark.parametrize(("widget", "value"), CASES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_input_is_written_letter_for_letter_as_django_writes_it(
    widget: forms.Widget, value: Any, language: str
) -> None:
    with override(language):
        written = widget.render("x", value, ATTRIBUTES, Inputs())
        drawn = widget.render("x", value, ATTRIBUTES, DjangoTemplates())
    assert _lines(written) == _lines(drawn)
    assert hasattr(written, "__html__")


def _lines(drawn: str) -> list[str]:
    return [line for line in drawn.splitlines() if line.strip()]


def test_every_input_that_is_written_here_is_one_of_djangos_plain_ones() -> None:
    templates = DjangoTemplates()
    for name in INPUTS:
        source = templates.get_template(f"django/forms/widgets/{name}.html").template.source
        assert source.strip() == '{% include "django/forms/widgets/input.html" %}'
    assert all(templates.get_template(name) for name in WRITTEN)
