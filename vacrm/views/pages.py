"""Pages of the ground: Today, finding, and what is said when a page cannot answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vacrm import clock, finding
from vacrm import guide as guides
from vacrm.fragments import page
from vacrm.templatetags.vacrm_format import language
from vacrm.today import board


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What needs her, most pressing first."""
    at = clock.now()
    on = clock.today(timezone.get_current_timezone_name())
    return render(request, "today.html", {"board": board(request, at=at, on=on)})


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Pages and records that answer to some words."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    return page(request, "find.html", "_found.html", {"words": words, "groups": finding.found(request, words)})


@require_GET
def guide(request: HttpRequest, name: str = guides.MONTH) -> HttpResponse:
    """An illustrated guide: of a first month, or of the way from the first call to the kickoff."""
    title, body = guides.guide(language(), name)
    others = [(each, guides.guide(language(), each)[0]) for each in guides.NAMES if each != name]
    return render(request, "guide.html", {"title": title, "body": body, "others": others})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What the browser sent makes no sense here."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not hers to see."""
    return render(request, "403.html", status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of its page: too old, or made by somebody else."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing lives at this address."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our mistake. Nothing is read from the database, for it may be what failed."""
    return render(None, "500.html", status=500)
