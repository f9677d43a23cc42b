"""The workshop's pages of clients, contacts, agreements, and the stages clients went through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clients import moving, pipeline
from clients.forms import AgreementForm, ClientForm, MoveForm
from clients.models import Agreement, Client, Contact, StageChange
from vacrm import clock
from vacrm.desk.records import Desk, ReadOnly, Rows, Tool
from vacrm.desk.showing import Cell, Panel, cell, day, duration, link, moment, money
from vacrm.desk.today import today


class ContactInline(Rows):
    model = Contact


@admin.register(Client)
class ClientDesk(Desk):
    form = ClientForm
    list_display = ("name", "stage", "since", "email", "language", "source")
    list_filter = ("stage", "kind", "language", "currency", "source")
    search_fields = ("name", "key", "email", "siren", "contacts__name", "contacts__email")
    inlines = (ContactInline,)
    asks = ("move",)
    fieldsets = (
        (None, {"fields": (("name", "key"), ("stage", "stage_since"), ("kind", "source"))}),
        (gettext_lazy("Address"), {"fields": ("street", ("postcode", "city", "address_country"), "email")}),
        (gettext_lazy("Invoices"), {"fields": (("language", "currency", "country"), ("siren", "vat_number"))}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Client | None = None) -> list[str]:
        """The stage of a client that is there moves by the act, which keeps the history."""
        return ["stage", "stage_since"] if obj else ["stage_since"]

    @admin.display(description=gettext_lazy("in this stage since"), ordering="stage_since")
    def since(self, client: Client) -> str:
        return day(client.stage_since)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"stage": pipeline.LEAD, **super().get_changeform_initial_data(request)}

    def tools(self, request: HttpRequest, record: Client) -> Iterator[Tool]:
        yield self.tool(_("Move…"), "move", record)

    def panels(self, request: HttpRequest, record: Client) -> Iterator[Panel]:
        """Where the client stood."""
        rows = [
            [cell(moment(change.at)), cell(_stage(change.old)), cell(_stage(change.new)), cell(change.why)]
            for change in record.stage_changes.all()
        ]
        if rows:
            yield Panel(_("Stages"), _headings(), rows)

    def move(self, request: HttpRequest, record: Client) -> HttpResponse:
        """Put the client in another stage."""
        form = MoveForm(request.POST or None, initial={"stage": record.stage})
        if request.method == "POST" and form.is_valid():
            stage, told = form.cleaned_data["stage"], {key: form.cleaned_data[key] for key in ("why", "reason")}
            done = _("%(client)s: %(stage)s.") % {"client": record, "stage": _stage(stage)}
            self.do(request, record, lambda: moving.move(record, stage, at=clock.now(), on=today(), **told), done)
            return self.back(record)
        said = [_("For a paused, ended or lost client no new month of a package or subscription begins.")]
        title = _("Move %(client)s") % {"client": record}
        return self.ask(request, record, title=title, sentences=said, form=form, button=_("Move"))


def _headings() -> list[Cell]:
    return [Cell(_("Since")), Cell(pgettext("stage", "From")), Cell(pgettext("stage", "To")), Cell(_("Why"))]


def _stage(code: str) -> str:
    return str(pipeline.LABELS.get(code, code))


@admin.register(Contact)
class ContactDesk(Desk):
    rank = 1
    list_display = ("name", "client_link", "email", "role")
    search_fields = ("name", "email", "role", "client__name")
    list_filter = (("client", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("client",)
    autocomplete_fields = ("client",)

    @admin.display(description=gettext_lazy("client"), ordering="client__name")
    def client_link(self, contact: Contact) -> str:
        return link(contact.client)


class RunningFilter(admin.SimpleListFilter):
    """In force today, to come, or over."""

    title = gettext_lazy("in force")
    parameter_name = "running"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("now", _("today")), ("later", _("later")), ("over", _("no longer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        if self.value() == "now":
            return Agreement.objects.running(today()) & queryset
        if self.value() == "later":
            return queryset.filter(starts_on__gt=today())
        return queryset.filter(ends_on__lt=today()) if self.value() == "over" else queryset


@admin.register(Agreement)
class AgreementDesk(Desk):
    form = AgreementForm
    list_display = ("key", "client_link", "kind", "amount", "terms", "signed", "starts", "ends", "sop")
    list_filter = (RunningFilter, "kind", "sop", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("key", "client__name", "client__key")
    date_hierarchy = "starts_on"
    list_select_related = ("client", "sop")
    autocomplete_fields = ("client",)
    fieldsets = (
        (None, {"fields": (("client", "key"), ("kind", "sop"), ("signed_on", "done_on"), ("starts_on", "ends_on"))}),
        (gettext_lazy("Price"), {"fields": (("rate", "price", "vat_rate"), ("services_text", "rates_text"))}),
        (
            gettext_lazy("Package"),
            {
                "fields": (
                    *(("included_minutes", "overage_rate", "overage"), ("timing", "prorate")),
                    ("carry_over_months", "carry_over_cap_minutes", "carry_over_order"),
                )
            },
        ),
        (gettext_lazy("Deposit"), {"fields": (("deposit_percent", "deposit_amount", "deposit_above"),)}),
        (
            gettext_lazy("Billed before or elsewhere"),
            {
                "fields": (("periods_billed_through", "hours_billed_through"), ("carried_minutes", "billed_elsewhere")),
                "classes": ("collapse",),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Agreement | None = None) -> list[str]:
        """An agreement stays with the client who signed it."""
        return ["client"] if obj else []

    @admin.display(description=gettext_lazy("client"), ordering="client__name")
    def client_link(self, agreement: Agreement) -> str:
        return link(agreement.client)

    @admin.display(description=gettext_lazy("signed on"), ordering="signed_on")
    def signed(self, agreement: Agreement) -> str:
        return day(agreement.signed_on)

    @admin.display(description=gettext_lazy("starts on"), ordering="starts_on")
    def starts(self, agreement: Agreement) -> str:
        return day(agreement.starts_on)

    @admin.display(description=gettext_lazy("ends on"), ordering="ends_on")
    def ends(self, agreement: Agreement) -> str:
        return day(agreement.ends_on)

    @admin.display(description=gettext_lazy("includes"))
    def terms(self, agreement: Agreement) -> str:
        return duration(agreement.included_minutes)

    @admin.display(description=gettext_lazy("price or rate"), ordering="price")
    def amount(self, agreement: Agreement) -> str:
        return terms_of(agreement)


def terms_of(agreement: Agreement) -> str:
    """What an agreement costs: its price, or its rate an hour."""
    currency = agreement.client.currency
    if agreement.price is not None:
        return money(agreement.price, currency)
    return _("%(rate)s an hour") % {"rate": money(agreement.rate, currency)} if agreement.rate is not None else "–"


@admin.register(StageChange)
class StageChangeDesk(ReadOnly, Desk):
    rank = 2
    list_display = ("at", "client_link", "was", "became", "reason", "why")
    list_filter = ("new", "reason", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("client__name", "why")
    date_hierarchy = "at"
    list_select_related = ("client",)

    @admin.display(description=gettext_lazy("client"), ordering="client__name")
    def client_link(self, change: StageChange) -> str:
        return link(change.client)

    @admin.display(description=gettext_lazy("from"))
    def was(self, change: StageChange) -> str:
        return _stage(change.old)

    @admin.display(description=gettext_lazy("to"))
    def became(self, change: StageChange) -> str:
        return _stage(change.new)
