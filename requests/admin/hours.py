"""Hours in the workshop, and the one timer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests import timing
from requests.entry_forms import TimeEntryForm
from requests.models import TimeEntry
from vacrm import clock
from vacrm.desk.records import Desk, Tool
from vacrm.desk.refusing import attempt
from vacrm.desk.showing import EMPTY, day, link
from vacrm.desk.today import today


@admin.register(TimeEntry)
class TimeEntryDesk(Desk):
    form = TimeEntryForm
    list_display = ("day", "client_link", "span", "minutes", "request_link", "note", "billable")
    list_filter = ("on", "billable", ("client", admin.RelatedOnlyFieldListFilter), "agreement__kind")
    search_fields = ("note", "client__name", "client_request__subject")
    date_hierarchy = "on"
    list_select_related = ("client", "client_request")
    autocomplete_fields = ("client", "agreement", "client_request")

    def get_urls(self) -> list[Any]:
        stop = path("stop-timer/", self.admin_site.admin_view(self.stop_timer), name="requests_timeentry_stop")
        return [stop, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: TimeEntry | None = None) -> bool:
        """A timer is stopped first, then its entry is corrected."""
        return super().has_change_permission(request, obj) and (obj is None or not obj.running)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"on": today(), **super().get_changeform_initial_data(request)}

    def list_tools(self, request: HttpRequest) -> Iterator[Tool]:
        running = TimeEntry.objects.filter(running=True).select_related("client").first()
        if running:
            label = _("Stop the timer for %(client)s") % {"client": running.client}
            yield Tool(label, reverse("admin:requests_timeentry_stop"), posts=True)

    def stop_timer(self, request: HttpRequest) -> HttpResponse:
        """Stop the timer that runs."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_act(request):
            raise PermissionDenied
        attempt(request, lambda: timing.stop_timer(at=clock.now()), _("The timer is stopped."))
        return HttpResponseRedirect(reverse("admin:requests_timeentry_changelist"))

    @admin.display(description=gettext_lazy("day"), ordering="on")
    def day(self, entry: TimeEntry) -> str:
        return day(entry.on)

    @admin.display(description=gettext_lazy("client"), ordering="client__name")
    def client_link(self, entry: TimeEntry) -> str:
        return link(entry.client)

    @admin.display(description=gettext_lazy("request"), ordering="client_request__subject")
    def request_link(self, entry: TimeEntry) -> str:
        return link(entry.client_request)

    @admin.display(description=gettext_lazy("time"), ordering="started_at")
    def span(self, entry: TimeEntry) -> str:
        if not entry.started_at:
            return EMPTY
        start = timezone.localtime(entry.started_at)
        end = f"{timezone.localtime(entry.ended_at):%H:%M}" if entry.ended_at else "…"
        return f"{start:%H:%M}–{end}"
