"""Who she is, as every invoice says it: the form of the settings, with its numbers read while they are typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sops.forms import BusinessForm
from sops.models import Business
from sops.rules.identity import compact
from sops.wording.countries import countries
from sops.wording.mistakes import Told, told
from vacrm.desk.entering import LongSelect, begin_labels

CHECKED = ("siren", "siret", "vat_number", "iban", "bic")
ROOMY = {"siren": 20, "siret": 40, "vat_number": 40, "iban": 60, "bic": 20}  # numbers are typed with spaces
COMPLETES = {
    "name": "organization",
    "email": "email",
    "phone": "tel",
    "street": "street-address",
    "postcode": "postal-code",
    "city": "address-level2",
}


class IdentityForm(BusinessForm):
    """All that documents say of the business; how invoices are numbered has a page of its own."""

    class Meta:
        model = Business
        exclude = ("address", "logo", "number_pattern", "next_number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in ROOMY.items():
            label = self.fields[name].label
            self.fields[name] = forms.CharField(label=label, max_length=most, required=False)
            self.fields[name].widget.attrs.update(
                autocomplete="off", spellcheck="false", **{"aria-describedby": f"told-{name}"}
            )
        for name, what in COMPLETES.items():
            self.fields[name].widget.attrs["autocomplete"] = what
        self.fields["address_country"] = forms.ChoiceField(
            label=pgettext_lazy("address", "Country"),
            choices=countries(),
            initial=self.instance.country,
            widget=LongSelect,
        )
        self.fields["logo_file"].widget.attrs["accept"] = "image/png,image/jpeg"
        self.fields["logo_file"].help_text = _("PNG or JPEG, 2 MB at most; it stands above your name.")
        self.fields["accent"].help_text = _("Of buttons and links in the portal; it must be dark enough to be read.")
        if not self.instance.logo:
            del self.fields["remove_logo"]
        begin_labels(self)

    @property
    def told(self) -> dict[str, Told | None]:
        """What is said beside the numbers as they stand in the form."""
        return {name: told(name, str(self[name].value() or "")) for name in CHECKED}

    def _post_clean(self) -> None:
        for name in CHECKED:  # told in the words that were said while typing
            number = compact(self.cleaned_data.get(name) or "")
            said = told(name, number)
            if said and not said.ok:
                self.add_error(name, ValidationError(said.sentence))
            else:
                self.cleaned_data[name] = number
        super()._post_clean()  # type: ignore[misc]  # the stubs do not know it


def seen(form: IdentityForm, kept: Business) -> Business:
    """The business as it stands in the form, right or not: what is still wanting is read from it."""
    values = {name: str(form[name].value() or "").strip() for name in form.fields}
    address = {part: values[name] for name, part in form.PARTS.items() if values[name]}
    names = ("name", "legal_form", "vat_regime", "email", "currency", "language", *CHECKED)
    return Business(address=address, number_pattern=kept.number_pattern, **{name: values[name] for name in names})
