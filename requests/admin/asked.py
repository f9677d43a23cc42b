"""Requests in the workshop: what was asked, how it was judged, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from clients.terms import services_known
from requests import assessing, planning, timing
from requests.forms import ClientRequestForm, CommitForm
from requests.models import Assessment, ClientRequest, TimeEntry
from sops.admin.versions import verdict_panel
from sops.rules.worktime import local_day
from sops.wording import figures
from sops.wording.names import CHANNELS, named
from vacrm import clock
from vacrm.desk.records import Desk, Tool
from vacrm.desk.refusing import refuse
from vacrm.desk.showing import EMPTY, Cell, Panel, cell, day, duration, link, moment, right, to
from vacrm.desk.today import today

STATES = {
    "open": pgettext_lazy("request", "open"),
    "committed": pgettext_lazy("request", "committed"),
    "done": pgettext_lazy("request", "done"),
    "declined": pgettext_lazy("request", "declined"),
}


def state_of(client_request: ClientRequest, promised: int) -> str:
    """What became of a request, read from its facts."""
    if client_request.declined_at:
        return "declined"
    if client_request.done_at:
        return "done"
    return "committed" if promised else "open"


class Coded(admin.AllValuesFieldListFilter):
    """Codes by their names, and a dash where there is none."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        names = {**services_known(), **CHANNELS}
        for choice in super().choices(changelist):
            code = str(choice["display"])
            yield {**choice, "display": named(code, names) if len(code) > 1 else EMPTY}


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "done":
            return queryset.filter(done_at__isnull=False)
        if self.value() == "declined":
            return queryset.filter(declined_at__isnull=False)
        if self.value() in STATES:
            waiting = queryset.filter(done_at__isnull=True, declined_at__isnull=True)
            return waiting.filter(promised__gt=0) if self.value() == "committed" else waiting.filter(promised=0)
        return queryset


@admin.register(ClientRequest)
class ClientRequestDesk(Desk):
    form = ClientRequestForm
    list_display = ("title", "client_link", "state", "surcharge", "received", "wanted", "worked")
    list_filter = (
        StateFilter,
        "received_at",
        ("service", Coded),
        ("channel", Coded),
        ("client", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("subject", "key", "client__name")
    date_hierarchy = "received_at"
    list_select_related = ("client",)
    autocomplete_fields = ("client", "agreement")
    asks = ("commit",)
    acts = ("judge", "decline", "finish", "start_timer")
    fieldsets = (
        (None, {"fields": (("client", "agreement"), ("subject", "key"), "words")}),
        (None, {"fields": (("received_at", "wanted_by"), ("channel", "service"), ("effort_minutes", "tier"))}),
        (None, {"fields": (("done_at", "declined_at"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientRequest]:
        latest = Assessment.objects.filter(client_request=OuterRef("pk")).order_by("-at", "-id")
        minutes = TimeEntry.objects.filter(client_request=OuterRef("pk")).order_by().values("client_request")
        found: QuerySet[ClientRequest] = (
            super()
            .get_queryset(request)
            .annotate(
                promised=Count("commitments", distinct=True),
                verdict=Subquery(latest.values("verdict")[:1]),
                spent=Subquery(minutes.annotate(total=Sum("minutes")).values("total")),
            )
        )
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: ClientRequest | None = None) -> list[str]:
        """A request stays with the client who made it."""
        return [*(["client"] if obj else []), "done_at", "declined_at"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"received_at": clock.now().replace(second=0), **super().get_changeform_initial_data(request)}

    @admin.display(description=gettext_lazy("request"), ordering="subject")
    def title(self, client_request: ClientRequest) -> str:
        return str(client_request)

    @admin.display(description=gettext_lazy("client"), ordering="client__name")
    def client_link(self, client_request: ClientRequest) -> str:
        return link(client_request.client)

    @admin.display(description=gettext_lazy("state"))
    def state(self, client_request: ClientRequest) -> str:
        return str(STATES[state_of(client_request, client_request.promised)])  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("surcharge"))
    def surcharge(self, client_request: ClientRequest) -> str:
        verdict = client_request.verdict  # type: ignore[attr-defined]
        percent = (verdict or {}).get("percent", "0")
        return EMPTY if percent in ("0", "0.00") else f"+{figures.percent(percent)}"

    @admin.display(description=gettext_lazy("worked"), ordering="spent")
    def worked(self, client_request: ClientRequest) -> str:
        return duration(client_request.spent)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("received at"), ordering="received_at")
    def received(self, client_request: ClientRequest) -> str:
        return moment(client_request.received_at)

    @admin.display(description=gettext_lazy("wanted by"), ordering="wanted_by")
    def wanted(self, client_request: ClientRequest) -> str:
        return moment(client_request.wanted_by)

    def save_model(self, request: HttpRequest, obj: ClientRequest, form: ModelForm, change: bool) -> None:
        """What is written is judged at once; facts that were judged already keep their verdict."""
        super().save_model(request, obj, form, change)
        try:
            assessing.judge(obj, at=clock.now())
        except ValidationError as error:
            refuse(request, error)

    def tools(self, request: HttpRequest, record: ClientRequest) -> Iterator[Tool]:
        yield self.tool(_("Judge again"), "judge", record)
        if not record.declined_at:
            yield self.tool(_("Commit…"), "commit", record)
        if not record.done_at and not record.declined_at:
            yield self.tool(_("Decline"), "decline", record)
            yield self.tool(_("Finish"), "finish", record)
            yield self.tool(_("Start the timer"), "start_timer", record)

    def panels(self, request: HttpRequest, record: ClientRequest) -> Iterator[Panel]:
        latest = record.assessments.select_related("sop").order_by("at", "id").last()
        if latest:
            yield verdict_panel(assessing.verdict_of(latest), latest.sop.policy().hours.timezone)
        rows = [
            [cell(moment(each.at)), to(each.assessment)] for each in record.commitments.select_related("assessment")
        ]
        if rows:
            yield Panel(_("Commitments"), [Cell(_("Accepted at")), Cell(_("Verdict"))], rows)
        hours = [[to(each, day(each.on)), right(duration(each.minutes)), cell(each.note)] for each in _hours(record)]
        yield Panel(
            _("Hours"),
            [Cell(_("Day")), Cell(pgettext("worked", "Time"), right=True), Cell(_("Note"))],
            hours,
            empty=_("No time was logged for it."),
        )

    def judge(self, request: HttpRequest, record: ClientRequest) -> HttpResponse:
        """Judge the facts as they stand."""
        return self._do(request, record, lambda: assessing.judge(record, at=clock.now()), _("Judged by the SOP."))

    def decline(self, request: HttpRequest, record: ClientRequest) -> HttpResponse:
        """Refuse it politely."""
        return self._do(request, record, lambda: assessing.decline(record, at=clock.now()), _("Declined."))

    def finish(self, request: HttpRequest, record: ClientRequest) -> HttpResponse:
        """It is done."""
        return self._do(request, record, lambda: assessing.finish(record, at=clock.now()), _("Done."))

    def start_timer(self, request: HttpRequest, record: ClientRequest) -> HttpResponse:
        """Begin to count time for it; a timer that runs is stopped first."""

        def start() -> TimeEntry:
            return timing.start_timer(record.client, at=clock.now(), on=today(), client_request=record)

        return self._do(request, record, start, _("The timer runs."))

    def commit(self, request: HttpRequest, record: ClientRequest) -> HttpResponse:
        """Show the price and its reasons; then keep the promise."""
        form = CommitForm(request.POST or None, initial={"at": clock.now()})
        if request.method == "POST" and form.is_valid():
            at = form.cleaned_data["at"]
            return self._do(request, record, lambda: assessing.commit(record, at=at), _("Committed."))
        latest = record.assessments.select_related("sop").order_by("at", "id").last()
        panels = [verdict_panel(assessing.verdict_of(latest), latest.sop.policy().hours.timezone)] if latest else []
        said = [_("You confirm that you are available, and that the client accepted this price.")]
        said += [warning] if (warning := over_capacity(record)) else []
        title = _("Commit to “%(request)s”") % {"request": record}
        return self.ask(request, record, title=title, sentences=said, panels=panels, form=form, button=_("Commit"))

    def _do(self, request: HttpRequest, record: ClientRequest, act: Callable[[], object], done: str) -> HttpResponse:
        self.do(request, record, act, done)
        return self.back(record)


def over_capacity(record: ClientRequest) -> str:
    """That promising a request goes beyond the week's capacity, in words; empty when there is room."""
    policy = assessing.sop_of(record).policy()
    if record.wanted_by is None or not record.effort_minutes:
        return ""
    week = planning.week_of(local_day(policy.hours, record.wanted_by), policy)
    if week.free is None or record.effort_minutes <= week.free:
        return ""
    return _("That week has %(free)s left of your capacity, and this takes %(effort)s.") % {
        "free": duration(max(week.free, 0)),
        "effort": duration(record.effort_minutes),
    }


def _hours(record: ClientRequest) -> QuerySet[TimeEntry]:
    return record.time_entries.select_related("client")
