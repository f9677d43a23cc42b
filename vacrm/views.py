"""Pages of the ground: Today, finding, preferences, the password, and what is said when a page cannot answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views as door
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vacrm import clock, finding, telling
from vacrm.fragments import page
from vacrm.frame import back
from vacrm.preferences import remember
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
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, light or dark, amounts, single keys; on a narrow screen also the way to every page."""
    return render(request, "preferences.html", {"languages": settings.LANGUAGES})


@require_POST
def preference_choose(request: HttpRequest) -> HttpResponse:
    """Remember one preference and go back to where it was chosen."""
    answer = HttpResponseRedirect(back(request, reverse("preferences")))
    if not remember(answer, request.POST.get("name", ""), request.POST.get("value", ""), secure=request.is_secure()):
        return bad_request(request)
    return answer


class Password(door.PasswordChangeView):
    """Change the password; what was wrong is said with the form."""

    template_name = "password.html"
    success_url = reverse_lazy("preferences")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        telling.done(self.request, _("Your password is changed. Other places where you were logged in are logged out."))
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


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
