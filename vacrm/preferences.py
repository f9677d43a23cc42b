"""How she likes to see the pages: light or dark, amounts shown or hidden, single keys on or off. Kept in cookies."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600
THEMES = ("system", "light", "dark")
# Each preference, what it may be, and first what it is when nothing was said.
CHOICES = {"theme": THEMES, "amounts": ("shown", "hidden"), "keys": ("on", "off")}


@dataclass(frozen=True, slots=True)
class Preferences:
    """One answer for each question."""

    theme: str
    amounts: str
    keys: str

    @classmethod
    def of(cls, request: HttpRequest) -> Preferences:
        """Those of a visitor; a cookie that says nothing known counts as none."""
        said = {name: request.COOKIES.get(name, "") for name in CHOICES}
        return cls(**{name: said[name] if said[name] in known else known[0] for name, known in CHOICES.items()})


def remember(answer: HttpResponse, name: str, value: str, *, secure: bool) -> bool:
    """Keep one preference for a year; False when there is no such choice."""
    if value not in CHOICES.get(name, ()):
        return False
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return True
