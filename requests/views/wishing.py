"""Asking for something in the portal: the form, what the rules say while it is written, and sending it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.views.guests import Guest, guests_only, show
from requests import wishing
from requests.assessing import PORTAL, sop_of
from requests.foreseeing import choices, seen
from requests.forms_portal import WishForm
from requests.planning import package_left
from sops.rules.policy import Policy
from sops.wording import figures
from sops.wording.chapters import first_reply
from sops.wording.names import CHANNELS, all_named
from vacrm import clock
from vacrm.desk.refusing import tell
from vacrm.fragments import is_part
from vacrm.limiting import is_too_often
from vacrm.telling import done

OFTEN = 20  # requests from one place within an hour


@require_http_methods(["GET", "HEAD", "POST"])
@guests_only()
def portal_request_new(request: HttpRequest, guest: Guest) -> HttpResponse:
    """What the client needs; the rules say what it costs before it is sent."""
    form = _form(request, guest)
    policy = _policy(form)
    if policy and PORTAL in policy.channels.refused:
        main = figures.listed(all_named(policy.channels.main, CHANNELS), "or")
        return show(request, guest, "requests", "portal/request_new.html", {"main": main, "is_shut": True})
    if request.method == "POST" and form.is_valid() and not _is_surprise(request, form):
        if is_too_often(request, "portal-request", OFTEN):
            form.add_error(None, _("You wrote often within the hour. Please wait a little, or write a mail."))
        elif asked := _sent(request, guest, form):
            return asked
    return _show(request, guest, form, policy)


def _form(request: HttpRequest, guest: Guest) -> WishForm:
    more: dict[str, Any] = {"client": guest.client, "now": timezone.localtime(clock.now())}
    if request.method == "POST":
        return WishForm(request.POST, request.FILES, **more)
    return WishForm(request.GET, **more) if is_part(request) else WishForm(initial=request.GET.dict(), **more)


def _policy(form: WishForm) -> Policy | None:
    try:
        return sop_of(form.draft).policy()
    except ValidationError:
        return None


def _is_surprise(request: HttpRequest, form: WishForm) -> bool:
    """Do the rules say more than what the client has seen? Then it is shown first, and nothing is sent."""
    found = seen(form.draft, at=clock.now())
    if found is None or not found.is_dearer_than(request.POST.get("seen", "")[:40]):
        return False
    form.add_error(None, _("Please look at what our rules say, then send it again to go on."))
    return True


def _sent(request: HttpRequest, guest: Guest, form: WishForm) -> HttpResponse | None:
    by = guest.link.address if guest.link else ""
    try:
        asked, _is_new = wishing.wish(form.draft, form.cleaned_data["attached"], by=by, at=clock.now())
    except ValidationError as error:
        tell(form, error)
        return None
    policy = _policy(form)
    hours = policy.hours.first_reply_hours if policy else None
    done(request, " ".join(filter(None, [_("Your request has arrived."), first_reply(hours) if hours else ""])))
    return redirect("requests:portal-request", guest.client.pk, asked.pk)


def _show(request: HttpRequest, guest: Guest, form: WishForm, policy: Policy | None) -> HttpResponse:
    at, on = clock.now(), timezone.localtime(clock.now()).date()
    offered = choices(form.draft, at=at)
    chosen = form["when"].value() or ""
    left = package_left(form.agreement, on)
    context = {
        "form": form,
        "seen": seen(form.draft, at=at) if form.is_bound else None,
        "choices": offered,
        "chosen": chosen,
        "other": chosen == "other",
        "beside": form.draft.wanted_by if chosen not in ("", "other", *(each.value for each in offered)) else None,
        "left": max(left.minutes, 0) if left else None,
        "place": figures.place(policy.hours.timezone) if policy else "",
        "asked": form.draft,
    }
    status = 422 if request.method == "POST" else 200
    return show(
        request, guest, "requests", "portal/request_new.html", context, status, part="portal/_request_says.html"
    )
