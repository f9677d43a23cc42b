"""How she likes the pages: language, light or dark, amounts shown or hidden, single keys on or off.

Kept with the account, so that every machine knows, and read from the session, so that no page asks the database for
it; a cookie keeps the same for the door, where nobody is known yet. Another machine that is logged in hears of a
change at its next login.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from vacrm.models import UserPreferences

YEAR = 365 * 24 * 3600
IN_SESSION = "preferences"
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


def recalled(request: HttpRequest) -> dict[str, str]:
    """What her account says, asked for once in a session; nothing for a stranger."""
    session, user = getattr(request, "session", None), getattr(request, "user", None)
    if session is None or user is None or not user.is_authenticated:
        return {}
    return recall(session, user.pk) if IN_SESSION not in session else dict(session[IN_SESSION])


def recall(session: Any, user_id: int) -> dict[str, str]:
    """Read what an account says into a session."""
    kept = UserPreferences.objects.filter(user_id=user_id).values(*KEPT).first()
    found = {name: value for name, value in (kept or {}).items() if value in KEPT[name]}
    session[IN_SESSION] = found
    return found


def remember(request: HttpRequest, answer: HttpResponseBase, name: str, value: str) -> bool:
    """Keep one preference, with the account and for a year on this machine; False when there is no such choice."""
    if value not in KEPT.get(name, ()):
        return False
    cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
    answer.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    if request.user.is_authenticated:
        UserPreferences.objects.update_or_create(user_id=request.user.pk, defaults={name: value})
        request.session[IN_SESSION] = {**recalled(request), name: value}
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
