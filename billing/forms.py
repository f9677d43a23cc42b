"""Forms of billing: a payment, and which month to close."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Consent, Expense, Invoice, Payment
from billing.wording import month_name
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


class PayForm(forms.Form):
    """Money received for the invoice at hand."""

    on = forms.DateField(label=gettext_lazy("day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    amount = forms.DecimalField(label=gettext_lazy("amount"), max_digits=12, decimal_places=2)
    means = forms.ChoiceField(label=gettext_lazy("means"), choices=MEANS_CHOICES)


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
