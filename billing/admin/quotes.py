"""The workshop's pages of quotes: written and sent from their own pages, read here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from billing.admin.claims import Kept
from billing.models import Gate, ProofEntry, Quote, QuoteDelivery, QuoteDocument, QuoteEvent, QuoteLine, Signature
from vacrm.desk.records import ReadOnly
from vacrm.desk.showing import link


class QuoteLineInline(ReadOnly, admin.TabularInline):
    model = QuoteLine
    fields = ("position", "kind", "label", "quantity", "rate", "price", "is_optional", "is_chosen")


class QuoteEventInline(ReadOnly, admin.TabularInline):
    model = QuoteEvent
    fields = ("at", "what", "note", "by")


@admin.register(Quote)
class QuoteDesk(Kept):
    list_display = ("__str__", "client_link", "title", "state", "sent_at", "valid_until")
    list_filter = ("state", "language", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("ref", "title", "client__name", "lines__label")
    date_hierarchy = "made_at"
    list_select_related = ("client",)
    inlines = (QuoteLineInline, QuoteEventInline)

    @admin.display(description=_("client"), ordering="client__name")
    def client_link(self, quote: Quote) -> str:
        return link(quote.client)


@admin.register(QuoteDocument)
class QuoteDocumentDesk(Kept):
    list_display = ("__str__", "drawn_at", "sha256")
    fields = ("quote", "sha256", "drawn_at", "said")
    search_fields = ("quote__ref", "sha256")
    list_select_related = ("quote",)


@admin.register(QuoteDelivery)
class QuoteDeliveryDesk(Kept):
    list_display = ("__str__", "quote", "delivery")
    search_fields = ("quote__ref", "delivery__subject")
    list_select_related = ("quote", "delivery")


@admin.register(Gate)
class GateDesk(Kept):
    list_display = ("invoice_link", "holds", "shut_at", "overruled_at", "overruled_by", "note")
    list_filter = ("holds",)
    search_fields = ("invoice__number", "invoice__client__name", "quote__ref", "note")
    date_hierarchy = "shut_at"
    list_select_related = ("invoice__client", "quote")


@admin.register(ProofEntry)
class ProofEntryDesk(Kept):
    list_display = ("number", "at", "kind", "quote", "digest")
    list_filter = ("kind",)
    search_fields = ("quote__ref", "body", "digest")
    date_hierarchy = "at"
    list_select_related = ("quote",)


@admin.register(Signature)
class SignatureDesk(Kept):
    list_display = ("__str__", "who", "company", "signed_at", "document_sha256")
    list_filter = ("who",)
    search_fields = ("quote__ref", "name", "company", "email", "proof", "sha256", "document_sha256")
    date_hierarchy = "signed_at"
    list_select_related = ("quote",)
    exclude = ("content", "drawn")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        found: QuerySet[Signature] = super().get_queryset(request)
        return found.defer("content", "drawn")
