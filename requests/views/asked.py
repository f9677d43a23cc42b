"""The inbox: what clients ask, what the SOP says of it, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests import assessing
from requests.forms import AskForm
from requests.inbox import SHOWS, inbox
from requests.models import ClientRequest
from requests.panel import says
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.fragments import page
from vacrm.telling import done


def _inbox(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {"inbox": inbox(request.GET, clock.now()), "shows": SHOWS.items(), "now": clock.now(), **more}


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """What waits, what is promised, what is done."""
    return page(request, "requests/request_list.html", "requests/_inbox.html", _inbox(request))


@require_safe
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request beside the list, with the verdict and the answers."""
    found = ClientRequest.objects.select_related("client", "agreement__sop", "agreement__client")
    asked = get_object_or_404(found.prefetch_related("commitments__assessment"), pk=pk)
    context = _inbox(request, asked=asked, says=says(asked), promise=_promise(asked), spent=_spent(asked))
    return page(request, "requests/request_detail.html", "requests/_inbox.html", context)


def _promise(asked: ClientRequest) -> Any:
    return max(asked.commitments.all(), key=lambda each: each.at, default=None)


def _spent(asked: ClientRequest) -> int:
    return sum(entry.minutes or 0 for entry in asked.time_entries.finished())


def request_new(request: HttpRequest) -> HttpResponse:
    """Add a request: the client and a few words are enough."""
    now = timezone.localtime(clock.now())
    form = AskForm(request.POST or None, initial={"client": request.GET.get("client")}, now=now)
    return _save(request, form, _("Added.")) or _form(request, form)


def request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a request; it is judged anew."""
    asked = get_object_or_404(ClientRequest.objects.select_related("client", "agreement__sop"), pk=pk)
    form = AskForm(request.POST or None, instance=asked, now=timezone.localtime(clock.now()))
    return _save(request, form, _("Changed.")) or _form(request, form, asked=asked)


def _save(request: HttpRequest, form: AskForm, said: str) -> HttpResponse | None:
    if request.method != "POST" or not form.is_valid():
        return None
    asked = form.save()
    try:
        assessing.judge(asked, at=clock.now())
    except ValidationError:  # nothing is published: nothing to judge by
        said = _("Kept. It is judged once your SOP is published.")
    done(request, said)
    return redirect("requests:request-detail", asked.pk)


def _form(request: HttpRequest, form: AskForm, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    template = "requests/request_form.html"
    return page(request, template, "requests/_request_form.html", {"form": form, **more}, status)


@require_POST
def request_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """She is available, and the client accepts the price."""
    return _act(request, pk, lambda asked: assessing.commit(asked, at=clock.now()), _("Confirmed."))


@require_POST
def request_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Move it to the first date without surcharge."""
    said = _("Moved to the date without surcharge. Send the answer that proposes it.")
    return _act(request, pk, lambda asked: assessing.propose_standard_date(asked, at=clock.now()), said)


@require_POST
def request_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse it politely."""
    undo = reverse("requests:request-reopen", args=[pk])
    return _act(request, pk, lambda asked: assessing.decline(asked, at=clock.now()), _("Declined."), undo)


@require_POST
def request_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    undo = reverse("requests:request-reopen", args=[pk])
    return _act(request, pk, lambda asked: assessing.finish(asked, at=clock.now()), _("Done."), undo)


@require_POST
def request_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done, or not declined, after all."""
    return _act(request, pk, assessing.reopen, _("Open again."))


def _act(
    request: HttpRequest, pk: int, act: Callable[[ClientRequest], object], said: str, undo: str = ""
) -> HttpResponse:
    asked = get_object_or_404(ClientRequest.objects.select_related("client", "agreement__sop"), pk=pk)
    try:
        act(asked)
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, said, undo=undo)
    return redirect("requests:request-detail", pk)
