"""What was said about requests, in the workshop: questions, replies and files, to be found and read."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from requests.models import Question, Reply, RequestFile
from vacrm.desk.records import Desk, ReadOnly
from vacrm.desk.showing import link


class _Said(ReadOnly, Desk):
    rank = 2
    search_fields: ClassVar[tuple[str, ...]] = ("client_request__subject", "client_request__client__name")
    list_select_related = ("client_request__client",)

    @admin.display(description=gettext_lazy("request"), ordering="client_request__subject")
    def request_link(self, row: Question | Reply | RequestFile) -> str:
        return link(row.client_request)


@admin.register(Question)
class QuestionDesk(_Said):
    list_display = ("asked_at", "request_link", "answered_at")
    date_hierarchy = "asked_at"


@admin.register(Reply)
class ReplyDesk(_Said):
    list_display = ("at", "request_link", "kind")
    list_filter = ("kind",)
    date_hierarchy = "at"


@admin.register(RequestFile)
class RequestFileDesk(_Said):
    list_display = ("name", "request_link", "mimetype", "size", "added_at", "removed_at")
    exclude = ("content",)
    search_fields: ClassVar[tuple[str, ...]] = ("name", *_Said.search_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RequestFile]:
        found: QuerySet[RequestFile] = super().get_queryset(request).defer("content")
        return found
