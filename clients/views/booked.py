"""A meeting's page for who booked it: by the secret link of the confirmation; and the link by which a client books."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clients import booking, door, inviting
from clients.models import BOOKED, Meeting
from clients.slotting import KICKOFF, offer
from clients.views.guests import note_refusal, told
from clients.views.slots import LOOKS, choosing, frame, link_of, moment_of, wait, zone_of
from sops.wording import figures
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.ical import TYPE
from vacrm.limiting import is_too_often
from vacrm.telling import done

type View = Callable[..., HttpResponse]


def secret_page(view: View) -> View:
    """A page that only its link opens: for nobody's search, cache or statistics, and not to be guessed by trying."""

    @wraps(view)
    def guarded(request: HttpRequest, secret: str) -> HttpResponse:
        answer = wait(request) if is_too_often(request, "secret", LOOKS) else view(request, secret)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "same-origin"
        return told(answer)

    return login_not_required(never_cache(guarded))


def gone(request: HttpRequest) -> HttpResponse:
    """One calm page for whatever is wrong with a link; it says nothing of anybody."""
    note_refusal(request, "no such link")
    said = _("This link opens nothing, or nothing any more. Please use the newest mail, or write.")
    return told(render(request, "clients/slot_closed.html", {**frame(), "said": said}, status=404))


@secret_page
@require_safe
def booked_detail(request: HttpRequest, secret: str) -> HttpResponse:
    """When it is, and the ways to move or cancel it."""
    meeting = booking.find(secret)
    return gone(request) if meeting is None else _page(request, meeting, secret)


@secret_page
@require_safe
def booked_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The file for a calendar."""
    meeting = booking.find(secret)
    if meeting is None:
        return gone(request)
    file = inviting.file(meeting, str(frame()["business"]), meeting.language)
    return HttpResponse(
        file,
        content_type=f"{TYPE}; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def booked_move(request: HttpRequest, secret: str) -> HttpResponse:
    """Another moment for a meeting."""
    meeting, at = booking.find(secret), clock.now()
    if meeting is None:
        return gone(request)
    start = moment_of(request.POST.get("at", ""))
    if request.method == "POST" and start:
        try:
            booking.choose_again(meeting, start, at=at)
        except ValidationError as error:
            note_refusal(request, f"meeting {meeting.pk} cannot be there")
            refuse(request, error)
        else:
            done(request, _("It is moved. A new confirmation is on its way."))
            return redirect("clients:booked-detail", secret)
    if not _is_open(meeting):
        return redirect("clients:booked-detail", secret)
    free = offer(meeting.kind, at=at, but=meeting)
    context = {**frame(), **choosing(request, free, meeting.time_zone), "meeting": meeting, "secret": secret}
    return render(request, "clients/booked_move.html", context, status=422 if request.method == "POST" else 200)


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def booked_cancel(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask, then call it off."""
    meeting = booking.find(secret)
    if meeting is None:
        return gone(request)
    if request.method == "POST":
        try:
            why = request.POST.get("why", "").replace("\0", "")[:300]
            booking.cancel(meeting, why=why, by_client=True, at=clock.now())
        except ValidationError as error:
            refuse(request, error)
        else:
            done(request, _("It is cancelled. Thank you for saying so."))
        return redirect("clients:booked-detail", secret)
    if not _is_open(meeting):
        return redirect("clients:booked-detail", secret)
    return _page(request, meeting, secret, template="clients/booked_cancel.html")


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def kickoff_choose(request: HttpRequest, secret: str) -> HttpResponse:
    """A client chooses the moment of the kickoff, by a link that was mailed for it."""
    at = clock.now()
    link = door.find(secret, at=at)
    if link is None or link.scope != KICKOFF:
        return gone(request)
    door.note_opened(link, at=at)
    free = offer(KICKOFF, at=at)
    start = moment_of(request.POST.get("at", ""))
    if request.method == "POST" and start:
        try:
            zone = zone_of(request, "")
            _meeting, page = booking.book_kickoff(link, start, zone=zone, at=at, link=link_of(request))
        except ValidationError as error:
            note_refusal(request, f"no kickoff by link {link.pk} then")
            refuse(request, error)
            free = offer(KICKOFF, at=at)
        else:
            return redirect("clients:booked-detail", page)
    context = {**frame(), **choosing(request, free), "secret": secret}
    return render(request, "clients/kickoff_choose.html", context, status=422 if request.method == "POST" else 200)


def _is_open(meeting: Meeting) -> bool:
    return meeting.state == BOOKED and meeting.starts_at > clock.now()


def _page(
    request: HttpRequest, meeting: Meeting, secret: str, template: str = "clients/booked_detail.html"
) -> HttpResponse:
    zone = meeting.time_zone or inviting.zone()
    context: dict[str, Any] = {
        **frame(),
        "meeting": meeting,
        "secret": secret,
        "moment": figures.moment(meeting.starts_at, zone),
        "city": figures.place(zone),
        "minutes": int(meeting.length.total_seconds() // 60),
        "is_open": _is_open(meeting),
    }
    return render(request, template, context)
