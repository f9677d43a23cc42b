"""Visitors in processes of their own take one moment at once: one of them has it, on either engine."""

from __future__ import annotations

from subprocess import Popen

import pytest

from tests.live import PATIENCE, until
from tests.workshop import Workshop

pytestmark = pytest.mark.engines

NOW = {"VACRM_NOW": "2026-11-02T09:00:00+01:00"}
OPEN = """
from clients.models import Booking
from seeds.packs.loading import load
from seeds.packs.reading import read_pack
from vacrm import clock
load(read_pack("seeds/demo.toml"), at=clock.now())
Booking.objects.create(is_open=True, buffer_minutes=15, notice_hours=24, horizon_days=30)
"""
VISIT = """
import time
from datetime import UTC, datetime
from pathlib import Path
from clients import booking
from vacrm import clock
who, data = {who!r}, Path({data!r})
visitor = booking.Visitor(who, who + "@visitor.example", "Help with my inbox.", "", "Europe/Paris", "fr")
wanted = datetime(2026, 11, 5, 9, tzinfo=UTC)
assert wanted in booking.offer("discovery", at=clock.now()).starts
(data / ("ready-" + who)).touch()
while not (data / "go").exists():
    time.sleep(0.005)
try:
    booking.book(visitor, wanted, at=clock.now(), link=lambda secret: "https://book.example/" + secret)
    print("booked")
except booking.Taken as refused:
    print(*refused.messages)
"""
FACTS = """
from clients.models import Client, Meeting, Milestone
from vacrm.post.models import Delivery
guests = Client.objects.filter(email__endswith="@visitor.example")
print(*Meeting.objects.values_list("state", flat=True), guests.count(), *guests.values_list("stage", flat=True))
print(Milestone.objects.filter(client__in=guests).count(), Delivery.objects.count())
"""


def visit(workshop: Workshop, who: str) -> Popen[str]:
    """A visitor who has the free moments before them and waits for the others."""
    return workshop.begin("shell", "-v0", "-c", VISIT.format(who=who, data=str(workshop.data)), **NOW)


def test_of_two_visitors_who_take_one_moment_at_once_one_has_it(workshop: Workshop) -> None:
    done = workshop.manage("shell", "-v0", "-c", OPEN, **NOW)
    assert done.returncode == 0, done.stderr
    visitors = [visit(workshop, who) for who in ("ada", "ben")]
    until(lambda: len(list(workshop.data.glob("ready-*"))) == len(visitors), "the visitors")
    (workshop.data / "go").touch()

    said = [visitor.communicate(timeout=PATIENCE) for visitor in visitors]

    assert [visitor.returncode for visitor in visitors] == [0, 0], said
    refused, booked = sorted(out.strip() for out, _err in said)
    assert booked == "booked"
    assert "has just been taken" in refused
    facts = workshop.manage("shell", "-v0", "-c", FACTS, **NOW).stdout.splitlines()
    assert facts == ["booked 1 discovery", "1 2"], "one meeting, one lead, one mail to each side"
