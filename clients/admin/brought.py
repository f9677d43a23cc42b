"""The workshop's pages of onboardings: checklists, answers, accesses, files. Acts write them; here they are read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy

from clients.admin.way import Kept
from clients.models import Access, ChecklistEvent, ChecklistItem, ChecklistReminder, ClientFile, FormAnswer, Onboarding
from vacrm.desk.records import ReadOnly
from vacrm.desk.showing import link


class ItemInline(ReadOnly, admin.TabularInline):
    model = ChecklistItem
    fields = ("label", "by", "due_on", "waits_for", "done_at")


class AnswerInline(ReadOnly, admin.TabularInline):
    model = FormAnswer
    fields = ("question", "text", "at", "by")


@admin.register(Onboarding)
class OnboardingDesk(Kept):
    list_display = ("begun_on", "client_link", "sop", "reminds", "answered_at")
    list_filter = ("sop", "reminds", ("client", admin.RelatedOnlyFieldListFilter))
    list_select_related: ClassVar[Any] = ("client", "sop")
    search_fields = ("client__name", "tools", "opening_hours", "rules")
    date_hierarchy = "begun_on"
    inlines = (ItemInline, AnswerInline)


class OfOnboarding(Kept):
    """A fact of an onboarding."""

    rank = 4
    list_select_related: ClassVar[Any] = ("onboarding__client",)

    @admin.display(description=gettext_lazy("client"), ordering="onboarding__client__name")
    def client_link(self, row: Any) -> str:
        return link(row.onboarding.client)


@admin.register(ChecklistItem)
class ChecklistItemDesk(OfOnboarding):
    list_display = ("label", "client_link", "by", "due_on", "waits_for", "done_at")
    list_filter = ("by", ("onboarding__client", admin.RelatedOnlyFieldListFilter))
    list_select_related: ClassVar[Any] = ("onboarding__client", "waits_for")
    search_fields = ("label", "onboarding__client__name")
    date_hierarchy = "due_on"


@admin.register(ChecklistEvent)
class ChecklistEventDesk(Kept):
    rank = 4
    list_display = ("at", "client_link", "item", "done", "by")
    list_filter = ("done", "by", ("item__onboarding__client", admin.RelatedOnlyFieldListFilter))
    list_select_related: ClassVar[Any] = ("item__onboarding__client",)
    search_fields = ("item__label", "item__onboarding__client__name")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("client"), ordering="item__onboarding__client__name")
    def client_link(self, row: Any) -> str:
        return link(row.item.onboarding.client)


@admin.register(FormAnswer)
class FormAnswerDesk(OfOnboarding):
    list_display = ("question", "client_link", "text", "at", "by")
    list_filter = ("by", ("onboarding__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("question", "text", "onboarding__client__name")


@admin.register(ChecklistReminder)
class ChecklistReminderDesk(OfOnboarding):
    list_display = ("on", "client_link", "number", "delivery")
    list_filter = (("onboarding__client", admin.RelatedOnlyFieldListFilter),)
    list_select_related: ClassVar[Any] = ("onboarding__client", "delivery")
    date_hierarchy = "on"


@admin.register(Access)
class AccessDesk(Kept):
    list_display = ("tool", "client_link", "shared", "right", "added_at", "ended_at")
    list_filter = ("right", "by", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("tool", "shared", "client__name")


@admin.register(ClientFile)
class ClientFileDesk(Kept):
    list_display = ("name", "client_link", "mimetype", "size", "added_at", "by", "removed_at")
    list_filter = ("mimetype", "by", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "client__name", "sha256")
    exclude = ("content",)

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).defer("content")
