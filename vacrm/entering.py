"""Entering the house for the first time: as long as nobody lives here, every address leads to the first step."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

# Set for good once a user was seen, so that the question is put to the database no more.
lived_in = False


def is_empty() -> bool:
    """Is there no user yet?"""
    global lived_in  # one answer for the whole process
    lived_in = lived_in or User.objects.exists()
    return not lived_in


class FirstRun:
    """Middleware: with no user yet, every address leads to the wizard; with one, it costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if lived_in or self._leads_on(request.path) or not is_empty():
            return self.get_response(request)
        first = reverse(settings.FIRST_RUN)
        return HttpResponseClientRedirect(first) if "HX-Request" in request.headers else HttpResponseRedirect(first)

    def _leads_on(self, path: str) -> bool:
        return path.startswith(reverse(settings.FIRST_RUN)) or path == reverse("set_language")


@transaction.atomic
def move_in(username: str, password: str, *, name: str = "") -> User:
    """Make the first user, who may do everything. Raises ValidationError where there is a user already."""
    _hold()
    if User.objects.exists():
        raise ValidationError(_("Somebody made the account in the meantime, perhaps you in another window. Log in."))
    first, _blank, last = name.strip().partition(" ")
    email = username if "@" in username else ""
    return User.objects.create_superuser(
        username, email, password, first_name=first[:150], last_name=last.strip()[:150]
    )


def _hold() -> None:
    """Of two windows that make the first user at once, one waits; SQLite's transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(User._meta.db_table)} IN EXCLUSIVE MODE")


@transaction.atomic
def make_first_login(username: str) -> str | None:
    """Make the first user, who may do everything; the made-up password, or None where there is a user already."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(9)
    User.objects.create_superuser(username, password=password)
    return password
