"""What a visitor types to book a call."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Ends of addresses that surely are slips, and what was meant.
SLIPS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.fr": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "outlook.con": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahoo.con": "yahoo.com",
    "orange.fe": "orange.fr",
    "wanado.fr": "wanadoo.fr",
    "icloud.con": "icloud.com",
}


class VisitorForm(forms.Form):
    """Name, e-mail, need and source; and one field that people never see and programs fill in."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("The confirmation goes there."),
    )
    need = forms.CharField(
        label=gettext_lazy("What do you need help with?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=gettext_lazy("How did you hear of me?"), max_length=60, required=False, widget=forms.TextInput()
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        who, _at, host = email.rpartition("@")
        if meant := SLIPS.get(host.lower()):
            raise ValidationError(
                _("This looks mistyped: did you mean %(email)s?") % {"email": f"{who}@{meant}"}, code="slip"
            )
        return email

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please leave this field empty; it is there to keep programs out."))
        return ""
