"""The booking page: a visitor chooses a moment on their own clock, then says who they are and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clients import booking
from clients.slotting import DISCOVERY, Offer, offer
from clients.slotting import booking as kept
from clients.views.guests import note_refusal, told
from clients.visitor_form import VisitorForm
from sops.models import Business
from sops.wording import figures
from vacrm import clock, zones
from vacrm.desk.refusing import tell
from vacrm.limiting import is_too_often

DAYS = 6  # of one page
KEY = "%Y-%m-%dT%H:%MZ"
BOOKINGS, LOOKS = 8, 300  # from one address within an hour


@dataclass(frozen=True, slots=True)
class Start:
    """A moment to choose."""

    key: str
    clock: str


@dataclass(frozen=True, slots=True)
class Day:
    """The free moments of one civil day of the visitor's."""

    label: str
    starts: list[Start]


@login_not_required
@never_cache
@require_safe
def slot_list(request: HttpRequest) -> HttpResponse:
    """The free moments, on the visitor's clock."""
    free = offer(DISCOVERY, at=clock.now())
    if not free.booking.is_open:
        return closed(request)
    if is_too_often(request, "slots", LOOKS):
        return wait(request)
    context = {**frame(), **choosing(request, free), "takes": reverse("clients:slot-take")}
    return render(request, "clients/slot_list.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slot_take(request: HttpRequest) -> HttpResponse:
    """Who books, and what for; then it is booked. Where somebody was faster, the next free moments are offered here."""
    at = clock.now()
    if not kept().is_open:
        return closed(request)
    start = moment_of(request.POST.get("at") or request.GET.get("at", ""))
    if start is None:
        return redirect("clients:slot-list")
    form = VisitorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "booking", BOOKINGS):
            return wait(request)
        if secret := _book(request, form, start, at):
            return redirect("clients:booked-detail", secret)
    return _details(request, form, start)


def _book(request: HttpRequest, form: VisitorForm, start: datetime, at: datetime) -> str:
    """The secret of the meeting; empty where it was refused, and then the form says why."""
    typed = form.cleaned_data
    visitor = booking.Visitor(
        name=typed["name"],
        email=typed["email"],
        need=typed["need"],
        source=typed["source"],
        zone=zone_of(request, ""),
        language=figures.language(),
    )
    try:
        _meeting, secret = booking.book(visitor, start, at=at, link=link_of(request))
    except ValidationError as error:
        note_refusal(request, "the moment is taken, or one books too much")
        tell(form, error)
        return ""
    return secret


def _details(request: HttpRequest, form: VisitorForm, start: datetime) -> HttpResponse:
    free = offer(DISCOVERY, at=clock.now())  # anew: it may have been taken in this very moment
    zone = zone_of(request, free.zone)
    is_free = start in free.starts
    others = [] if is_free else [each for each in free.starts if each > start][:8] or free.starts[:8]
    context = {
        **frame(),
        "form": form,
        "zone": zone,
        "city": figures.place(zone),
        "minutes": free.minutes,
        "key": start.strftime(KEY),
        "moment": figures.moment(start, zone),
        "place": free.booking.place,
        "is_free": is_free,
        "others": [(each.strftime(KEY), figures.moment(each, zone)) for each in others],
    }
    return render(request, "clients/slot_take.html", context, status=422 if form.is_bound else 200)


# ── For every page that strangers see ────────────────────────────────────────────────────────────


def frame() -> dict[str, Any]:
    """Whose page it is."""
    return {"business": Business.objects.current() or Business()}


def choosing(request: HttpRequest, free: Offer, known_zone: str = "") -> dict[str, Any]:
    """A few days of free moments, in the visitor's time zone."""
    zone = zone_of(request, known_zone or free.zone)
    days: Any = Paginator(_days(free.starts, zone), DAYS).get_page(request.GET.get("page"))
    days.object_list = [_said(each) for each in days]
    return {
        "days": days,
        "zone": zone,
        "says_zone": "zone" in request.GET,
        "zones": zones.options(figures.language(), zone),
        "minutes": free.minutes,
        "booking": free.booking,
        "her_city": figures.place(free.zone),
        "next_moment": figures.moment(free.starts[0], zone) if free.starts else "",
    }


def _days(starts: list[datetime], zone: str) -> list[list[datetime]]:
    """The free moments on the visitor's clock, day by day."""
    found: dict[date, list[datetime]] = {}
    for each in starts:
        local = each.astimezone(ZoneInfo(zone))
        found.setdefault(local.date(), []).append(local)
    return list(found.values())


def _said(starts: list[datetime]) -> Day:
    label = capfirst(figures.weekday_of(starts[0].date()))
    keys = (each.astimezone(UTC).strftime(KEY) for each in starts)
    clocks = (figures.clock(each.hour * 60 + each.minute) for each in starts)
    return Day(label, [Start(*pair) for pair in zip(keys, clocks, strict=True)])


def moment_of(key: str) -> datetime | None:
    """The moment that a page offered; None for other words."""
    try:
        return datetime.strptime(key, KEY).replace(tzinfo=UTC)
    except ValueError:
        return None


def zone_of(request: HttpRequest, otherwise: str) -> str:
    """The time zone a visitor said; another where it is none we know."""
    said = request.POST.get("zone") or request.GET.get("zone", "")
    return said if said in zones.known() else otherwise


def link_of(request: HttpRequest) -> booking.Link:
    """How the page of a meeting is addressed from outside."""
    return lambda secret: request.build_absolute_uri(reverse("clients:booked-detail", args=[secret]))


def closed(request: HttpRequest) -> HttpResponse:
    """The page is switched off: calm, and with the way to write."""
    said = _("The booking page is closed. Please write instead.")
    return render(request, "clients/slot_closed.html", {**frame(), "said": said}, status=404)


def wait(request: HttpRequest) -> HttpResponse:
    """Too many knocks within an hour."""
    note_refusal(request, "too many visits")
    said = _("Too many visits came from your network within an hour. Please try later, or write instead.")
    return told(render(request, "clients/slot_closed.html", {**frame(), "said": said}, status=429))
