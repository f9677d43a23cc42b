"""Pages of the settings that belong to no room: the front, preferences, data and version."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from vacrm import program
from vacrm.arranging import Standing, heading, leaves
from vacrm.desk.showing import language
from vacrm.desk.today import today
from vacrm.frame import address, back
from vacrm.preferences import Preferences, remember
from vacrm.views.pages import bad_request


@require_safe
def settings_front(request: HttpRequest) -> HttpResponse:
    """Every page of the settings, and how it stands."""
    found = leaves(request, today())
    lacking = [leaf for leaf in found if leaf.standing and leaf.standing.lacks]
    return render(request, "settings.html", {"leaves": found, "lacking": lacking})


@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, light or dark, amounts, single keys; and the time zone, which is set elsewhere."""
    context = {
        "languages": settings.LANGUAGES,
        "zone": timezone.get_current_timezone_name(),
        "zone_url": address(settings.ZONE_PAGE),
        **heading("preferences"),
    }
    return render(request, "preferences.html", context)


@require_POST
def preference_choose(request: HttpRequest) -> HttpResponse:
    """Remember one preference and go back to where it was chosen."""
    answer = HttpResponseRedirect(back(request, reverse("preferences")))
    if not remember(request, answer, request.POST.get("name", ""), request.POST.get("value", "")):
        return bad_request(request)
    return answer


@login_not_required
def language_choose(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on; the door does so too."""
    answer: HttpResponse = set_language(request)
    if request.method == "POST":
        remember(request, answer, "language", request.POST.get("language", ""))
    return answer


@require_safe
def program_detail(request: HttpRequest) -> HttpResponse:
    """Where the data lies, which release this is, and whose work is in it."""
    return render(request, "program_detail.html", {"program": program.facts(), **heading("program")})


# ── How these pages stand ────────────────────────────────────────────────────────────────────────


def preferences_stand(request: HttpRequest, on: date) -> Standing:
    """The language and the theme."""
    themes = {"system": _("light or dark as the system"), "light": _("light"), "dark": _("dark")}
    spoken = get_language_info(language())["name_local"].capitalize()
    return Standing(
        _("%(language)s, %(theme)s.") % {"language": spoken, "theme": themes[Preferences.of(request).theme]}
    )


def program_stands(request: HttpRequest, on: date) -> Standing:
    """The release, and what keeps the data."""
    found = program.facts()
    return Standing(_("vacrm %(version)s on %(database)s.") % {"version": found.version, "database": found.database})
