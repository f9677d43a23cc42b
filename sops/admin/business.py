"""The business in the workshop: one record, with what every invoice needs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sops.forms import BusinessForm
from sops.models import Business
from vacrm.desk.records import Desk


@admin.register(Business)
class BusinessDesk(Desk):
    form = BusinessForm
    list_display = ("name", "legal_form", "siren", "vat_regime", "email", "phone", "currency")
    fieldsets = (
        (None, {"fields": (("name", "tagline"), ("legal_form", "activity"), ("language", "currency"))}),
        (_("Address"), {"fields": ("street", ("postcode", "city", "address_country"), ("email", "phone"))}),
        (_("Registration and VAT"), {"fields": (("siren", "siret", "rcs"), ("vat_regime", "vat_number"))}),
        (_("Payment"), {"fields": (("iban", "bic"),)}),
        (_("Invoices"), {"fields": (("number_pattern", "next_number"), "logo_file", "remove_logo")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one business."""
        return super().has_add_permission(request) and not Business.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
