"""The door: logging in, the password, and where else she is logged in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth import views as door
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vacrm import clock, telling, visits
from vacrm.arranging import Standing, heading


class Seen:
    """Middleware: notes in the session from which device she last asked for a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.user.is_authenticated:  # asked last: this page may have let her in, by whichever door
            visits.note(request, clock.now())
        return answer


class Login(door.LoginView):
    """The door; what was wrong is said with the form."""

    template_name = "login.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Password(door.PasswordChangeView):
    """Change the password; what was wrong is said with the form."""

    template_name = "password.html"
    success_url = reverse_lazy("session-list")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        _end(self.request, "")
        telling.done(self.request, _("Your password is changed. Other places where you were logged in are logged out."))
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Where she is logged in."""
    found = _visits(request)
    others = sum(not each.here for each in found)
    return render(request, "session_list.html", {"visits": found, "others": others, **heading("sessions")})


@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    """Log out elsewhere: in one place (`mark`), or in all."""
    count = _end(request, request.POST.get("mark", ""))
    if count:
        said = ngettext("Logged out in one place.", "Logged out in %(count)s places.", count) % {"count": count}
        telling.done(request, said)
    else:
        telling.done(request, _("That place was logged out already."))
    return redirect("session-list")


def _visits(request: HttpRequest) -> list[visits.Visit]:
    # Sessions run out by the real clock, whatever the program's own says.
    return visits.visits(_user(request).pk, request.session.session_key, at=timezone.now())


def _end(request: HttpRequest, mark: str) -> int:
    return visits.end(_user(request).pk, mark, but=request.session.session_key, at=timezone.now())


def _user(request: HttpRequest) -> AbstractBaseUser:
    """Who is logged in; strangers do not get this far."""
    if isinstance(request.user, AbstractBaseUser):
        return request.user
    raise TypeError("a page of the settings was shown to a stranger")


def sessions_stand(request: HttpRequest, on: date) -> Standing:
    """In how many places she is logged in."""
    count = len(_visits(request))
    said = ngettext("Logged in here only.", "Logged in at %(count)s places.", count)
    return Standing(said % {"count": count})
