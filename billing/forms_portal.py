"""Forms of a quote in the portal: a question, and a refusal with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.forms import dress
from billing.hearing import LONGEST

REASONS = {
    "price": pgettext_lazy("refusal", "The price does not fit"),
    "moment": pgettext_lazy("refusal", "It is not the right moment"),
    "need": pgettext_lazy("refusal", "The need has changed"),
    "other": pgettext_lazy("refusal", "Somebody else was chosen"),
    "else": pgettext_lazy("refusal", "Another reason"),
}


class QuestionForm(forms.Form):
    """A question about a quote, in the client's words; or her answer to it."""

    words = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write a few words.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class RefusalForm(forms.Form):
    """Why the client declines: one of a few reasons, and words where there is more to say."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason; it helps to make a better offer.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=LONGEST - 100,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("If you like."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)
        self.fields["reason"].widget.attrs["class"] = "form-check-input"
