"""Forms of billing: a payment, and which month to close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.listing import SORTS, years
from billing.models import Consent, Expense, Invoice, Payment
from billing.wording import STATUS_NAMES, month_name
from clients.models import Client
from sops.forms import allowed_vat
from sops.wording.names import MEANS
from vacrm.exact import Month, first_day, month_of, shift

MEANS_CHOICES = list(MEANS.items())


class PaymentForm(forms.ModelForm):
    """Money received for an issued invoice, or for a deposit issued elsewhere."""

    means = forms.ChoiceField(label=gettext_lazy("means"), choices=MEANS_CHOICES)

    class Meta:
        model = Payment
        fields = ("invoice", "earlier_deposit", "on", "amount", "means")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "invoice" in self.fields:
            self.fields["invoice"].queryset = Invoice.objects.issued()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("amount") == 0:
            self.add_error("amount", _("Write what was received, or less than zero for what was given back."))
        if bool(cleaned.get("invoice")) == bool(cleaned.get("earlier_deposit")):
            raise ValidationError(_("Choose the invoice, or the deposit issued elsewhere."))
        return cleaned


def dress(form: forms.Form) -> None:
    """Give the fields of a page their looks, and mark those that are refused."""
    for name, field in form.fields.items():
        looks = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        wrong = form.is_bound and name in form.errors
        field.widget.attrs["class"] = f"{looks} is-invalid" if wrong else looks
        if wrong:
            field.widget.attrs["aria-invalid"] = "true"


class AmountField(forms.DecimalField):
    """An amount as people type it: 12.50, 12,50, 1 234,56 or 1,234.56."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        text = "".join(value.split()).replace("−", "-").removesuffix("€")
        if "," in text and "." in text:  # the one before groups, the one after is the decimal mark
            text = text.replace(min(",.", key=text.rindex), "")
        return super().to_python(text.replace(",", "."))


class PayForm(forms.Form):
    """Money received for the invoice at hand; less than zero was given back."""

    on = forms.DateField(label=gettext_lazy("day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    amount = AmountField(label=gettext_lazy("amount"), max_digits=12, decimal_places=2)
    means = forms.ChoiceField(label=gettext_lazy("means"), choices=MEANS_CHOICES)

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        dress(self)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if self.today and on > self.today:
            raise ValidationError(_("This day is still to come; write the day the money moved."))
        return on


class LetterForm(forms.Form):
    """The words of an e-mail, before it leaves."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=255)
    body = forms.CharField(label=gettext_lazy("Message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")  # as browsers send lines


class RemindForm(LetterForm):
    """The words of a reminder. `after`: how many had gone out when they were written."""

    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ExpenseForm(forms.ModelForm):
    class Meta:
        model = Expense
        fields = ("client", "on", "label", "net", "vat_rate", "billed_elsewhere")

    def clean_vat_rate(self) -> Decimal | None:
        return allowed_vat(self.cleaned_data["vat_rate"])


class ConsentForm(forms.ModelForm):
    """A consent names its month as packs do."""

    class Meta:
        model = Consent
        fields = ("agreement", "period", "minutes")

    def clean_period(self) -> Month:
        period: Month = self.cleaned_data["period"]
        try:
            first_day(period)
        except ValueError as error:
            raise ValidationError(_("“%(text)s” is not a month; write 2026-10.") % {"text": period}) from error
        return period


class MonthForm(forms.Form):
    """Which month is closed, for whom, and the day its invoices bear."""

    month = forms.ChoiceField(label=gettext_lazy("month"))
    client = forms.ChoiceField(label=gettext_lazy("client"), required=False)
    on = forms.DateField(
        label=gettext_lazy("issue date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [shift(month_of(today), -back) for back in range(24)]
        clients = Client.objects.order_by("name").values_list("key", "name")
        for name, choices in {
            "month": [(month, month_name(month)) for month in months],
            "client": [("", _("all clients")), *clients],
        }.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class IssueForm(forms.Form):
    """The day that invoices will bear: today, or one before it."""

    on = forms.DateField(
        label=gettext_lazy("issue date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.fields["on"].widget.attrs.update({"class": "form-control", "max": today.isoformat()})
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("An invoice is not dated in the future; write today or an earlier day."))
        return on


class InvoiceFilterForm(forms.Form):
    """Which invoices to list."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)
    status = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    client = forms.ChoiceField(label=gettext_lazy("Client"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    least = AmountField(label=gettext_lazy("Amount from"), max_digits=12, decimal_places=2, required=False)
    most = AmountField(label=gettext_lazy("Amount to"), max_digits=12, decimal_places=2, required=False)
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = Client.objects.filter(invoices__isnull=False).distinct().order_by("name").values_list("key", "name")
        self._choose("status", _("All states"), STATUS_NAMES.items())
        self._choose("client", _("All clients"), clients)
        self._choose("year", _("All years"), [(str(year), str(year)) for year in years()])
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            if name in self.errors:
                field.widget.attrs.update(
                    {"aria-invalid": "true", "class": field.widget.attrs["class"] + " is-invalid"}
                )

    def _choose(self, name: str, every: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", every), *choices]
