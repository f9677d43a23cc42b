"""During and after a meeting: notes, what came of it, the letter that follows, the link for the kickoff."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import calling, door
from clients.meeting_forms import AfterForm, NotesForm
from clients.models import BOOKED, Client
from clients.slotting import DISCOVERY, KICKOFF
from clients.views.meetings import read, show
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.telling import done

DAYS = 30  # that the link for the kickoff works


@require_POST
def meeting_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the notes."""
    meeting = read(pk)
    form = NotesForm(request.POST, is_call=meeting.kind == DISCOVERY)
    if not form.is_valid():
        return show(request, meeting, form, 422)
    typed = form.cleaned_data
    calling.note(meeting, notes=typed["notes"], decisions=typed.get("decisions", ""))
    done(request, _("The notes are kept."))
    ticked = meeting.state == BOOKED and typed.get("outcome")  # not said yet, and not lost either
    page = reverse("clients:meeting-detail", args=[pk])
    return redirect(f"{page}?{urlencode({'outcome': ticked})}" if ticked else page)


@require_POST
def meeting_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """It took place: the notes are kept with what came of it."""
    meeting = read(pk)
    form = NotesForm(request.POST, is_call=meeting.kind == DISCOVERY)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            with transaction.atomic():
                calling.note(meeting, notes=typed["notes"], decisions=typed.get("decisions", ""))
                calling.hold(meeting, outcome=typed.get("outcome", ""), at=clock.now(), on=today())
        except ValidationError as error:
            tell(form, error)
        else:
            said = _("Kept: the meeting with %(client)s was held.") % {"client": meeting.client}
            done(request, said, undo=reverse("clients:meeting-reopen", args=[pk]))
            return redirect("clients:meeting-detail", pk)
    return show(request, read(pk), form, 422)


@require_POST
def meeting_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that it was held."""
    calling.reopen(read(pk), at=clock.now())
    done(request, _("The meeting counts as booked again; the notes are still there."))
    return redirect("clients:meeting-detail", pk)


@require_POST
def meeting_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letter that follows, in her words."""
    meeting = read(pk)
    form = AfterForm(request.POST)
    if form.is_valid():
        try:
            calling.send_letter(meeting, **form.cleaned_data, at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("The letter is on its way to %(name)s.") % {"name": meeting.name or meeting.client})
            return redirect("clients:meeting-detail", pk)
    first = {"notes": meeting.notes, "decisions": meeting.decisions, "outcome": meeting.outcome}
    notes = NotesForm(initial=first, is_call=meeting.kind == DISCOVERY)
    return show(request, meeting, notes, 422, after=form)


@require_POST
def kickoff_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a client the link by which the moment of the kickoff is chosen."""
    client, at = get_object_or_404(Client, pk=pk), clock.now()
    try:
        if not client.email:
            raise ValidationError(_("%(client)s has no e-mail address; add one.") % {"client": client})
        with transaction.atomic():
            link, secret = door.invite(client, KICKOFF, to=client.email, days=DAYS, at=at)
            place = request.build_absolute_uri(reverse("clients:kickoff-choose", args=[secret]))
            calling.offer_kickoff(client, link, link=place, at=at)
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("The link is on its way: %(client)s chooses the moment.") % {"client": client})
    return redirect("clients:client-detail", pk)
