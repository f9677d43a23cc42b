"""One process of the outbox: `queue N`, `send GO PK…` (once there is a file GO), `catch_up`, `state PK…`; says JSON."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from vacrm.post import sending  # noqa: E402  Django comes first
from vacrm.post.models import PATIENCE, Delivery  # noqa: E402
from vacrm.post.states import STALE_AFTER  # noqa: E402

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def queue(count: str) -> list[int]:
    facts = {"kind": "invoice", "language": "fr", "to": ["compta@acme.example"], "body": "Bonjour"}
    return [sending.queue(**facts, subject=f"F2026-{n:04}", at=AT).pk for n in range(int(count))]


def send(go: str, *numbers: str) -> list[str | None]:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not Path(go).exists():
        time.sleep(0.001)
    attempts = [sending.send(Delivery.objects.get(pk=number), at=AT) for number in numbers]
    return [attempt.outcome if attempt else None for attempt in attempts]


def catch_up() -> int:
    return sending.catch_up(AT + PATIENCE)


def state(*numbers: str) -> list[list[str]]:
    """Of each delivery: at once, and when a claim has grown stale."""
    found = [Delivery.objects.get(pk=number) for number in numbers]
    return [[delivery.state(AT), delivery.state(AT + STALE_AFTER)] for delivery in found]


if __name__ == "__main__":
    verb = {"queue": queue, "send": send, "catch_up": catch_up, "state": state}[sys.argv[1]]
    sys.stdout.write(json.dumps(verb(*sys.argv[2:])))
