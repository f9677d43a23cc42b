"""Her meetings: those to come and those that were, each with its notes; booked, moved and cancelled by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients import booking, calling, inviting
from clients.meeting_forms import MeetingForm, MomentForm, NotesForm
from clients.models import BOOKED, Client, Meeting
from clients.slotting import DISCOVERY, KICKOFF, OTHER, length, policy_at
from clients.slotting import booking as kept
from clients.views.slots import link_of
from sops.rules.policy import Policy
from sops.wording import figures
from sops.wording.chapters import Chapter, chapters
from vacrm import clock
from vacrm.desk.refusing import tell
from vacrm.fragments import page
from vacrm.ical import TYPE
from vacrm.telling import done

FORM = ["GET", "HEAD", "POST"]
KINDS = (DISCOVERY, KICKOFF, OTHER)
SCRIPT = ("§3.", "§6.1", "§6.2", "§7.")  # what of the procedures is told in a first call


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """What is to come, then what was."""
    at = clock.now()
    coming = Meeting.objects.filter(state=BOOKED, ends_at__gt=at).select_related("client").order_by("starts_at")
    past = Meeting.objects.exclude(state=BOOKED, ends_at__gt=at).select_related("client").order_by("-starts_at")
    rows = Paginator(past.defer("notes", "decisions", "need"), 30).get_page(request.GET.get("page"))
    context = {"coming": coming.defer("notes", "decisions", "need")[:50], "rows": rows, "is_open": kept().is_open}
    return page(request, "clients/meeting_list.html", "clients/_meeting_list.html", context)


@require_http_methods(FORM)
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Book a meeting by hand: with a client that is named, or one that is chosen."""
    named = request.GET.get("client", "")
    client = get_object_or_404(Client, pk=int(named)) if named.isdecimal() and len(named) < 18 else None
    form = MeetingForm(request.POST or None, initial=_first(request, client), client=client)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        whose = client or typed["client"]
        try:
            meeting = booking.arrange(
                whose,
                typed["kind"],
                typed["start"],
                typed["minutes"],
                place=typed["place"],
                tells=typed["tells"],
                at=clock.now(),
                link=link_of(request),
            )
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("Booked: %(meeting)s.") % {"meeting": meeting})
            return redirect("clients:meeting-detail", meeting.pk)
    context = {"form": form, "client": client}
    return render(request, "clients/meeting_form.html", context, status=422 if form.is_bound else 200)


def _first(request: HttpRequest, client: Client | None) -> dict[str, Any]:
    asked = request.GET.get("kind", "")
    kind, settings = asked if asked in KINDS else DISCOVERY, kept()
    minutes = length(kind, policy_at(clock.now()), settings)
    return {"kind": kind, "minutes": minutes, "place": settings.place, "tells": bool(client is None or client.email)}


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for the call itself: who, the need, what to say, and room for notes."""
    meeting = read(pk)
    is_call = meeting.kind == DISCOVERY
    outcome = meeting.outcome or request.GET.get("outcome", "")
    first = {"notes": meeting.notes, "decisions": meeting.decisions, "outcome": outcome}
    return show(request, meeting, NotesForm(initial=first, is_call=is_call))


def show(request: HttpRequest, meeting: Meeting, form: NotesForm, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a meeting, with what was typed."""
    at = clock.now()
    policy = policy_at(at)
    context = {
        "meeting": meeting,
        "form": form,
        "is_call": meeting.kind == DISCOVERY,
        "begun": meeting.starts_at <= at,
        "questions": [line for line in kept().questions.splitlines() if line.strip()],
        "script": script(policy) if policy and meeting.kind == DISCOVERY else [],
        "agenda": policy.process.kickoff_agenda if policy and meeting.kind == KICKOFF else [],
        "letter": None if meeting.minutes_sent_at else calling.letter(meeting),
        "address": meeting.email or meeting.client.email,
        "source": meeting.client.came_from,
        "city": figures.place(meeting.time_zone),
        **more,
    }
    return page(request, "clients/meeting_detail.html", "clients/_meeting_detail.html", context, status)


def script(policy: Policy) -> list[Chapter]:
    """What a first call says of her rules: what is offered, how it goes on, where the limits are."""
    told = (
        replace(each, rules=tuple(rule for rule in each.rules if rule[0].startswith(SCRIPT)))
        for each in chapters(policy)
    )
    return [each for each in told if each.rules]


@require_http_methods(FORM)
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a meeting on another moment."""
    meeting = read(pk)
    first = {
        "start": meeting.starts_at,
        "minutes": int(meeting.length.total_seconds() // 60),
        "tells": bool(meeting.email),
    }
    form = MomentForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            booking.move(meeting, typed["start"], minutes=typed["minutes"], tells=typed["tells"], at=clock.now())
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("The meeting is moved."))
            return redirect("clients:meeting-detail", pk)
    context = {"form": form, "meeting": meeting}
    return render(request, "clients/meeting_move.html", context, status=422 if form.is_bound else 200)


@require_http_methods(FORM)
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then call a meeting off."""
    meeting = read(pk)
    refused = ""
    if request.method == "POST":
        try:
            why = request.POST.get("why", "").replace("\0", "")[:300]
            booking.cancel(meeting, why=why, tells="tells" in request.POST, at=clock.now())
        except ValidationError as error:
            refused = error.messages[0]
        else:
            done(request, _("The meeting is cancelled."))
            return redirect("clients:meeting-detail", pk)
    context = {"meeting": meeting, "refused": refused}
    return render(request, "clients/meeting_cancel.html", context, status=422 if refused else 200)


@require_safe
def meeting_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for her calendar."""
    meeting = read(pk)
    file = inviting.file(meeting, meeting.client.name, request.LANGUAGE_CODE)
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(file, content_type=f"{TYPE}; charset=utf-8", headers=headers)


def read(pk: int) -> Meeting:
    """A meeting with its client; not found where there is none."""
    return get_object_or_404(Meeting.objects.select_related("client"), pk=pk)
