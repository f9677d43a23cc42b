"""The door of the portal: a link opened, a code sent and typed; and the look of its pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from clients import admitting, door
from clients.models import PortalLink
from clients.passing import enter, open_link
from clients.places import place_of
from clients.views.guests import closed, cookie_of, host, is_flooding, note_refusal, remember, sealed, told
from sops.models import Business
from vacrm import clock, colours

ENTER = "enter"  # what a code at the door is for
AGENT = "User-Agent"


@require_GET
@login_not_required
def portal_front(request: HttpRequest) -> HttpResponse:
    """Nothing lives here without a link."""
    return closed(request, "no link")


@require_GET
@login_not_required
def portal_open(request: HttpRequest, secret: str) -> HttpResponse:
    """Come in by a link: at once where the browser is known or the link is new, else by a code.

    Her own look at it opens nothing: she sees what the client would.
    """
    link = _link(request, secret)
    if link is None:
        return closed(request, "no such link")
    if request.user.is_authenticated:
        return redirect(place_of(link))
    kept = request.COOKIES.get(cookie_of(link.client_id), "")
    cookie = open_link(link, kept, request.headers.get(AGENT, ""), at=clock.now())
    if cookie is None:
        return _ask(request, link, secret)
    return _let_in(request, link, cookie)


@require_POST
@login_not_required
def portal_code(request: HttpRequest, secret: str) -> HttpResponse:
    """Mail a code to the address of the link."""
    link = _link(request, secret)
    if link is None:
        return closed(request, "no such link")
    with override(link.client.language):
        try:
            admitting.send_code(link, ENTER, at=clock.now())
        except ValidationError as error:
            note_refusal(request, f"too many codes for link {link.pk}")
            return told(_ask(request, link, secret, refused=" ".join(error.messages), status=422))
        return _ask(request, link, secret, sent=True)


@require_POST
@login_not_required
def portal_enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Come in with the code."""
    link = _link(request, secret)
    if link is None:
        return closed(request, "no such link")
    typed = request.POST.get("code", "").replace("\0", "")[:40]
    if door.use_code(link, ENTER, typed, at=clock.now()):
        return _let_in(request, link, enter(link, request.headers.get(AGENT, ""), at=clock.now()))
    note_refusal(request, f"wrong code for link {link.pk}")
    with override(link.client.language):
        return told(_ask(request, link, secret, sent=True, typed=typed, refused=_wrong(link), status=422))


def _link(request: HttpRequest, secret: str) -> PortalLink | None:
    return None if is_flooding(request) else door.find(secret, at=clock.now())


def _wrong(link: PortalLink) -> str:
    left = door.tries_left(link, ENTER, at=clock.now())
    if not left:
        return _("This code is not valid any more. Have a new one sent.")
    said = ngettext(
        "That is not the code. You have one try left.", "That is not the code. You have %(n)s tries left.", left
    )
    return said % {"n": left}


def _ask(request: HttpRequest, link: PortalLink, secret: str, status: int = 200, **more: object) -> HttpResponse:
    """The page that asks for a code; the address is shown in part, for the link may be in wrong hands."""
    with override(link.client.language):
        name, _at, domain = link.address.partition("@")
        context = {"secret": secret, "to": f"{name[:1]}…@{domain}", **more, **host()}
        return sealed(render(request, "portal/code.html", context, status=status))


def _let_in(request: HttpRequest, link: PortalLink, cookie: str) -> HttpResponse:
    answer = redirect(place_of(link))
    remember(request, answer, link.client_id, cookie)
    return sealed(answer)


@require_safe
@login_not_required
@cache_control(max_age=24 * 3600, private=True)
def portal_logo(request: HttpRequest) -> HttpResponse:
    """Her logo, as on her documents; nothing where there is none."""
    logo = bytes(Business.objects.values_list("logo", flat=True).first() or b"")
    kind = "image/png" if logo.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(
        logo, content_type=kind, headers={"X-Content-Type-Options": "nosniff"}, status=200 if logo else 404
    )


@require_safe
@login_not_required
@cache_control(max_age=24 * 3600, private=True)
def portal_colour(request: HttpRequest) -> HttpResponse:
    """Her colour in its shades, for light and dark pages; an empty sheet where she chose none."""
    accent = Business.objects.values_list("accent", flat=True).first()
    pairs = colours.shades(accent).items() if accent else ()
    rules = "".join(f"--{name}:light-dark({light},{dark});" for name, (light, dark) in pairs)
    return HttpResponse(f":root,[data-bs-theme]{{{rules}}}\n", content_type="text/css; charset=utf-8")
