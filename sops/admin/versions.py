"""Versions of the procedures in the workshop: written, compared, published, read, tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sops.forms import SopVersionForm, WhatIfForm
from sops.handbook import draw_handbook, handbook, handbook_page
from sops.models import DRAFT, Business, SopVersion
from sops.publishing import draft, publish, revise
from sops.rules.judging import Assessment, BadFacts, assess
from sops.wording import figures, messages
from sops.wording.changes import differences
from sops.wording.chapters import chapters
from sops.wording.clauses import clauses, pinned
from sops.wording.reasons import sentence
from sops.wording.refusals import refusal
from vacrm import clock
from vacrm.desk.records import Desk, Tool
from vacrm.desk.showing import Cell, Panel, address, cell, moment
from vacrm.desk.today import today


@admin.register(SopVersion)
class SopVersionDesk(Desk):
    form = SopVersionForm
    list_display = ("version", "title", "state", "effective_on", "published_on", "agreements")
    list_filter = ("state",)
    search_fields = ("title",)
    date_hierarchy = "effective_on"
    actions = None  # a draft is deleted from its page
    pages = ("handbook", "handbook_pdf", "texts", "what_if")
    asks = ("publish",)
    acts = ("revise",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SopVersion]:
        found: QuerySet[SopVersion] = super().get_queryset(request).annotate(signed=Count("agreements"))
        return found

    @admin.display(description=gettext_lazy("version"), ordering="number")
    def version(self, version: SopVersion) -> str:
        return str(version)

    @admin.display(description=gettext_lazy("published at"), ordering="published_at")
    def published_on(self, version: SopVersion) -> str:
        return moment(version.published_at)

    @admin.display(description=gettext_lazy("agreements"), ordering="signed")
    def agreements(self, version: SopVersion) -> int:
        return int(version.signed)  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """One draft at a time; after the first version, the next is made by revising one."""
        return super().has_add_permission(request) and not SopVersion.objects.exists()

    def has_change_permission(self, request: HttpRequest, obj: SopVersion | None = None) -> bool:
        """What is published never changes."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: SopVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.state == DRAFT)

    def get_fields(self, request: HttpRequest, obj: SopVersion | None = None) -> Any:
        if obj is None:
            return ["title", "effective_on", "toml"]
        if obj.state == DRAFT:
            return ["state", "title", "effective_on", "toml"]
        return ["state", "title", "effective_on", "published_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: SopVersion | None = None) -> list[str]:
        return ["state", "published_on"]

    def save_model(self, request: HttpRequest, obj: SopVersion, form: ModelForm, change: bool) -> None:
        if change:
            obj.save()
            return
        made = draft(obj.policy(), title=obj.title, effective_on=obj.effective_on)
        obj.pk, obj.number, obj.state = made.pk, made.number, made.state
        obj._state.adding = False

    def tools(self, request: HttpRequest, record: SopVersion) -> Iterator[Tool]:
        if record.state == DRAFT:
            yield self.tool(_("Publish…"), "publish", record)
        else:
            yield self.tool(_("Revise"), "revise", record)
        yield self.tool(_("Handbook"), "handbook", record)
        yield self.tool(_("Handbook (PDF)"), "handbook_pdf", record)
        yield self.tool(_("Texts to copy"), "texts", record)
        yield self.tool(_("What if…"), "what_if", record)

    def panels(self, request: HttpRequest, record: SopVersion) -> Iterator[Panel]:
        for chapter in chapters(record.policy(), currency=_currency()):
            rows = [(cell(place or " "), cell(text)) for place, text in chapter.numbered_once()]
            yield Panel(f"§{chapter.number} {chapter.title}", rows=rows)

    def revise(self, request: HttpRequest, record: SopVersion) -> HttpResponse:
        """Make the next draft, and go there."""
        made: list[SopVersion] = []
        if self.do(
            request, record, lambda: made.append(revise(record, at=clock.now())), _("The next version is a draft.")
        ):
            return HttpResponseRedirect(address(made[0]))
        return self.back(record)

    def publish(self, request: HttpRequest, record: SopVersion) -> HttpResponse:
        """Show what changes; then publish."""
        if request.method == "POST":
            done = _("%(version)s is published.") % {"version": record}
            self.do(request, record, lambda: publish(record, at=clock.now()), done)
            return self.back(record)
        before = SopVersion.objects.published().first()
        if before is None:
            panels = [Panel(_("What changes"), empty=_("This is the first version."))]
        else:
            rows = [[cell(text)] for text in differences(before.policy(), record.policy(), currency=_currency())]
            panels = [Panel(_("What changes from %(version)s") % {"version": before}, rows=rows, empty=_("Nothing."))]
        said = [
            _("Once published, %(version)s never changes; to change a rule, you revise it.") % {"version": record},
            _("Agreements stay with the version their clients signed."),
        ]
        title = _("Publish %(version)s") % {"version": record}
        return self.ask(request, record, title=title, sentences=said, panels=panels, button=title)

    def handbook(self, request: HttpRequest, record: SopVersion) -> HttpResponse:
        """The handbook as clients read it."""
        return HttpResponse(handbook_page(handbook(record, Business.objects.current())))

    def handbook_pdf(self, request: HttpRequest, record: SopVersion) -> HttpResponse:
        """The handbook as a PDF."""
        content = draw_handbook(handbook(record, Business.objects.current()))
        name = f'inline; filename="sop-v{record.number}.pdf"'
        return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})

    def texts(self, request: HttpRequest, record: SopVersion) -> HttpResponse:
        """The e-mail signature, the answer out of hours, the clauses of a contract."""
        policy, business = record.policy(), Business.objects.current()
        panels = []
        if business:
            panels.append(_lines(_("E-mail signature"), messages.signature(business, policy)))
            reply = messages.autoreply(business, policy, _closed_moment(policy.hours.timezone))
            panels.append(_lines(_("Automatic reply out of hours"), reply or _("You are always open.")))
        panels += [
            Panel(each.title, rows=[(cell(place), cell(text)) for place, text in each.rules])
            for each in clauses(record, currency=_currency())
        ]
        title = _("Texts of %(version)s") % {"version": record}
        return self.ask(request, record, title=title, sentences=[pinned(record)], panels=panels)

    def what_if(self, request: HttpRequest, record: SopVersion) -> HttpResponse:
        """Judge a request that nobody made."""
        policy, panels = record.policy(), []
        now = clock.now().astimezone(ZoneInfo(policy.hours.timezone)).replace(tzinfo=None, second=0, microsecond=0)
        form = WhatIfForm(policy, request.POST or None, initial={"received_at": now, "effort_minutes": 60})
        if request.method == "POST" and form.is_valid():
            try:
                panels.append(verdict_panel(assess(form.facts(), policy), policy.hours.timezone))
            except BadFacts as error:
                form.add_error(error.field, refusal(error))
        said = [_("Describe a request; the rules of %(version)s judge it, and nothing is kept.") % {"version": record}]
        button = _("Judge it")
        return self.ask(request, record, title=_("What if…"), sentences=said, form=form, panels=panels, button=button)


def verdict_panel(verdict: Assessment, zone: str) -> Panel:
    """A verdict with its reasons: the same words wherever it is shown."""
    percent = figures.percent(str(verdict.percent))
    title = _("Surcharge of %(percent)s") % {"percent": percent} if verdict.percent else _("No surcharge")
    rows: list[list[Cell]] = [[cell(sentence(each, zone=zone))] for each in verdict.reasons]
    notes = []
    if verdict.standard_date:
        notes.append(_("Without surcharge: %(moment)s.") % {"moment": moment(verdict.standard_date, zone)})
    if verdict.needs:
        notes.append(_("Needs: %(needs)s.") % {"needs": ", ".join(str(NEEDS[need]) for need in verdict.needs)})
    return Panel(title, rows=rows, notes=notes)


NEEDS = {
    "availability": gettext_lazy("your availability"),
    "acceptance": gettext_lazy("the client’s acceptance of the price"),
    "date": gettext_lazy("the date it is wanted by"),
    "time": gettext_lazy("more time than there is until then"),
    "quote": gettext_lazy("a complementary quote"),
}


def _lines(title: str, text: str) -> Panel:
    return Panel(title, rows=[[cell(line)] for line in text.split("\n") if line])


def _closed_moment(zone: str) -> datetime:
    """Three in the night: hardly anybody is open."""
    on = today()
    return datetime(on.year, on.month, on.day, 3, tzinfo=ZoneInfo(zone))


def _currency() -> str:
    business = Business.objects.current()
    return business.currency if business else "EUR"
