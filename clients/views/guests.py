"""Who stands before a page of the portal: a client's person by link and browser, or the assistant who looks.

A view of the portal takes `@guests_only()` and gets a `Guest` in place of the client's number; `show` draws its page
in the frame with her name. Whatever is wrong (unknown, run out, revoked, another client's), the answer is the same
calm page, and the log says why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from clients import door
from clients.knocking import is_shut, knock
from clients.models import Client, PortalLink
from clients.passing import passes
from sops.models import Business, SopVersion
from sops.wording import figures
from sops.wording.messages import available
from vacrm import clock
from vacrm.fragments import page
from vacrm.frame import address
from vacrm.limiting import household, whence

SAFE = ("GET", "HEAD")
# Not “no-referrer”: of such a page browsers send forms with no origin, and they would be refused as forged.
SEALED = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin", "Cache-Control": "private, no-store"}

type View = Callable[..., HttpResponse]

log = logging.getLogger("vacrm.door")


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at a client's, let in by a link; or the assistant, who looks with no link and changes nothing."""

    client: Client
    link: PortalLink | None
    reader: str  # the language of whoever asked; the pages speak the client's

    @property
    def looks(self) -> bool:
        """Is it the assistant, seeing what the client sees?"""
        return self.link is None


def guests_only(kind: str = "") -> Callable[[View], View]:
    """For the guests of a client, whose number the address gives as `pk`.

    A link for all of the portal opens every page. With a `kind` such as “quote”, a link for that one thing does too:
    its scope is “quote:12” where the address gives 12 as `quote`.
    """

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **named: Any) -> HttpResponse:
            scopes = [door.PORTAL, *([f"{kind}:{named[kind]}"] if kind else [])]
            guest = _guest(request, pk, scopes)
            if guest is None:
                return closed(request, f"client {pk}")
            with override(guest.client.language):
                if guest.looks and request.method not in SAFE:
                    return sealed(render(request, "portal/looking.html", frame(guest), status=403))
                return sealed(view(request, guest, **named))

        guarded.login_required = False  # type: ignore[attr-defined]  # a link is what lets in
        return guarded

    return guarding


def _guest(request: HttpRequest, pk: int, scopes: list[str]) -> Guest | None:
    reader = get_language() or "en"
    if request.user.is_authenticated:
        client = Client.objects.filter(pk=pk).first()
        return Guest(client, None, reader) if client else None
    link = passes(pk, request.COOKIES.get(cookie_of(pk), ""), scopes, at=clock.now())
    return Guest(link.client, link, reader) if link else None


def show(
    request: HttpRequest,
    guest: Guest,
    tab: str,
    template: str,
    context: dict[str, Any],
    status: int = 200,
    *,
    part: str = "",
) -> HttpResponse:
    """A page of the portal under one of its tabs; the fragment `part` of it where htmx asks for that alone."""
    framed = frame(guest, tab)
    whole = {**context, **framed, "available": _available(request, guest, framed["business"])}
    return page(request, template, part, whole, status) if part else render(request, template, whole, status=status)


def _available(request: HttpRequest, guest: Guest, business: Business | None) -> str:
    """Until when she is there today, by the published SOP; to clients abroad with the place whose clock it is."""
    sop: SopVersion | None = getattr(request, "sop", None)
    hours = sop.policy().hours if sop else None
    said = available(hours, clock.now()) if hours else ""
    if not said or hours is None or business is None or guest.client.country == business.country:
        return said
    return _("%(said)s (%(place)s time)") % {"said": said, "place": figures.place(hours.timezone)}


def frame(guest: Guest, tab: str = "") -> dict[str, Any]:
    """What `portal/base.html` needs of a guest."""
    whole = guest.looks or (guest.link is not None and guest.link.scope == door.PORTAL)
    named = [(key, str(label), address(name, guest.client.pk)) for key, label, name in settings.PORTAL_TABS]
    tabs = [each for each in named if each[2]] if whole else []
    return {"guest": guest, "client": guest.client, "tab": tab, "tabs": tabs, **host()}


def host() -> dict[str, Any]:
    """Whose portal it is; the picture itself has an address of its own."""
    has_logo = ExpressionWrapper(~Q(logo=b""), output_field=BooleanField())
    return {"business": Business.objects.annotate(has_logo=has_logo).defer("logo").first()}


def sealed(answer: HttpResponse) -> HttpResponse:
    """An answer that no search engine, cache or other site keeps anything of."""
    for name, value in SEALED.items():
        answer.headers.setdefault(name, value)
    answer.headers["Content-Language"] = get_language() or "en"
    return answer


def closed(request: HttpRequest, what: str) -> HttpResponse:
    """The same calm page for whatever is wrong, kept in the log; from one place, after too many it says to wait."""
    at, source = clock.now(), household(request)
    shut = is_shut(door.PORTAL, source, at=at)
    note_refusal(request, what)
    if not shut:
        knock(door.PORTAL, source, at=at)
    return sealed(told(render(request, "portal/closed.html", {"shut": shut, **host()}, status=429 if shut else 404)))


def note_refusal(request: HttpRequest, what: str) -> None:
    """Keep in the log that a public door stayed shut: which page, from where, and why; never the secret."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    log.warning("Refused %s from %s: %s", page, whence(request), what)


def told(answer: HttpResponse) -> HttpResponse:
    """An answer whose refusal is in our log: Django’s own line would hold the address, and with it a secret."""
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def is_flooding(request: HttpRequest) -> bool:
    """Were there too many wrong tries from where a visitor comes?"""
    return is_shut(door.PORTAL, household(request), at=clock.now())


def cookie_of(client: int) -> str:
    """The name of the cookie by which a browser is known to a client's portal."""
    return f"portal-{client}"


def remember(request: HttpRequest, answer: HttpResponse, client: int, secret: str) -> None:
    """Keep the browser known for as long as it comes back; only pages of the portal are told."""
    age = 400 * 24 * 3600  # browsers keep none longer; thirty days of silence end it earlier
    path = reverse("clients:portal-front")
    answer.set_cookie(
        cookie_of(client), secret, age, path=path, httponly=True, samesite="Lax", secure=request.is_secure()
    )
