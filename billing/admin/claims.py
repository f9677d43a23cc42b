"""What invoices have claimed, and what stands behind them: all read, nothing edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from billing.models import (
    BilledDeposit,
    BilledExpense,
    BilledMission,
    BilledOverage,
    BilledPeriod,
    BilledTime,
    Document,
    InvoiceDelivery,
    InvoiceLine,
    PackageMovement,
    Picture,
    Series,
    SettledPeriod,
)
from vacrm.desk.records import Desk, ReadOnly
from vacrm.desk.showing import EMPTY, duration, link, money
from vacrm.exact import show


class Kept(ReadOnly, Desk):
    """A fact that an act has written."""

    rank = 3

    @admin.display(description=_("invoice"), ordering="invoice")
    def invoice_link(self, row: Any) -> str:
        return link(row.invoice)

    @admin.display(description=_("agreement"), ordering="agreement")
    def agreement_link(self, row: Any) -> str:
        return link(row.agreement)


class Periods(admin.AllValuesFieldListFilter):
    """Months, and a dash for what belongs to none."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or EMPTY}


@admin.register(InvoiceLine)
class InvoiceLineDesk(Kept):
    rank = 2
    list_display = ("label", "invoice_link", "client_link", "kind", "period", "quantity", "net_amount")
    list_filter = ("kind", ("period", Periods), ("invoice__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("label", "detail", "invoice__number", "invoice__client__name")
    list_select_related = ("invoice__client",)

    @admin.display(description=_("client"), ordering="invoice__client__name")
    def client_link(self, line: InvoiceLine) -> str:
        return link(line.invoice.client)

    @admin.display(description=_("net"), ordering="net")
    def net_amount(self, line: InvoiceLine) -> str:
        return money(line.net, line.invoice.currency)


@admin.register(BilledTime)
class BilledTimeDesk(Kept):
    list_display = ("entry_link", "period", "minutes", "weighted", "invoice_link")
    list_display_links = ("period",)
    list_filter = ("period", ("time_entry__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("time_entry__note", "time_entry__client__name", "invoice__number")
    list_select_related = ("time_entry__client", "invoice")

    @admin.display(description=_("time entry"), ordering="time_entry__on")
    def entry_link(self, row: BilledTime) -> str:
        return link(row.time_entry)


@admin.register(BilledPeriod)
class BilledPeriodDesk(Kept):
    list_display = ("period", "agreement_link", "net_amount", "invoice_link")
    list_filter = ("period", ("agreement__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("agreement__key", "agreement__client__name", "invoice__number")
    list_select_related = ("agreement__client", "invoice")

    @admin.display(description=_("net"), ordering="net")
    def net_amount(self, row: BilledPeriod) -> str:
        return money(row.net, row.agreement.client.currency)


@admin.register(BilledMission, BilledDeposit)
class BilledOnceDesk(Kept):
    list_display = ("agreement_link", "invoice_link")
    list_display_links = None
    search_fields = ("agreement__key", "agreement__client__name", "invoice__number")
    list_select_related = ("agreement__client", "invoice")


@admin.register(BilledExpense)
class BilledExpenseDesk(Kept):
    list_display = ("expense", "invoice_link")
    search_fields = ("expense__label", "expense__client__name", "invoice__number")
    list_select_related = ("expense", "invoice")


@admin.register(BilledOverage)
class BilledOverageDesk(Kept):
    list_display = ("period", "agreement_link", "exact_minutes", "invoice_link")
    list_filter = ("period", ("agreement__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("agreement__key", "agreement__client__name", "invoice__number")
    list_select_related = ("agreement__client", "invoice")

    @admin.display(description=_("minutes"), ordering="minutes")
    def exact_minutes(self, row: BilledOverage) -> str:
        return show(row.minutes)


class MovementInline(ReadOnly, admin.TabularInline):
    model = PackageMovement
    fields = ("kind", "origin", "exact_minutes")
    readonly_fields = ("exact_minutes",)

    @admin.display(description=_("minutes"))
    def exact_minutes(self, row: PackageMovement) -> str:
        return show(row.minutes)


@admin.register(SettledPeriod)
class SettledPeriodDesk(Kept):
    list_display = ("period", "agreement_link", "settled_on", "over", "what_is_left", "invoice_link")
    list_filter = ("period", ("agreement__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("agreement__key", "agreement__client__name")
    date_hierarchy = "settled_on"
    list_select_related = ("agreement__client", "invoice")
    fields = ("agreement", "period", "settled_on", "over", "what_is_left", "invoice")
    readonly_fields = ("over", "what_is_left")
    inlines = (MovementInline,)

    @admin.display(description=_("beyond the package"), ordering="overage")
    def over(self, row: SettledPeriod) -> str:
        return duration(int(row.overage)) if row.overage else "–"

    @admin.display(description=_("left"))
    def what_is_left(self, row: SettledPeriod) -> str:
        return ", ".join(f"{origin}: {minutes} min" for origin, minutes in row.left) or "–"


@admin.register(PackageMovement)
class PackageMovementDesk(Kept):
    list_display = ("agreement_link", "period", "kind", "origin", "exact_minutes")
    list_display_links = ("period",)
    list_filter = ("kind", "settled__period", ("settled__agreement__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("settled__agreement__key", "settled__agreement__client__name")
    list_select_related = ("settled__agreement__client",)

    @admin.display(description=_("agreement"), ordering="settled__agreement")
    def agreement_link(self, row: PackageMovement) -> str:
        return link(row.settled.agreement)

    @admin.display(description=_("period"), ordering="settled__period")
    def period(self, row: PackageMovement) -> str:
        return row.settled.period

    @admin.display(description=_("minutes"), ordering="minutes")
    def exact_minutes(self, row: PackageMovement) -> str:
        return show(row.minutes)


@admin.register(Series)
class SeriesDesk(Kept):
    list_display = ("__str__", "next_number", "last_issued_on")


@admin.register(Document)
class DocumentDesk(Kept):
    list_display = ("__str__", "invoice_link", "size", "pdf", "sha256")
    search_fields = ("invoice__number", "invoice__client__name", "sha256")
    list_select_related = ("invoice",)
    fields = ("invoice", "sha256", "size", "pdf")
    readonly_fields = ("size", "pdf")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        found: QuerySet[Document] = super().get_queryset(request).annotate(bytes=Length("content"))
        return found.defer("content", "invoice__frozen")

    @admin.display(description=_("size"))
    def size(self, row: Document) -> str:
        return f"{row.bytes / 1024:.0f} kB"  # type: ignore[attr-defined]

    @admin.display(description="PDF")
    def pdf(self, row: Document) -> str:
        return format_html('<a href="{}">PDF</a>', reverse("admin:billing_invoice_pdf", args=[row.invoice_id]))


@admin.register(InvoiceDelivery)
class InvoiceDeliveryDesk(Kept):
    list_display = ("invoice_link", "delivery_link")
    list_display_links = None
    search_fields = ("invoice__number", "invoice__client__name", "delivery__subject")
    list_select_related = ("invoice", "delivery")

    @admin.display(description=_("delivery"))
    def delivery_link(self, row: InvoiceDelivery) -> str:
        return link(row.delivery)


@admin.register(Picture)
class PictureDesk(Kept):
    list_display = ("__str__", "sha256")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        return super().get_queryset(request).defer("content")
