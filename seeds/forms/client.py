"""The first client: a name is enough."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FirstClientForm(forms.Form):
    """Who she works for; the rest can wait."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Where invoices go; it can wait until the first one.")
    )
    rate = forms.DecimalField(
        label=_("Price of an hour"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        help_text=_(
            "With it, hours can be billed at once. A package or another agreement is made on the client’s page."
        ),
    )

    def __init__(self, *args: object, priced: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not priced:  # an agreement follows a published version
            del self.fields["rate"]
