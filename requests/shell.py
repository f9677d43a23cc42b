"""What time shows in the bar of every page: the running timer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from requests.models import TimeEntry
from vacrm.frame import address
from vacrm.prepared import Prepared

_timer = Prepared(lambda: TimeEntry.objects.filter(running=True).select_related("client", "client_request")[:1])


def running(request: HttpRequest) -> TimeEntry | None:
    """The entry whose timer runs, read once for the whole page."""
    if not hasattr(request, "running"):
        request.running = _timer.first()  # type: ignore[attr-defined]
    entry: TimeEntry | None = request.running  # type: ignore[attr-defined]
    return entry


def timer(request: HttpRequest, *, at: datetime) -> dict[str, Any] | None:
    """The timer that runs, and how long it has; None when none does."""
    entry = running(request)
    stop = address("requests:timer-stop")
    if entry is None or entry.started_at is None or not stop:
        return None
    seconds = max(int((at - entry.started_at).total_seconds()), 0)
    shown = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return {"template": "requests/_shell_timer.html", "entry": entry, "seconds": seconds, "shown": shown, "stop": stop}
