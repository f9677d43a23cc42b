"""The settings of calls: the booking page, what she asks, and the private calendar feed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import feeding
from clients.meeting_forms import BookingForm
from clients.models import Booking
from clients.slotting import DISCOVERY, booking, length, offer, policy_at
from clients.views.booked import gone
from clients.views.slots import LOOKS, wait
from sops.models import Business
from vacrm import clock
from vacrm.arranging import Standing, heading
from vacrm.ical import TYPE
from vacrm.limiting import is_too_often
from vacrm.telling import done

NEW_FEED = "new-feed"  # in the session, until the page has shown it once


@require_http_methods(["GET", "HEAD", "POST"])
def booking_edit(request: HttpRequest) -> HttpResponse:
    """Whether and how strangers book a call, what she asks, and her calendar feed."""
    at = clock.now()
    policy = policy_at(at)
    says_length = bool(policy and policy.process.discovery_minutes)
    form = BookingForm(request.POST or None, instance=booking(), says_length=says_length)
    if request.method == "POST" and form.is_valid():
        form.save()
        done(request, _("Kept. The booking page follows at once."))
        return redirect("clients:booking-edit")
    kept = booking()  # anew: the form has written on the other
    secret = request.session.pop(NEW_FEED, "") if request.method == "GET" else ""
    context: dict[str, Any] = {
        "form": form,
        "kept": kept,
        "page": request.build_absolute_uri(reverse("clients:slot-list")),
        "minutes": length(DISCOVERY, policy, kept),
        "says_length": says_length,
        "has_policy": policy is not None,
        "free": len(offer(DISCOVERY, at=at).starts),
        "feed": request.build_absolute_uri(reverse("clients:feed-detail", args=[secret])) if secret else "",
        **heading("booking"),
    }
    return render(request, "clients/booking_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def feed_new(request: HttpRequest) -> HttpResponse:
    """Make a new address for the feed; the one before opens nothing any more."""
    before = _way_back()
    request.session[NEW_FEED] = feeding.open_feed()
    done(request, _("The address is made. Copy it now: it is shown once."), undo=before)
    return redirect(f"{reverse('clients:booking-edit')}#feed")


@require_POST
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """The address opens nothing any more."""
    before = _way_back()
    feeding.close_feed()
    done(request, _("The address of the calendar opens nothing any more."), undo=before)
    return redirect(f"{reverse('clients:booking-edit')}#feed")


@require_POST
def feed_restore(request: HttpRequest, kept: str) -> HttpResponse:
    """The address before opens it again."""
    try:
        feeding.reopen_feed(signing.loads(kept, salt=NEW_FEED))
    except signing.BadSignature:
        raise Http404 from None
    request.session.pop(NEW_FEED, None)
    done(request, _("The address from before opens the calendar again."))
    return redirect(f"{reverse('clients:booking-edit')}#feed")


def _way_back() -> str:
    """Where the address that opens the feed now is brought back; empty where none does."""
    before = feeding.opens_feed()
    return reverse("clients:feed-restore", args=[signing.dumps(before, salt=NEW_FEED)]) if before else ""


@login_not_required
@never_cache
@require_safe
def feed_detail(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed, for a calendar program that knows the address."""
    if is_too_often(request, "feed", LOOKS):
        return wait(request)
    if not feeding.is_feed(secret):
        return gone(request)
    business = Business.objects.current()
    file = feeding.feed(business.language if business else "en", at=clock.now())
    return HttpResponse(file, content_type=f"{TYPE}; charset=utf-8", headers={"X-Robots-Tag": "noindex, nofollow"})


def booking_stands(request: HttpRequest, on: date) -> Standing:
    """Whether the page is open, and whether anything can be booked there."""
    kept: Booking = booking()
    if not kept.is_open:
        return Standing(_("The booking page is closed."))
    if not offer(DISCOVERY, at=clock.now()).starts:
        return Standing(_("The booking page is open, but no moment is free."), lacks=True)
    return Standing(_("The booking page is open."))
