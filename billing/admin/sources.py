"""What billing draws on, in the workshop: payments, expenses, consents, deposits issued elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from billing.collecting import record_payment
from billing.forms import ConsentForm, ExpenseForm, PaymentForm
from billing.models import Consent, EarlierDeposit, Expense, Payment
from sops.wording.names import MEANS, named
from vacrm.desk.records import Desk
from vacrm.desk.showing import link, money
from vacrm.desk.today import today


@admin.register(Payment)
class PaymentDesk(Desk):
    """Payments are added, never edited: what was wrong is given back by a payment below zero.

    Only the page of an invoice undoes the one just recorded, from its message.
    """

    rank = -1
    form = PaymentForm
    list_display = ("on", "invoice_link", "client_link", "means_name", "paid_amount")
    list_filter = ("on", "means", ("invoice__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("invoice__number", "earlier_deposit__number", "invoice__client__name")
    date_hierarchy = "on"
    list_select_related = ("invoice__client", "earlier_deposit__agreement__client")
    autocomplete_fields = ("invoice", "earlier_deposit")

    def has_change_permission(self, request: HttpRequest, obj: Payment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Payment | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"on": today(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Payment, form: ModelForm, change: bool) -> None:
        about = obj.invoice or obj.earlier_deposit
        made = record_payment(str(about and about.number), on=obj.on, amount=obj.amount, means=obj.means)
        obj.pk, obj._state.adding = made.pk, False

    @admin.display(description=_("invoice"), ordering="invoice__number")
    def invoice_link(self, payment: Payment) -> str:
        return link(payment.invoice or payment.earlier_deposit)

    @admin.display(description=_("client"))
    def client_link(self, payment: Payment) -> str:
        if payment.invoice:
            return link(payment.invoice.client)
        return link(payment.earlier_deposit.agreement.client if payment.earlier_deposit else None)

    @admin.display(description=_("means"), ordering="means")
    def means_name(self, payment: Payment) -> str:
        return named(payment.means, MEANS)

    @admin.display(description=_("amount"), ordering="amount")
    def paid_amount(self, payment: Payment) -> str:
        if payment.invoice:
            return money(payment.amount, payment.invoice.currency)
        deposit = payment.earlier_deposit
        return money(payment.amount, deposit.agreement.client.currency if deposit else "EUR")


@admin.register(Expense)
class ExpenseDesk(Desk):
    form = ExpenseForm
    list_display = ("on", "client_link", "label", "net_amount", "vat_rate", "invoice_link")
    list_filter = ("on", "billed_elsewhere", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("label", "client__name")
    date_hierarchy = "on"
    list_select_related = ("client", "billed__invoice")
    autocomplete_fields = ("client",)
    fields = ("client", "on", "label", "net", "vat_rate", "billed_elsewhere")

    def has_change_permission(self, request: HttpRequest, obj: Expense | None = None) -> bool:
        """What stands on an issued invoice stays as it is."""
        return super().has_change_permission(request, obj) and not _is_issued(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Expense | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_issued(obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"on": today(), **super().get_changeform_initial_data(request)}

    @admin.display(description=_("client"), ordering="client__name")
    def client_link(self, expense: Expense) -> str:
        return link(expense.client)

    @admin.display(description=_("net"), ordering="net")
    def net_amount(self, expense: Expense) -> str:
        return money(expense.net, expense.client.currency)

    @admin.display(description=_("invoice"))
    def invoice_link(self, expense: Expense) -> str:
        return link(expense.billed.invoice) if hasattr(expense, "billed") else "–"


def _is_issued(expense: Expense | None) -> bool:
    return expense is not None and hasattr(expense, "billed") and expense.billed.invoice.is_issued


@admin.register(Consent)
class ConsentDesk(Desk):
    rank = 1
    form = ConsentForm
    list_display = ("period", "agreement_link", "minutes")
    list_filter = ("period", ("agreement__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("agreement__key", "agreement__client__name")
    list_select_related = ("agreement__client",)
    autocomplete_fields = ("agreement",)

    @admin.display(description=_("agreement"))
    def agreement_link(self, consent: Consent) -> str:
        return link(consent.agreement)


@admin.register(EarlierDeposit)
class EarlierDepositDesk(Desk):
    rank = 1
    list_display = ("number", "agreement_link", "issued_on", "net_amount", "vat_rate")
    search_fields = ("number", "agreement__key", "agreement__client__name")
    date_hierarchy = "issued_on"
    list_select_related = ("agreement__client",)
    autocomplete_fields = ("agreement",)

    @admin.display(description=_("agreement"))
    def agreement_link(self, deposit: EarlierDeposit) -> str:
        return link(deposit.agreement)

    @admin.display(description=_("net"), ordering="net")
    def net_amount(self, deposit: EarlierDeposit) -> str:
        return money(deposit.net, deposit.agreement.client.currency)
