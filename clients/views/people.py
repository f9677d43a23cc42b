"""Clients as a list and one by one: who they are, what happened, and where they stand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients import pipeline
from clients.cards import card_of
from clients.documents import documents
from clients.forms import ClientForm
from clients.heading import heading
from clients.history import SHOWN, history
from clients.listing import MONEY, SORTS, listing
from clients.models import LOSSES, Client
from clients.moving import begin
from clients.process import happenings, stations
from sops.models import Business
from vacrm import clock
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.telling import done

LATELY = 8  # of what happened


@require_safe
def client_list(request: HttpRequest) -> HttpResponse:
    """Clients, by words, stage and money."""
    context = {
        "listing": listing(request.GET, today()),
        "stages": pipeline.choices(),
        "monies": MONEY.items(),
        "sorts": SORTS.items(),
    }
    return page(request, "clients/client_list.html", "clients/_client_table.html", context)


@require_safe
def client_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The client at a glance: terms, what is open, what the month would bill."""
    client = get_object_or_404(Client, pk=pk)
    on = today()
    prefetch_related_objects([client], "contacts")  # a panel names them too
    panels = [panel for name in settings.CLIENT_PANELS if (panel := import_string(name)(client, on))]
    context = {
        "panels": panels,
        "contacts": client.contacts.all(),
        "now": clock.now(),
        "losses": LOSSES,
    }
    return _tab(request, client, "overview", "clients/client_detail.html", context)


@require_safe
def client_lately(request: HttpRequest, pk: int) -> HttpResponse:
    """The last things that happened; the overview asks for them once it stands."""
    client = get_object_or_404(Client, pk=pk)
    return _tab(request, client, "overview", "clients/client_lately.html", {"lately": history(client, LATELY)})


@require_safe
def client_history(request: HttpRequest, pk: int) -> HttpResponse:
    """All that happened with a client, in one line of time."""
    client = get_object_or_404(Client, pk=pk)
    before = request.GET.get("before", "")
    found = history(client, SHOWN + 1, before)
    older = found[SHOWN - 1].mark if len(found) > SHOWN else ""
    context = {"rows": found[:SHOWN], "before": before, "older": older}
    return _tab(request, client, "history", "clients/client_history.html", context)


@require_safe
def client_process(request: HttpRequest, pk: int) -> HttpResponse:
    """The way of a client from the first contact to the kickoff, with dates."""
    client = get_object_or_404(Client.objects.prefetch_related("stage_changes", "milestones"), pk=pk)
    version, head = getattr(request, "sop", None), heading(client, "process", today())
    card = card_of(client, today(), version.policy() if version else None, head["holds"])
    context = {**head, "card": card, "stations": stations(client), "going": happenings(client)}
    return page(request, "clients/client_process.html", "clients/_client_process.html", context)


@require_safe
def client_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """Every file of a client's: invoices, handbooks, what came with requests."""
    client = get_object_or_404(Client, pk=pk)
    rows = Paginator(documents(client), 50).get_page(request.GET.get("page"))
    return _tab(request, client, "documents", "clients/client_documents.html", {"rows": rows})


def _tab(request: HttpRequest, client: Client, tab: str, template: str, context: dict[str, Any]) -> HttpResponse:
    fragment = template.replace("clients/", "clients/_")
    return page(request, template, fragment, {**context, **heading(client, tab, today())})


def client_new(request: HttpRequest) -> HttpResponse:
    """Add a client: a name is enough."""
    business = Business.objects.current()
    first = {"language": business.language, "currency": business.currency} if business else {}
    form = ClientForm(request.POST or None, initial={"stage": pipeline.LEAD, **first})
    return _save(request, form, is_new=True) or _form(request, form, client=None)


def client_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what documents say of a client; the stage moves by its own act."""
    client = get_object_or_404(Client, pk=pk)
    form = ClientForm(request.POST or None, instance=client)
    del form.fields["stage"]
    return _save(request, form) or _form(request, form, client=get_object_or_404(Client, pk=pk))


@transaction.atomic
def _save(request: HttpRequest, form: ClientForm, *, is_new: bool = False) -> HttpResponse | None:
    if request.method != "POST" or not form.is_valid():
        return None
    client = form.save()
    if is_new:
        begin(client, at=clock.now(), on=today())
    done(request, _("Kept."))
    return redirect("clients:client-detail", client.pk)


def _form(request: HttpRequest, form: ClientForm, **more: Any) -> HttpResponse:
    template = "clients/client_form.html"
    return page(request, template, "clients/_client_form.html", {"form": form, **more}, 422 if form.is_bound else 200)
