"""Inputs drawn without a template are those that Django's templates draw."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.forms.renderers import DjangoTemplates

from sops.editing.drawing import Drawing


class Everything(forms.Form):
    text = forms.CharField(initial='a "quoted" <word> & more', max_length=40, help_text="Say it.")
    empty = forms.CharField(required=False)
    figure = forms.DecimalField(
        initial=Decimal("12.50"), widget=forms.TextInput(attrs={"class": "num", "autofocus": True})
    )
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "disabled": False}))
    hidden = forms.CharField(widget=forms.HiddenInput, initial="x")
    tick = forms.BooleanField(initial=True, required=False)
    choice = forms.ChoiceField(choices=[("", "–"), ("a", "A & B"), ("b", "<b>")], initial="a")
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(widget=forms.Textarea, initial="one\ntwo")


def drawn(renderer: DjangoTemplates, data: dict[str, str] | None = None) -> list[str]:
    form = Everything(data, renderer=renderer)
    return [re.sub(r">\s+<", "><", str(field)) for field in form]


def test_each_input_is_drawn_alike() -> None:
    data = {"text": "<script>", "choice": "b", "figure": "nothing", "several": "b"}
    for sent in (None, data):
        for ours, theirs in zip(drawn(Drawing(), sent), drawn(DjangoTemplates(), sent), strict=True):
            assert sorted(re.findall(r'[\w-]+="[^"]*"|[\w-]+|\S', ours)) == sorted(
                re.findall(r'[\w-]+="[^"]*"|[\w-]+|\S', theirs)
            )
