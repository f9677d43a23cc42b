"""Moves along the pipeline: on with a click, back or out with the reason."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import archiving, moving, pipeline
from clients.forms import MoveOnForm
from clients.models import Client, StageChange
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.frame import back
from vacrm.telling import done


def client_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a client in another stage; a step back, or out, says why."""
    client = get_object_or_404(Client, pk=pk)
    asked = request.POST if request.method == "POST" else None
    form = MoveOnForm(asked, client=client, initial={"stage": request.GET.get("stage", pipeline.after(client.stage))})
    if not form.is_valid():
        there = (request.POST or request.GET).get("next", "")
        context = {"form": form, "client": client, "next": there}
        status = 422 if form.is_bound else 200
        return page(request, "clients/client_move.html", "clients/_client_move.html", context, status)
    stage, said = form.cleaned_data["stage"], {key: form.cleaned_data[key] for key in ("why", "reason")}
    if change := moving.move(client, stage, at=clock.now(), on=today(), **said):
        _told(request, client, change)
    return redirect(back(request, reverse("clients:client-detail", args=[pk])))


def _told(request: HttpRequest, client: Client, change: StageChange, said: str = "") -> None:
    """Say where the client is now; the message takes this one move back, however often it is clicked."""
    said = said or _("%(client)s: %(stage)s.") % {"client": client, "stage": pipeline.LABELS[client.stage]}
    asked = {"of": change.pk, "next": request.POST.get("next", "")}
    undo = reverse("clients:client-move-back", args=[client.pk])
    done(request, said, undo=f"{undo}?{urlencode({key: value for key, value in asked.items() if value})}")


@require_POST
def client_move_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the latest move back, or the one that is named, once."""
    client = get_object_or_404(Client, pk=pk)
    named = request.GET.get("of", "")
    if moving.take_back(client, at=clock.now(), of=int(named) if named.isdecimal() and len(named) < 18 else None):
        done(request, _("%(client)s: %(stage)s.") % {"client": client, "stage": pipeline.LABELS[client.stage]})
    return redirect(back(request, reverse("clients:client-detail", args=[pk])))


@require_POST
def client_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Work pauses from today on: no new month of a package or subscription begins."""
    why = request.GET.get("why", "").replace("\0", "")[:300]
    return _put(request, pk, pipeline.PAUSED, why or _("paused"), _("Work for %(client)s is paused."))


@require_POST
def client_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Work goes on from today."""
    return _put(request, pk, pipeline.ACTIVE, _("resumed"), _("Work for %(client)s goes on."))


def _put(request: HttpRequest, pk: int, stage: str, why: str, said: str) -> HttpResponse:
    client = get_object_or_404(Client, pk=pk)
    if change := moving.move(client, stage, at=clock.now(), on=today(), why=why):
        _told(request, client, change, said % {"client": client})
    return redirect("clients:client-detail", pk)


@require_POST
def client_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the usual lists, with everything kept; of one who never signed, the reason is asked first."""
    client = get_object_or_404(Client, pk=pk)
    if archiving.is_loss(client):
        return redirect(f"{reverse('clients:client-move', args=[pk])}?{urlencode({'stage': pipeline.LOST})}")
    if change := archiving.archive(client, at=clock.now(), on=today()):
        _told(request, client, change, _("%(client)s is archived.") % {"client": client})
    return redirect("clients:client-detail", pk)


def client_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a client of whom nothing was invoiced."""
    client = get_object_or_404(Client, pk=pk)
    if request.method != "POST":
        return render(request, "clients/client_delete.html", {"client": client})
    try:
        archiving.delete(client)
    except ValidationError as error:
        refuse(request, error)
        return render(request, "clients/client_delete.html", {"client": client, "refused": True}, status=422)
    done(request, _("%(client)s is deleted.") % {"client": client.name})
    return redirect("clients:client-list")
