"""What she decided on months by hand, the reminders that went out and the goal she set: found and read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin.claims import Kept
from billing.models import Adjustment, BilledAdjustment, OverruledWarning, Reminder, RevenueGoal
from vacrm.desk.showing import link


class OfClient(Kept):
    """A decision on a client's month."""

    search_fields = ("client__name", "month")
    list_filter = ("month", ("client", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("client",)

    @admin.display(description=_("client"), ordering="client__name")
    def client_link(self, row: Any) -> str:
        return link(row.client)


@admin.register(Adjustment)
class AdjustmentDesk(OfClient):
    list_display = ("__str__", "client_link", "month", "kind", "by", "at")


@admin.register(OverruledWarning)
class OverruledWarningDesk(OfClient):
    list_display = ("note", "client_link", "month", "text", "by", "at")


@admin.register(BilledAdjustment)
class BilledAdjustmentDesk(Kept):
    list_display = ("__str__", "invoice_link")
    search_fields = ("invoice__number",)
    list_select_related = ("invoice", "adjustment")


@admin.register(Reminder)
class ReminderDesk(Kept):
    list_display = ("__str__", "invoice_link", "step", "delivery_link", "at")
    search_fields = ("invoice__number", "invoice__client__name")
    list_select_related = ("invoice", "delivery")

    @admin.display(description=_("delivery"))
    def delivery_link(self, row: Reminder) -> str:
        return link(row.delivery)


@admin.register(RevenueGoal)
class RevenueGoalDesk(Kept):
    list_display = ("__str__", "monthly", "yearly")
