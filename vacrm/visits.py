"""Where she is logged in: the sessions of a user, the device and the last page of each, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

IN_SESSION = "visit"
EVERY = timedelta(minutes=10)  # how exactly the last page is known; more would write with each page
# The first of each that a browser's name holds; most of them name their ancestors too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One session. Its mark names it in addresses; the key itself would open the door."""

    mark: str
    device: str
    seen_at: datetime | None
    here: bool


def note(request: HttpRequest, at: datetime) -> None:
    """Keep device and moment, unless that was done a moment ago."""
    last = _moment(request.session.get(IN_SESSION, {}))
    if last is None or abs(at - last) >= EVERY:
        agent = request.headers.get("User-Agent", "")[:300]
        request.session[IN_SESSION] = {"agent": agent, "seen": at.isoformat()}


def visits(user_id: int, key: str | None, *, at: datetime) -> list[Visit]:
    """The sessions of a user that are open at a moment, this one (`key`) first, then the latest."""
    found = [_visit(session, data, key) for session, data in _sessions(user_id, at)]
    return sorted(found, key=lambda each: (each.here, each.seen_at.timestamp() if each.seen_at else 0), reverse=True)


def end(user_id: int, mark: str, *, but: str | None, at: datetime) -> int:
    """End one session, or every one when `mark` is empty, but never the present one; how many."""
    keys = [session.session_key for session, _data in _sessions(user_id, at)]
    gone = [key for key in keys if key != but and mark in ("", mark_of(key))]
    return Session.objects.filter(session_key__in=gone).delete()[0]


def mark_of(key: str) -> str:
    """What stands for a session in an address."""
    return salted_hmac("vacrm.visits", key, algorithm="sha256").hexdigest()[:16]


def device(agent: str) -> str:
    """A browser's name for itself in words: “Firefox on Windows”."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _sessions(user_id: int, at: datetime) -> Iterator[tuple[Session, dict[str, Any]]]:
    for session in Session.objects.filter(expire_date__gt=at):
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(user_id):
            yield session, data


def _visit(session: Session, data: dict[str, Any], key: str | None) -> Visit:
    noted = data.get(IN_SESSION, {})
    mark = mark_of(session.session_key)
    return Visit(mark, device(noted.get("agent", "")), _moment(noted), session.session_key == key)


def _moment(noted: dict[str, str]) -> datetime | None:
    return datetime.fromisoformat(noted["seen"]) if "seen" in noted else None
