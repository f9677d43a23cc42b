"""How she likes the pages: language, light or dark, amounts shown or hidden, single keys on or off.

Kept with the account and read together with it, so that every machine where she is logged in knows at its next page
and no page asks the database once more; a cookie keeps the same for the door, where nobody is known yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from vacrm.models import UserPreferences
from vacrm.prepared import Prepared, number

YEAR = 365 * 24 * 3600
THEMES = ("system", "light", "dark")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Each preference, what it may be, and first what it is when nothing was said.
CHOICES = {"theme": THEMES, "amounts": ("shown", "hidden"), "keys": ("on", "off")}
KEPT = {**CHOICES, "language": LANGUAGES}


@dataclass(frozen=True, slots=True)
class Preferences:
    """One answer for each question."""

    theme: str
    amounts: str
    keys: str

    @classmethod
    def of(cls, request: HttpRequest) -> Preferences:
        """Those of a visitor: her account's, else this machine's; what says nothing known counts as nothing."""
        account = recalled(request)
        said = {name: (account.get(name, ""), request.COOKIES.get(name, "")) for name in CHOICES}
        return cls(
            **{name: next((one for one in said[name] if one in known), known[0]) for name, known in CHOICES.items()}
        )


class Account(ModelBackend):
    """Who is logged in comes with what she prefers, in the one question that asks who she is."""

    def get_user(self, user_id: int) -> User | None:
        """The user of a session; None for one who is gone or shut out."""
        user = _who.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None


def _accounts() -> QuerySet[User]:
    return User.objects.select_related("preferences").filter(pk=number("pk"))


_who = Prepared(_accounts)


def recalled(request: HttpRequest) -> dict[str, str]:
    """What her account says; nothing for a stranger, nor where it holds what no page knows."""
    kept = getattr(getattr(request, "user", None), "preferences", None)
    return {name: value for name, known in KEPT.items() if (value := getattr(kept, name, "")) in known}


def remember(request: HttpRequest, answer: HttpResponseBase, name: str, value: str) -> bool:
    """Keep one preference, with the account and for a year on this machine; False when there is no such choice."""
    if value not in KEPT.get(name, ()):
        return False
    cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
    answer.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    if request.user.is_authenticated:
        UserPreferences.objects.update_or_create(user_id=request.user.pk, defaults={name: value})
    return True


class Language(LocaleMiddleware):
    """Middleware: pages speak the language of the account; before that, of the cookie or the browser."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = recalled(request).get("language")
        if not chosen:
            super().process_request(request)
            return
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
