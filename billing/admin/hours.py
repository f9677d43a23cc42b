"""Hours and requests with the invoices that bill them: what is billed stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests.admin import ClientRequestDesk, TimeEntryDesk
from requests.models import ClientRequest, TimeEntry
from vacrm.desk.showing import Cell, Panel, cell, link, money, right, to

admin.site.unregister([ClientRequest, TimeEntry])


class BilledFilter(admin.SimpleListFilter):
    title = gettext_lazy("billed")
    parameter_name = "billed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.filter(billed__isnull=False)
        return queryset.filter(billed__isnull=True) if self.value() == "no" else queryset


@admin.register(TimeEntry)
class TimeEntryBooks(TimeEntryDesk):
    list_display = (*TimeEntryDesk.list_display, "invoice_link")  # type: ignore[assignment]
    list_filter = (BilledFilter, *TimeEntryDesk.list_filter)  # type: ignore[assignment]
    list_select_related = (*TimeEntryDesk.list_select_related, "billed__invoice")  # type: ignore[assignment]

    def has_change_permission(self, request: HttpRequest, obj: TimeEntry | None = None) -> bool:
        """What an issued invoice or a settled month holds stays as it is."""
        return super().has_change_permission(request, obj) and not _is_kept(obj)

    def has_delete_permission(self, request: HttpRequest, obj: TimeEntry | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_kept(obj)

    @admin.display(description=gettext_lazy("invoice"))
    def invoice_link(self, entry: TimeEntry) -> str:
        if not hasattr(entry, "billed"):
            return "–"
        return link(entry.billed.invoice) if entry.billed.invoice else _("in a settled month")


def _is_kept(entry: TimeEntry | None) -> bool:
    if entry is None or not hasattr(entry, "billed"):
        return False
    return entry.billed.invoice is None or entry.billed.invoice.is_issued


@admin.register(ClientRequest)
class ClientRequestBooks(ClientRequestDesk):
    def panels(self, request: HttpRequest, record: ClientRequest) -> Iterator[Panel]:
        yield from super().panels(request, record)
        rows = [
            [to(line.invoice), cell(line.label, detail=line.detail), right(money(line.net, line.invoice.currency))]
            for line in record.invoice_lines.select_related("invoice").order_by("invoice", "position")
        ]
        if rows:
            headings = [Cell(_("Invoice")), Cell(_("What")), Cell(_("Net"), right=True)]
            yield Panel(_("Invoiced"), headings, rows)
