"""The week's capacity: worked, promised, free."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from requests.admin.asked import over_capacity
from requests.assessing import commit, finish
from requests.models import ClientRequest
from requests.planning import week_of
from sops.models import SopVersion
from sops.rules.policy import Policy

PACK = """
format = 1
[business]
name = "Nadia Ferrand"
[sop]
title = "SOP"
effective_on = 2026-01-01
[sop.hours]
monday = ["09:00-17:00"]
capacity_hours = 10
[[clients]]
key = "bolt"
name = "Bolt"
stage = "active"
[[agreements]]
key = "hours"
client = "bolt"
kind = "hourly"
signed_on = 2026-01-01
starts_on = 2026-01-01
rate = 40.00
[[requests]]
key = "site"
client = "bolt"
received_at = 2026-10-05T09:00:00+02:00
wanted_by = 2026-10-12T17:00:00+02:00
effort_minutes = 300
[[time]]
client = "bolt"
agreement = "hours"
on = 2026-10-13
minutes = 240
[[time]]
request = "site"
on = 2026-10-12
minutes = 60
"""
PARIS = ZoneInfo("Europe/Paris")
TUESDAY = date(2026, 10, 13)

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    path = tmp_path / "pack.toml"
    path.write_text(PACK, encoding="utf-8")
    call_command("load_pack", str(path), stdout=StringIO())
    return SopVersion.objects.get().policy()


def test_a_week_holds_what_was_worked_and_the_rest_of_what_is_promised(policy: Policy) -> None:
    site = ClientRequest.objects.get()
    assert (week_of(TUESDAY, policy).worked, week_of(TUESDAY, policy).promised) == (300, 0)
    commit(site, at=datetime(2026, 10, 5, 10, tzinfo=PARIS))
    week = week_of(TUESDAY, policy)
    assert (week.monday, week.worked, week.promised, week.free) == (date(2026, 10, 12), 300, 240, 60)
    assert not week.is_full


def test_promising_more_than_the_week_holds_fills_it(policy: Policy) -> None:
    site = ClientRequest.objects.get()
    site.effort_minutes = 600
    site.save()
    commit(site, at=datetime(2026, 10, 5, 10, tzinfo=PARIS))
    assert week_of(TUESDAY, policy).is_full


def test_what_is_done_is_no_longer_promised(policy: Policy) -> None:
    site = ClientRequest.objects.get()
    commit(site, at=datetime(2026, 10, 5, 10, tzinfo=PARIS))
    finish(site, at=datetime(2026, 10, 12, 12, tzinfo=PARIS))
    assert week_of(TUESDAY, policy).promised == 0


def test_another_week_has_its_own_account(policy: Policy) -> None:
    commit(ClientRequest.objects.get(), at=datetime(2026, 10, 5, 10, tzinfo=PARIS))
    assert week_of(date(2026, 10, 19), policy).free == 600


def test_a_promise_beyond_the_week_says_so_before_it_is_made(policy: Policy) -> None:
    site = ClientRequest.objects.get()
    assert over_capacity(site) == ""
    site.effort_minutes = 600
    assert "5 h" in over_capacity(site).replace("\u00a0", " ")
