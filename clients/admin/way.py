"""The workshop's pages of the way to kickoff: evidence, meetings, the door. Acts write them; here they are read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy

from clients.models import Booking, Meeting, Milestone, PortalCode, PortalDevice, PortalKnock, PortalLink, RulesProposal
from vacrm.desk.records import Desk, ReadOnly
from vacrm.desk.showing import link


class Kept(ReadOnly, Desk):
    """A fact that an act has written."""

    rank = 3
    list_select_related: ClassVar[Any] = ("client",)

    @admin.display(description=gettext_lazy("client"), ordering="client__name")
    def client_link(self, row: Any) -> str:
        return link(row.client)


@admin.register(Milestone)
class MilestoneDesk(Kept):
    list_display = ("on", "client_link", "kind", "source", "note")
    list_filter = ("kind", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("client__name", "note", "source")
    date_hierarchy = "on"


@admin.register(Meeting)
class MeetingDesk(Kept):
    list_display = ("starts_at", "client_link", "kind", "state", "outcome", "email")
    list_filter = ("kind", "state", "outcome", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("client__name", "name", "email", "need", "notes")
    date_hierarchy = "starts_at"


class PortalCodeInline(ReadOnly, admin.TabularInline):
    model = PortalCode
    fields = ("purpose", "sent_at", "expires_at", "tries", "used_at")


@admin.register(PortalLink)
class PortalLinkDesk(Kept):
    list_display = ("created_at", "client_link", "scope", "address", "expires_at", "revoked_at", "seen_at")
    list_filter = ("scope", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("client__name", "address", "scope")
    date_hierarchy = "created_at"
    inlines = (PortalCodeInline,)


@admin.register(PortalDevice)
class PortalDeviceDesk(Kept):
    list_display = ("seen_at", "client_link", "address", "agent", "proved_at")
    search_fields = ("client__name", "address", "agent")


@admin.register(Booking)
class BookingDesk(Kept):
    list_display = ("__str__", "is_open", "minutes", "buffer_minutes", "notice_hours", "horizon_days")
    list_select_related: ClassVar[Any] = False


@admin.register(PortalKnock)
class PortalKnockDesk(ReadOnly, Desk):
    rank = 9
    list_display = ("at", "door", "source_hash")
    list_filter = ("door",)
    date_hierarchy = "at"


@admin.register(RulesProposal)
class RulesProposalDesk(Kept):
    list_display = ("proposed_at", "client_link", "sop", "address", "accepted_at", "accepted_by", "withdrawn_at")
    list_filter = (("client", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("client__name", "address", "accepted_by")
    list_select_related: ClassVar[Any] = ("client", "sop")
    date_hierarchy = "proposed_at"
