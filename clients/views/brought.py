"""Onboarding: a client's checklist is begun, ticked and changed; and all acts of its page by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import onboarding as acts
from clients.checklists import Place
from clients.models import ChecklistItem, Onboarding
from clients.onboarding_forms import StepForm
from clients.views import given
from clients.views.brought_page import View, answer, begun
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.telling import done


@require_POST
def begin(request: HttpRequest, place: Place) -> HttpResponse:
    """Copy the checklist of the SOP for this client."""
    try:
        acts.begin(place.client, at=clock.now(), on=today())
    except ValidationError as error:
        refuse(request, error)
        return answer(request, place, 422)
    done(request, _("The onboarding has begun; days and steps can be changed for this client."))
    return redirect(place.url())


@require_POST
def reminders(request: HttpRequest, place: Place) -> HttpResponse:
    """Switch the gentle reminders to this client on or off."""
    onboarding = begun(place)
    acts.set_reminders(onboarding, on=not onboarding.reminds)
    said = _("No reminder goes out to this client any more.") if onboarding.reminds else _("Reminders go out again.")
    done(request, said, undo=place.url("reminders"))
    return redirect(place.url())


@require_POST
def step_tick(request: HttpRequest, place: Place, step: int) -> HttpResponse:
    """A step is done."""
    return _turn(request, place, step, acts.tick, _("Done: %(step)s"), "step-untick")


@require_POST
def step_untick(request: HttpRequest, place: Place, step: int) -> HttpResponse:
    """A step is not done after all."""
    return _turn(request, place, step, acts.untick, _("Open again: %(step)s"), "step-tick")


def _turn(request: HttpRequest, place: Place, step: int, act: Callable[..., Any], said: str, back: str) -> HttpResponse:
    item = _step(place, step)
    try:
        act(item, by=place.by, at=clock.now(), on=today())
    except ValidationError as error:
        refuse(request, error)
        return answer(request, place, 422)
    done(request, said % {"step": item}, undo=place.url(back, step))
    return redirect(f"{place.url()}#checklist")


def _step(place: Place, step: int) -> ChecklistItem:
    return get_object_or_404(ChecklistItem, pk=step, onboarding__client=place.client)


def step_new(request: HttpRequest, place: Place) -> HttpResponse:
    """Add a step for this client."""
    return _form_of_step(request, place, begun(place), None)


def step_edit(request: HttpRequest, place: Place, step: int) -> HttpResponse:
    """Change a step, or strike it off."""
    item, onboarding = _step(place, step), begun(place)
    if request.method == "POST" and "delete" in request.POST:
        acts.strike(item, at=clock.now(), on=today())
        done(request, _("Struck off: %(step)s") % {"step": item})
        return redirect(place.url())
    return _form_of_step(request, place, onboarding, item)


def _form_of_step(
    request: HttpRequest, place: Place, onboarding: Onboarding, item: ChecklistItem | None
) -> HttpResponse:
    form = StepForm(request.POST or None, instance=item, onboarding=onboarding)
    if request.method == "POST" and form.is_valid():
        try:
            acts.keep(onboarding, item, form.cleaned_data, at=clock.now(), on=today())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("Kept."))
            return redirect(place.url())
    shown = ChecklistItem.objects.get(pk=item.pk) if item else None
    context = {"form": form, "client": place.client, "item": shown, "place": place, "back": place.url()}
    return render(request, "clients/step_form.html", context, status=422 if form.is_bound else 200)


# What both sides do: the name of an act, the rest of its address, and its view.
SHARED: list[tuple[str, str, View]] = [
    ("step-tick", "steps/<int:step>/tick/", step_tick),
    ("step-untick", "steps/<int:step>/untick/", step_untick),
    ("answers", "answers/", given.answers),
    ("accesses", "accesses/", given.accesses),
    ("access-end", "accesses/<int:access>/end/", given.access_end),
    ("access-reopen", "accesses/<int:access>/reopen/", given.access_reopen),
    ("contacts", "contacts/", given.contacts),
    ("files", "files/", given.files),
    ("file-detail", "files/<int:file>/", given.file_detail),
    ("file-remove", "files/<int:file>/remove/", given.file_remove),
    ("file-restore", "files/<int:file>/restore/", given.file_restore),
]
# What only she does.
HERS: list[tuple[str, str, View]] = [
    ("begin", "begin/", begin),
    ("reminders", "reminders/", reminders),
    ("step-new", "steps/new/", step_new),
    ("step-edit", "steps/<int:step>/edit/", step_edit),
]
