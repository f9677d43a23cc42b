"""Onboarding: the page of a client's checklist, form, accesses and files, and what is done there.

Her pages and the client's portal do the same acts; a `Place` says whose hand it is and where the way back leads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from clients import onboarding as acts
from clients import sharing
from clients.checklists import Place, look
from clients.forms import ContactForm
from clients.heading import heading
from clients.models import ASSISTANT, Access, ChecklistItem, Client, ClientFile, Onboarding
from clients.onboarding_forms import AccessForm, AnswersForm, FileForm, StepForm
from clients.views.guests import show
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.downloads import SANDBOX, saved
from vacrm.fragments import page
from vacrm.telling import done

type View = Callable[..., HttpResponse]


def hers(view: View) -> View:
    """A view of an onboarding, on her pages: the client comes from the address."""

    @wraps(view)
    def visit(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
        client = get_object_or_404(Client, pk=pk)
        return view(request, Place(client, ASSISTANT, "clients:onboarding", (pk,)), **more)

    return visit


def _begun(place: Place) -> Onboarding:
    return get_object_or_404(Onboarding.objects.select_related("client", "sop"), client=place.client)


def _answer(request: HttpRequest, place: Place, status: int = 200, **forms: Any) -> HttpResponse:
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
    return _answer(request, place)


@require_POST
def begin(request: HttpRequest, place: Place) -> HttpResponse:
    """Copy the checklist of the SOP for this client."""
    try:
        acts.begin(place.client, at=clock.now(), on=today())
    except ValidationError as error:
        refuse(request, error)
        return _answer(request, place, 422)
    done(request, _("The onboarding has begun; days and steps can be changed for this client."))
    return redirect(place.url())


@require_POST
def reminders(request: HttpRequest, place: Place) -> HttpResponse:
    """Switch the gentle reminders to this client on or off."""
    onboarding = _begun(place)
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
        return _answer(request, place, 422)
    done(request, said % {"step": item}, undo=place.url(back, step))
    return redirect(f"{place.url()}#checklist")


def _step(place: Place, step: int) -> ChecklistItem:
    return get_object_or_404(ChecklistItem, pk=step, onboarding__client=place.client)


def step_new(request: HttpRequest, place: Place) -> HttpResponse:
    """Add a step for this client."""
    return _form_of_step(request, place, _begun(place), None)


def step_edit(request: HttpRequest, place: Place, step: int) -> HttpResponse:
    """Change a step, or strike it off."""
    item, onboarding = _step(place, step), _begun(place)
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


@require_POST
def answers(request: HttpRequest, place: Place) -> HttpResponse:
    """Keep the answers of the form, and the files that came with it."""
    onboarding = _begun(place)
    form = AnswersForm(request.POST, request.FILES, onboarding=onboarding)
    if not form.is_valid():
        return _answer(request, place, 422, answers=form)
    try:
        _keep(place, onboarding, form)
    except ValidationError as error:
        tell(form, error)
        return _answer(request, place, 422, answers=form)
    done(request, _("The answers are kept.") if place.is_hers else _("Thank you, your answers are kept."))
    return redirect(f"{place.url()}#answers")


@transaction.atomic
def _keep(place: Place, onboarding: Onboarding, form: AnswersForm) -> None:
    """The files, then the answers, both or neither."""
    at = clock.now()
    for code, file in form.sent():
        sharing.attach(place.client, file.name, file.read(), by=place.by, at=at, code=code)
    sharing.answer(onboarding, form.said(), form.said_besides(), by=place.by, at=at, on=today())


@require_POST
def accesses(request: HttpRequest, place: Place) -> HttpResponse:
    """Note an access."""
    form = AccessForm(request.POST, auto_id="access-%s")
    if form.is_valid():
        try:
            sharing.note_access(place.client, form.cleaned_data, by=place.by, at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("Noted: %(tool)s.") % {"tool": form.cleaned_data["tool"]})
            return redirect(f"{place.url()}#accesses")
    return _answer(request, place, 422, access=form)


@require_POST
def access_end(request: HttpRequest, place: Place, access: int) -> HttpResponse:
    """An access was taken back."""
    found = get_object_or_404(Access, pk=access, client=place.client)
    sharing.end_access(found, at=clock.now())
    done(request, _("No longer shared: %(tool)s.") % {"tool": found}, undo=place.url("access-reopen", access))
    return redirect(f"{place.url()}#accesses")


@require_POST
def access_reopen(request: HttpRequest, place: Place, access: int) -> HttpResponse:
    """It was not."""
    found = get_object_or_404(Access, pk=access, client=place.client)
    sharing.reopen_access(found)
    done(request, _("Noted: %(tool)s.") % {"tool": found})
    return redirect(f"{place.url()}#accesses")


@require_POST
def contacts(request: HttpRequest, place: Place) -> HttpResponse:
    """Write down a person at the client's."""
    form = ContactForm(request.POST, auto_id="contact-%s")
    if form.is_valid():
        try:
            sharing.note_person(place.client, form.cleaned_data)
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("Noted: %(name)s.") % {"name": form.cleaned_data["name"]})
            return redirect(f"{place.url()}#contacts")
    return _answer(request, place, 422, contact=form)


@require_POST
def files(request: HttpRequest, place: Place) -> HttpResponse:
    """Keep a file."""
    form = FileForm(request.POST, request.FILES, auto_id="file-%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = sharing.attach(place.client, file.name, file.read(), by=place.by, at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("Kept: %(file)s.") % {"file": kept}, undo=place.url("file-remove", kept.pk))
            return redirect(f"{place.url()}#files")
    return _answer(request, place, 422, file=form)


@require_safe
@csp_override(SANDBOX)
def file_detail(request: HttpRequest, place: Place, file: int) -> HttpResponse:
    """The file as it came, to be saved."""
    found = get_object_or_404(ClientFile.objects.filter(removed_at=None), pk=file, client=place.client)
    return saved(found.name, found.mimetype, bytes(found.content))


@require_POST
def file_remove(request: HttpRequest, place: Place, file: int) -> HttpResponse:
    """Take a file away; the message puts it back."""
    found = get_object_or_404(ClientFile.objects.defer("content"), pk=file, client=place.client)
    sharing.remove(found, at=clock.now())
    said = _("Removed: %(file)s. It can be put back for thirty days.") % {"file": found}
    done(request, said, undo=place.url("file-restore", file))
    return redirect(f"{place.url()}#files")


@require_POST
def file_restore(request: HttpRequest, place: Place, file: int) -> HttpResponse:
    """Put it back."""
    found = get_object_or_404(ClientFile.objects.defer("content"), pk=file, client=place.client)
    try:
        sharing.restore(found)
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("Put back: %(file)s.") % {"file": found})
    return redirect(f"{place.url()}#files")


# What both sides do: the name of an act, the rest of its address, and its view.
SHARED: list[tuple[str, str, View]] = [
    ("step-tick", "steps/<int:step>/tick/", step_tick),
    ("step-untick", "steps/<int:step>/untick/", step_untick),
    ("answers", "answers/", answers),
    ("accesses", "accesses/", accesses),
    ("access-end", "accesses/<int:access>/end/", access_end),
    ("access-reopen", "accesses/<int:access>/reopen/", access_reopen),
    ("contacts", "contacts/", contacts),
    ("files", "files/", files),
    ("file-detail", "files/<int:file>/", file_detail),
    ("file-remove", "files/<int:file>/remove/", file_remove),
    ("file-restore", "files/<int:file>/restore/", file_restore),
]
# What only she does.
HERS: list[tuple[str, str, View]] = [
    ("begin", "begin/", begin),
    ("reminders", "reminders/", reminders),
    ("step-new", "steps/new/", step_new),
    ("step-edit", "steps/<int:step>/edit/", step_edit),
]
