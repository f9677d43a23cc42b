"""The page of a client's onboarding: checklist, form, accesses and files.

Her pages and the client's portal do the same acts; a `Place` says whose hand it is and where the way back leads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from clients.checklists import Place, look
from clients.forms import ContactForm
from clients.heading import heading
from clients.models import ASSISTANT, Client, Onboarding
from clients.onboarding_forms import AccessForm, AnswersForm, FileForm
from clients.views.guests import show
from vacrm.desk.today import today
from vacrm.fragments import page

type View = Callable[..., HttpResponse]


def hers(view: View) -> View:
    """A view of an onboarding, on her pages: the client comes from the address."""

    @wraps(view)
    def visit(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
        client = get_object_or_404(Client, pk=pk)
        return view(request, Place(client, ASSISTANT, "clients:onboarding", (pk,)), **more)

    return visit


def begun(place: Place) -> Onboarding:
    """The onboarding of a place; 404 where none has begun."""
    return get_object_or_404(Onboarding.objects.select_related("client", "sop"), client=place.client)


def answer(request: HttpRequest, place: Place, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with forms as they were typed where one was refused."""
    rows = Onboarding.objects.select_related("client", "sop").prefetch_related("answers")
    onboarding = rows.filter(client=place.client).first()
    context: dict[str, Any] = {"place": place, "onboarding": onboarding, "client": place.client}
    if onboarding:
        given = {
            "answers": AnswersForm(onboarding=onboarding),
            "access": AccessForm(auto_id="access-%s"),
            "file": FileForm(auto_id="file-%s"),
            "contact": ContactForm(auto_id="contact-%s"),
        }
        context |= {**look(place, onboarding, today()), "forms": {**given, **forms}, "refused": {*forms}}
    if place.guest:
        return show(request, place.guest, "onboarding", "portal/onboarding.html", context, status)
    context |= heading(place.client, "onboarding", today())
    return page(request, "clients/client_onboarding.html", "clients/_client_onboarding.html", context, status)


@require_safe
def detail(request: HttpRequest, place: Place) -> HttpResponse:
    """How far the onboarding is, and what each side has to do."""
    return answer(request, place)
