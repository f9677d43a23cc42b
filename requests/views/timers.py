"""The one timer: begun, stopped, and, where it was left running, asked what was real."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.gates import holds_of
from clients.models import Client
from requests import timing
from requests.correcting import Corrected
from requests.entry_forms import RealEndForm
from requests.models import ClientRequest, TimeEntry
from requests.recalling import last_act
from requests.restoring import rows
from requests.rules.overrun import ends
from requests.shell import running
from requests.views.undoing import way_back
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.frame import back
from vacrm.telling import done
from vacrm.templatetags.vacrm_format import duration


@require_POST
def timer_begin(request: HttpRequest) -> HttpResponse:
    """Start the timer for a client; one that runs is stopped first."""
    return _begin(request, get_object_or_404(Client, pk=_number(request, "client")), None)


@require_POST
def timer_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to count time for a request; a timer that runs is stopped first."""
    asked = get_object_or_404(ClientRequest.objects.select_related("client", "agreement"), pk=pk)
    return _begin(request, asked.client, asked)


def _begin(request: HttpRequest, client: Client, asked: ClientRequest | None) -> HttpResponse:
    try:
        before = running(request)
        _start(client, asked, request.POST.get("what", "").replace("\0", "")[:500])
    except timing.LeftRunning:
        then = f"request={asked.pk}" if asked else f"client={client.pk}"
        return redirect(f"{reverse('requests:timer-ask')}?{then}")
    except ValidationError as error:
        refuse(request, error)
        return redirect(back(request, reverse("requests:time-week")))
    said = _("The timer runs for %(client)s.") % {"client": client}
    if before:
        said += " " + _("The one for %(client)s is stopped.") % {"client": before.client}
    done(request, said)
    for hold in holds_of(client, today()):
        messages.warning(request, hold.sentence)
    where = asked.get_absolute_url() if asked else reverse("requests:time-week")
    return redirect(back(request, where))


def _start(client: Client, asked: ClientRequest | None, note: str) -> None:
    open_now = list(client.agreements.running(today())[:2])
    agreement = open_now[0] if len(open_now) == 1 else None
    timing.start_timer(client, at=clock.now(), on=today(), agreement=agreement, client_request=asked, note=note)


@require_POST
def timer_stop(request: HttpRequest) -> HttpResponse:
    """Stop the timer; where it was left running, ask first what was real."""
    before = _as_it_runs(request)
    try:
        entry = timing.stop_timer(at=clock.now())
    except timing.LeftRunning:
        return redirect("requests:timer-ask")
    nothing = _("Less than a minute: nothing was kept.") if before else _("No timer runs any more.")
    done(request, _booked(entry) if entry else nothing, undo=before)
    return redirect(back(request, reverse("requests:time-week")))


def _as_it_runs(request: HttpRequest) -> str:
    """The address that lets the timer run again as it does now; empty: none runs."""
    entry = running(request)
    return way_back(Corrected(rows([entry]), [])) if entry else ""


def _booked(entry: TimeEntry) -> str:
    return _("%(worked)s booked for %(client)s.") % {"worked": duration(entry.minutes), "client": entry.client}


@require_http_methods(["GET", "HEAD", "POST"])
def timer_ask(request: HttpRequest) -> HttpResponse:
    """What was real of a timer left running: book it until then, let it run on, or throw it away."""
    entry = running(request)
    if entry is None or entry.started_at is None:
        return redirect("requests:time-week")
    act = request.POST.get("do", "book") if request.method == "POST" else ""
    if act == "keep":
        done(request, _("The timer runs on."))
        return redirect("requests:time-week")
    if act == "discard":
        before = _as_it_runs(request)
        timing.discard_timer()
        done(request, _("What the timer counted is thrown away."), undo=before)
        return _then(request)
    form = _form(request, entry, entry.started_at)
    if act and form.is_valid() and _settled(request, form):
        return _then(request)
    context = {"form": form, "entry": entry, "counted": (clock.now() - entry.started_at).total_seconds() // 60}
    context |= {"then": request.GET.urlencode()}
    return page(request, "requests/timer_ask.html", "requests/_timer_ask.html", context, 422 if act else 200)


def _form(request: HttpRequest, entry: TimeEntry, started_at: datetime) -> RealEndForm:
    at, hours = clock.now(), timing.opening_hours()
    midnight = timezone.localtime(started_at).replace(hour=23, minute=59)
    found = ends(started_at, at, hours, last_act(started_at, min(at, midnight)))
    initial: dict[str, Any] = {"note": entry.note, "ended_at": found[0].at if found else started_at}
    return RealEndForm(request.POST or None, ends=found, started_at=started_at, initial=initial)


def _settled(request: HttpRequest, form: RealEndForm) -> bool:
    cleaned, before = form.cleaned_data, "" if request.GET else _as_it_runs(request)
    try:
        entry = timing.settle_timer(ended_at=cleaned["ended_at"], at=clock.now(), note=cleaned["note"])
    except ValidationError as error:
        tell(form, error)
        return False
    done(request, _booked(entry), undo=before)  # none where another timer starts at once
    return True


def _then(request: HttpRequest) -> HttpResponse:
    """Go on with what was asked before: the timer of another client or request; else to the week."""
    request.running = None  # type: ignore[attr-defined]  # it was read before it was settled
    if pk := _number(request, "request"):
        return timer_start(request, pk)
    if _number(request, "client"):
        return timer_begin(request)
    return redirect("requests:time-week")


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name) or request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
