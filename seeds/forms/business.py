"""Who signs the invoices: what the law of her country wants on them, and nothing else."""

from __future__ import annotations

from typing import Any, ClassVar

from babel.numbers import get_territory_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sops.models import Business
from sops.rules.identity import EU_COUNTRIES, compact
from sops.wording.countries import countries
from sops.wording.mistakes import Told, told
from vacrm.desk.entering import AddressForm, LongSelect, begin_labels

CHECKED = ("siret", "iban", "bic", "vat_number")  # looked at while they are typed
REGIMES = [
    ("franchise", _("VAT exemption (franchise en base): I charge no VAT")),
    ("cash", _("I charge VAT, due when I am paid")),
    ("debits", _("I charge VAT, due when I invoice")),
]


class WhoForm(AddressForm):
    """The business by country: France has its numbers and its VAT, elsewhere they are left out."""

    # Numbers are written with spaces, so there is room for them.
    siret = forms.CharField(label="SIRET", max_length=40, required=False)
    iban = forms.CharField(label="IBAN", max_length=60, required=False)
    bic = forms.CharField(label="BIC", max_length=20, required=False)
    vat_number = forms.CharField(label=_("VAT number"), max_length=40, required=False)

    class Meta:
        model = Business
        fields = (
            *("name", "legal_form", "tagline", "siret", "rcs", "email", "phone"),
            *("vat_regime", "vat_number", "iban", "bic"),
        )
        labels: ClassVar = {
            "name": _("Name or company name"),
            "tagline": _("What you do, in a few words"),
        }
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "vat_regime": forms.RadioSelect,
        }

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        self.fields["address_country"] = forms.ChoiceField(
            label=pgettext_lazy("address", "Country"), choices=countries(), initial=country, widget=LongSelect
        )
        for name in ("siret", "iban", "bic", "vat_number"):
            self.fields[name].widget.attrs.update(autocomplete="off", spellcheck="false")
        if self.in_france:
            self._french()
        else:
            self._elsewhere()
        begin_labels(self)

    @property
    def in_france(self) -> bool:
        return self.country == "FR"

    def _french(self) -> None:
        del self.fields["rcs"]
        regime = self.fields["vat_regime"]
        if isinstance(regime, forms.ChoiceField):
            regime.choices = REGIMES
        self.fields["vat_number"].help_text = _("Needed once you charge VAT, or sell elsewhere in the EU.")

    def _elsewhere(self) -> None:
        for name in ("legal_form", "siret", "vat_regime"):
            del self.fields[name]
        self.fields["rcs"].label = _("Register number, if any")
        if self.country not in EU_COUNTRIES:
            del self.fields["vat_number"]

    def _number(self, name: str) -> str:
        number = compact(self.cleaned_data[name])
        found = told(name, number)
        if found and not found.ok:
            raise ValidationError(found.sentence)
        return number

    def clean_siret(self) -> str:
        return self._number("siret")

    def clean_iban(self) -> str:
        return self._number("iban")

    def clean_bic(self) -> str:
        return self._number("bic")

    def clean_vat_number(self) -> str:
        return self._number("vat_number")

    @property
    def told(self) -> dict[str, Told | None]:
        """What is said beside the numbers as they stand in the form."""
        return {name: told(name, str(self[name].value() or "")) for name in CHECKED if name in self.fields}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        business = self.instance
        if self.in_france:
            business.siren = (cleaned.get("siret") or "")[:9] or business.siren
            if business.vat_regime == "none":
                business.vat_regime = "franchise"
        else:  # “EI”, SIREN and the French VAT regimes are France's
            business.legal_form, business.vat_regime = "company", "none"
            business.siren = business.siret = ""
        return cleaned


def begun(country: str, language: str, name: str) -> Business:
    """A business not kept yet, in the language and the money of its place."""
    currencies = get_territory_currencies(country) if country else ["EUR"]
    return Business(name=name, language=language, currency=currencies[-1] if currencies else "EUR")


def sketch(form: WhoForm) -> Business:
    """The business as it stands in the form, right or not: what the preview shows, and what is still wanting."""
    values = {name: str(form[name].value() or "").strip() for name in form.fields}
    address = {part: values.get(name, "") for name, part in AddressForm.PARTS.items() if values.get(name)}
    kept = form.instance
    numbers = ("siret", "rcs", "vat_number", "iban", "bic")
    return Business(
        address=address,
        siren=kept.siren,
        currency=kept.currency,
        language=kept.language,
        number_pattern=kept.number_pattern,
        next_number=kept.next_number,
        legal_form=values.get("legal_form") or "company",
        vat_regime=values.get("vat_regime") or "none",
        **{name: values.get(name, "") for name in ("name", "tagline", "phone", "email", *numbers)},
    )
