"""What comes in during an onboarding: answers, accesses, people and files, from her hand or the client's."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from clients import sharing
from clients.checklists import Place
from clients.forms import ContactForm
from clients.models import Access, ClientFile, Onboarding
from clients.onboarding_forms import AccessForm, AnswersForm, FileForm
from clients.views.brought_page import answer, begun
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.downloads import SANDBOX, saved
from vacrm.telling import done


@require_POST
def answers(request: HttpRequest, place: Place) -> HttpResponse:
    """Keep the answers of the form, and the files that came with it."""
    onboarding = begun(place)
    form = AnswersForm(request.POST, request.FILES, onboarding=onboarding)
    if not form.is_valid():
        return answer(request, place, 422, answers=form)
    try:
        _keep(place, onboarding, form)
    except ValidationError as error:
        tell(form, error)
        return answer(request, place, 422, answers=form)
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
    return answer(request, place, 422, access=form)


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
    return answer(request, place, 422, contact=form)


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
    return answer(request, place, 422, file=form)


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
