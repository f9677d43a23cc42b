"""Forms of clients and of the terms they signed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import pipeline
from clients.models import LOSSES, Agreement, Client, Contact
from sops.forms import allowed_vat
from sops.models import SopVersion
from sops.rules import identity
from sops.rules.policy import Policy
from vacrm.desk.entering import AddressForm, KeyForm, begin_labels
from vacrm.exact import first_day


class ClientForm(KeyForm, AddressForm):
    class Meta:
        model = Client
        exclude = ("address", "stage_since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_labels(self)

    def clean_siren(self) -> str:
        siren = identity.compact(self.cleaned_data["siren"])
        if siren and not identity.is_siren(siren):
            raise ValidationError(_("“%(value)s” is not a SIREN; check its nine digits.") % {"value": siren})
        return siren

    def clean_vat_number(self) -> str:
        number = identity.compact(self.cleaned_data["vat_number"])
        if number and not identity.is_vat_number(number):
            message = _("“%(value)s” is not a VAT number; write the country and the number, such as FR40303265045.")
            raise ValidationError(message % {"value": number})
        return number

    def clean_country(self) -> str:
        return _capitals(self.cleaned_data["country"], 2, _("Write two capital letters, such as FR."))

    def clean_currency(self) -> str:
        return _capitals(self.cleaned_data["currency"], 3, _("Write three capital letters, such as EUR."))


def _capitals(text: str, length: int, otherwise: str) -> str:
    code = text.strip().upper()
    if len(code) != length or not (code.isascii() and code.isalpha()):
        raise ValidationError(otherwise)
    return code


class ContactForm(forms.ModelForm):
    """A person to write to at a client's."""

    class Meta:
        model = Contact
        fields = ("name", "email", "role")


class MoveForm(forms.Form):
    """Where a client goes, and why."""

    stage = forms.ChoiceField(label=gettext_lazy("stage"), choices=pipeline.choices)
    reason = forms.ChoiceField(label=gettext_lazy("reason of the loss"), choices=[("", "–"), *LOSSES], required=False)
    why = forms.CharField(label=gettext_lazy("why"), max_length=300, required=False)


class MoveOnForm(MoveForm):
    """A move on the pages: one step back, or out, says why."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        begin_labels(self)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        stage = cleaned.get("stage", self.client.stage)
        if stage == pipeline.LOST != self.client.stage and "reason" not in self.errors:
            self._lost(cleaned)
        elif pipeline.asks_why(self.client.stage, stage) and not cleaned.get("why"):
            self.add_error("why", _("Say why, in a few words: the history keeps it."))
        return cleaned

    def _lost(self, cleaned: dict[str, Any]) -> None:
        """A loss says which of the reasons that the report counts; another reason is said in words."""
        if not cleaned.get("reason"):
            self.add_error("reason", _("Choose the reason: the report counts it."))
        elif cleaned["reason"] == "other" and not cleaned.get("why"):
            self.add_error("why", _("Say why, in a few words: the history keeps it."))


class AgreementForm(KeyForm):
    """Terms; lists and tables are written as text and read with a sentence per problem."""

    services_text = forms.CharField(
        label=gettext_lazy("services"),
        required=False,
        help_text=gettext_lazy("Codes of the SOP, separated by commas; empty: all that are offered."),
    )
    rates_text = forms.CharField(
        label=gettext_lazy("rates by service"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: code = 45.00"),
    )
    deposit_percent = forms.DecimalField(
        label=gettext_lazy("deposit in percent"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    deposit_amount = forms.DecimalField(
        label=gettext_lazy("deposit as an amount"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    deposit_above = forms.DecimalField(
        label=gettext_lazy("deposit for prices above"), required=False, min_value=0, max_digits=12, decimal_places=2
    )

    class Meta:
        model = Agreement
        exclude: tuple[str, ...] = ("services", "rates", "deposit")
        error_messages: ClassVar = {"sop": {"required": gettext_lazy("Publish an SOP first, then choose it here.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        deposit = row.deposit or {}
        first = {
            "services_text": ", ".join(row.services or ()),
            "rates_text": "\n".join(f"{code} = {rate}" for code, rate in row.rates.items()),
            **{f"deposit_{part}": deposit.get(part) for part in ("percent", "amount", "above")},
        }
        for name, value in first.items():
            if name in self.fields:
                self.fields[name].initial = value
        if "sop" in self.fields:
            self.fields["sop"].queryset = SopVersion.objects.frozen()  # type: ignore[attr-defined]
            self.fields["sop"].initial = SopVersion.objects.published().first()

    def words(self, cleaned: dict[str, Any]) -> str:
        client = cleaned.get("client")
        return f"{client.key if client else ''} {cleaned.get('kind', '')}"

    def clean_services_text(self) -> list[str] | None:
        text = self.cleaned_data["services_text"].replace(",", " ").split()
        return text or None

    def clean_rates_text(self) -> dict[str, str]:
        return dict(_rate(line) for line in self.cleaned_data["rates_text"].splitlines() if line.strip())

    def clean_vat_rate(self) -> Decimal | None:
        return allowed_vat(self.cleaned_data["vat_rate"])

    def clean_periods_billed_through(self) -> str:
        return _month(self.cleaned_data["periods_billed_through"])

    def clean_hours_billed_through(self) -> str:
        return _month(self.cleaned_data["hours_billed_through"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        services, rates = cleaned.get("services_text"), cleaned.get("rates_text") or {}
        if sop := cleaned.get("sop"):
            self._known("services_text", services or (), sop.policy())
            self._known("rates_text", rates, sop.policy())
        self._terms(cleaned)
        self.instance.services, self.instance.rates = services, rates
        self.instance.deposit = self._deposit(cleaned)
        return cleaned

    def _known(self, field: str, codes: Any, policy: Policy) -> None:
        """Refuse codes that the SOP does not offer, where it offers any."""
        offered = [service.code for service in policy.services]
        for code in codes:
            if offered and code not in offered:
                self.add_error(
                    field,
                    _("“%(code)s” is not a service of the SOP; one of: %(known)s.")
                    % {"code": self.called(code), "known": ", ".join(map(self.called, offered))},
                )

    def called(self, code: str) -> str:
        """A service as it is written in the form."""
        return code

    def _terms(self, cleaned: dict[str, Any]) -> None:
        """What each kind of agreement cannot do without."""
        kind, rate = cleaned.get("kind", ""), cleaned.get("rate")
        needed = [*_NEEDED.get(kind, ())]
        if kind == "hourly" and not cleaned.get("rates_text"):
            needed.append("rate")
        if kind == "package" and rate is None and (sop := cleaned.get("sop")):
            needed.append("rate" if sop.policy().surcharges.on_packages == "money" else "overage_rate")
        for name in needed:
            if cleaned.get(name) is None and not self.has_error(name):
                self.add_error(name, _("This kind of agreement needs it."))
        if kind == "package" and cleaned.get("overage_rate") is None:
            cleaned["overage_rate"] = rate
        if cleaned.get("done_on") and kind != "mission":
            self.add_error("done_on", _("Only missions are delivered; leave it empty."))

    def _deposit(self, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        """The deposit as the SOP writes one; None: the SOP's own."""
        parts = {part: cleaned.get(f"deposit_{part}") for part in ("percent", "amount", "above")}
        if parts["percent"] is None and parts["amount"] is None:
            return None
        if parts["percent"] is not None and parts["amount"] is not None:
            self.add_error("deposit_amount", _("A deposit is a percent or an amount; write one of the two."))
        kept = (self.instance.deposit or {}).get("gates")
        found = {part: str(value) for part, value in parts.items() if value is not None}
        return {**found, "gates": kept} if kept else found


_NEEDED = {
    "package": ("price", "included_minutes"),
    "mission": ("price",),
    "subscription": ("price",),
}


def _rate(line: str) -> tuple[str, str]:
    """A line such as `seo = 45.00`."""
    code, _sign, amount = line.rpartition("=")
    try:
        rate = Decimal(amount.strip().replace(",", "."))
    except InvalidOperation:
        rate = Decimal(-1)
    exponent = rate.as_tuple().exponent
    if not (code.strip() and rate.is_finite() and rate >= 0 and isinstance(exponent, int) and exponent >= -2):
        raise ValidationError(_("“%(line)s” is not a rate; write code = 45.00") % {"line": line.strip()})
    return code.strip(), str(rate)


def _month(text: str) -> str:
    try:
        return text and first_day(text).isoformat()[:7]
    except ValueError as error:
        raise ValidationError(_("“%(text)s” is not a month; write 2026-10.") % {"text": text}) from error


class AcceptRulesForm(forms.Form):
    """A client's word on new rules: a name and a tick, never ticked before."""

    by = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read what changes, and accept this version for our agreement."),
        error_messages={"required": gettext_lazy("Tick that you accept it.")},
    )
