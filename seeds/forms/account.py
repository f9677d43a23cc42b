"""The first account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from vacrm.entering import move_in


class AccountForm(BaseUserCreationForm):
    """Who lives here: her name, what she logs in with, and her password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        help_text=_("As it stands on your invoices."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )

    class Meta:
        model = User
        fields = ("username",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, first, second = (self.fields[name] for name in ("username", "password1", "password2"))
        username.label, username.help_text = _("E-mail address or user name"), _("You log in with it.")
        username.widget.attrs.pop("autofocus", None)
        first.help_text = ""  # the strength is said below, while it is typed
        second.label, second.help_text = _("The password once more"), ""
        self.order_fields(("name", "username", "password1", "password2"))

    def move_in(self) -> User:
        """Make the account. Raises ValidationError where somebody was faster."""
        found = self.cleaned_data
        return move_in(found["username"], found["password1"], name=found["name"])
