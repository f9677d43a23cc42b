"""The fields of forms, beside what the template of crispy-bootstrap5 writes."""

from __future__ import annotations

from pathlib import Path

import crispy_bootstrap5
import pytest
from django import forms
from django.template import Context, Engine
from pytest_django.asserts import assertHTMLEqual

from vacrm.fields import written

CHOICES = [("a", 'A "b" & <c>'), ("b", "B")]


class Every(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label='The "name" & <more>', help_text="As it <em>stands</em>.")
    note = forms.CharField(required=False, label="", widget=forms.Textarea(attrs={"class": "wide"}))
    count = forms.IntegerField(min_value=3)
    kind = forms.ChoiceField(choices=CHOICES)
    one = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, help_text="One of them.")
    some = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False)
    sure = forms.BooleanField(label="I am sure", help_text="Really.")
    logo = forms.FileField()
    at = forms.SplitDateTimeField()
    token = forms.CharField(widget=forms.HiddenInput)


def _forms() -> list[Every]:
    typed = {"name": 'A "b" & <c>', "count": "1", "kind": "x", "some": ["y"]}
    return [Every(), Every(typed), Every({})]


@pytest.mark.parametrize("field", Every.base_fields)
@pytest.mark.parametrize("number", range(3))
def test_a_field_is_written_as_crispy_writes_it(field: str, number: int) -> None:
    folder = Path(crispy_bootstrap5.__file__).parent / "templates"
    engine = Engine([str(folder)], libraries=_libraries())
    context = {"field": _forms()[number][field], "form_show_errors": True, "form_show_labels": True}
    drawn = engine.get_template("bootstrap5/field.html").render(Context(context))
    assertHTMLEqual(written(_forms()[number][field]), drawn)


def _libraries() -> dict[str, str]:
    return {
        "crispy_forms_field": "crispy_forms.templatetags.crispy_forms_field",
        "crispy_forms_filters": "crispy_forms.templatetags.crispy_forms_filters",
        "l10n": "django.templatetags.l10n",
    }
