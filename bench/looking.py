"""Look at every page, as her browser would ask for it: statements, time on the server, size of the answer."""

from __future__ import annotations

import os
import time
from dataclasses import asdict, dataclass
from datetime import date, datetime
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.walking import Address, addresses
from clients.models import PortalKnock

NOW = "2026-11-20T10:00:00+01:00"
OTHER = (405, 404, 302, 301)  # acts, and pages that lead elsewhere


@dataclass(frozen=True, slots=True)
class Seen:
    """What one page cost."""

    name: str
    statements: int
    ms: float  # of the processor: what other programs do meanwhile does not count
    p95_ms: float
    wall_ms: float
    whole_ms: float | None  # of a file that is sent while it is read: until its end; `ms` until its first rows
    size: int
    is_html: bool
    is_part: bool


def look(rounds: int, language: str = "fr") -> list[dict[str, Any]]:
    """Every page and every fragment, so many times each; the first time is not counted."""
    with patch.dict(os.environ, {"VACRM_NOW": NOW}):
        on = datetime.fromisoformat(NOW).date()
        PortalKnock.objects.all().delete()  # of earlier looks at a kept history: its clock stands, so they stay new
        return [asdict(each) for each in _all(_owner(language), on, rounds)]


def _all(browser: Client, on: date, rounds: int) -> list[Seen]:
    found = []
    for address in addresses(on):
        for part in (False, True):
            if (seen := one(browser, address, part, rounds)) and not (part and not seen.is_html):
                found.append(seen)
    return found


def one(browser: Client, address: Address, part: bool, rounds: int) -> Seen | None:
    """One page, or its fragment as htmx asks for it; None where nothing is to be looked at."""
    _asked(browser, address, part)
    with CaptureQueriesContext(connection) as statements:
        answer = _asked(browser, address, part)[0]
    if answer.status_code in OTHER:
        return None
    if answer.status_code != 200:
        raise SystemExit(f"bench: {address.url} answers {answer.status_code}")
    count = sum(1 for each in statements.captured_queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE")))
    sizes, times, wholes, walls = zip(*(_asked(browser, address, part)[1:] for _ in range(rounds)), strict=True)
    whole = median(wholes) if answer.streaming else None
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    name = f"{address.name} (part)" if part else address.name
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return Seen(name, count, median(times), p95, median(walls), whole, sizes[0], is_html, part)


def _asked(browser: Client, address: Address, part: bool) -> tuple[HttpResponseBase, int, float, float, float]:
    """The answer, its size, and the milliseconds to its first part, to its end, and to that by the wall."""
    begun, wall = time.process_time(), time.perf_counter()
    answer: Any = browser.get(address.url, headers={"HX-Request": "true"} if part else None)
    parts = iter(answer)
    size = len(next(parts, b""))
    first = time.process_time() - begun
    size += sum(map(len, parts))
    whole = time.process_time() - begun
    return answer, size, first * 1000, whole * 1000, (time.perf_counter() - wall) * 1000


def _owner(language: str) -> Client:
    from django.contrib.auth.models import User

    from vacrm.warming import warm

    warm()  # as the server does
    browser = Client(SERVER_NAME="127.0.0.1", headers={"accept-language": language})
    browser.force_login(User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)[0])
    return browser
