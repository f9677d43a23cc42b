"""Verdicts and promises in the workshop: kept as they were made."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from requests import assessing
from requests.models import Assessment, Commitment
from sops.admin.versions import verdict_panel
from sops.wording import figures
from vacrm.desk.records import Desk, ReadOnly
from vacrm.desk.showing import Panel, link


@admin.register(Assessment)
class AssessmentDesk(ReadOnly, Desk):
    rank = 2
    list_display = ("at", "request_link", "percent", "urgent", "off_hours", "sop")
    list_filter = ("sop", "at")
    search_fields = ("client_request__subject", "client_request__client__name")
    date_hierarchy = "at"
    list_select_related = ("client_request", "sop")
    fields = ("client_request", "sop", "at", "percent")
    readonly_fields = ("percent",)

    def panels(self, request: HttpRequest, record: Assessment) -> Iterator[Panel]:
        yield verdict_panel(assessing.verdict_of(record), record.sop.policy().hours.timezone)

    @admin.display(description=gettext_lazy("request"), ordering="client_request__subject")
    def request_link(self, assessment: Assessment) -> str:
        return link(assessment.client_request)

    @admin.display(description=gettext_lazy("surcharge"))
    def percent(self, assessment: Assessment) -> str:
        return figures.percent(assessment.verdict.get("percent", "0"))

    @admin.display(description=gettext_lazy("urgent"), boolean=True)
    def urgent(self, assessment: Assessment) -> bool:
        return bool(assessment.verdict.get("urgent"))

    @admin.display(description=gettext_lazy("off hours"), boolean=True)
    def off_hours(self, assessment: Assessment) -> bool:
        return bool(assessment.verdict.get("off_hours"))


@admin.register(Commitment)
class CommitmentDesk(ReadOnly, Desk):
    rank = 1
    list_display = ("at", "request_link", "client_link", "percent")
    list_filter = ("at", ("client_request__client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("client_request__subject", "client_request__client__name")
    date_hierarchy = "at"
    list_select_related = ("client_request__client", "assessment")

    @admin.display(description=gettext_lazy("request"), ordering="client_request__subject")
    def request_link(self, commitment: Commitment) -> str:
        return link(commitment.client_request)

    @admin.display(description=gettext_lazy("client"), ordering="client_request__client__name")
    def client_link(self, commitment: Commitment) -> str:
        return link(commitment.client_request.client)

    @admin.display(description=gettext_lazy("surcharge"))
    def percent(self, commitment: Commitment) -> str:
        return figures.percent(commitment.assessment.verdict.get("percent", "0"))
