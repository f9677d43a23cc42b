"""The draft tried on real requests: which verdicts would change, and what that comes to."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from requests import replaying
from requests.assessing import decline
from requests.models import Assessment, ClientRequest
from requests.ofsop import panel
from requests.replaying import replay
from requests.trying import compared, suppose
from sops.models import SopVersion
from sops.publishing import revise

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 10, 31, 9, 0, tzinfo=PARIS)
PACK = """
format = 1
[business]
name = "Nadia Ferrand"
[sop]
title = "SOP"
effective_on = 2026-01-01
[sop.hours]
monday = ["09:00-17:00"]
tuesday = ["09:00-17:00"]
wednesday = ["09:00-17:00"]
thursday = ["09:00-17:00"]
friday = ["09:00-17:00"]
[sop.urgency]
notice_hours = 24
by = "notice"
steps = [{ under_hours = 24, percent = 20 }]
[[clients]]
key = "bolt"
name = "Bolt"
stage = "active"
[[clients]]
key = "quill"
name = "Quill"
stage = "active"
currency = "GBP"
country = "GB"
[[agreements]]
key = "hours"
client = "bolt"
kind = "hourly"
signed_on = 2026-01-01
starts_on = 2026-01-01
rate = 40.00
[[agreements]]
key = "pounds"
client = "quill"
kind = "hourly"
signed_on = 2026-01-01
starts_on = 2026-01-01
rate = 30.00
[[requests]]
key = "urgent"
client = "bolt"
agreement = "hours"
received_at = 2026-10-12T09:00:00+02:00
wanted_by = 2026-10-12T16:00:00+02:00
effort_minutes = 90
[[requests]]
key = "two-days"
client = "bolt"
agreement = "hours"
received_at = 2026-10-13T09:00:00+02:00
wanted_by = 2026-10-14T16:00:00+02:00
effort_minutes = 60
[[requests]]
key = "calm"
client = "bolt"
agreement = "hours"
received_at = 2026-10-14T09:00:00+02:00
wanted_by = 2026-10-21T16:00:00+02:00
effort_minutes = 60
[[requests]]
key = "pounds"
client = "quill"
agreement = "pounds"
received_at = 2026-10-15T09:00:00+02:00
wanted_by = 2026-10-15T16:00:00+02:00
effort_minutes = 60
[[requests]]
key = "vague"
client = "bolt"
agreement = "hours"
received_at = 2026-10-16T09:00:00+02:00
wanted_by = 2026-10-16T16:00:00+02:00
[[requests]]
key = "long-ago"
client = "bolt"
agreement = "hours"
received_at = 2026-07-30T09:00:00+02:00
wanted_by = 2026-07-30T16:00:00+02:00
effort_minutes = 60
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(tmp_path: Path) -> SopVersion:
    """Urgent under 48 hours, and half as dear again."""
    path = tmp_path / "pack.toml"
    path.write_text(PACK, encoding="utf-8")
    call_command("load_pack", str(path), stdout=StringIO())
    version = revise(SopVersion.objects.get(), at=NOW)
    version.document["urgency"]["notice_hours"] = 48
    version.document["urgency"]["steps"] = [{"under_hours": 24, "percent": "30"}, {"under_hours": 48, "percent": "10"}]
    version.save()
    return version


def test_a_replay_tells_what_changes_and_sums_it_by_currency(draft: SopVersion) -> None:
    found = replay(draft, months=3, at=NOW)
    assert [row.client_request.key for row in found.changed] == ["vague", "pounds", "two-days", "urgent"]
    assert [row.client_request.key for row in found.same] == ["calm"]
    # 1 h 30 at 40.00: 12.00 → 18.00; 1 h at 40.00: 0.00 → 4.00; an hour at 30.00: 6.00 → 9.00.
    sums = [(sum_.currency, str(sum_.now), str(sum_.then), str(sum_.difference)) for sum_ in found.sums]
    assert sums == [("EUR", "12.00", "22.00", "10.00"), ("GBP", "6.00", "9.00", "3.00")]
    assert (found.count, found.found, found.unknown) == (5, 5, 1)


def test_what_was_declined_is_shown_but_not_in_the_sum(draft: SopVersion) -> None:
    decline(ClientRequest.objects.get(key="urgent"), at=NOW)
    found = replay(draft, months=3, at=NOW)
    assert "urgent" in [row.client_request.key for row in found.changed]
    assert [str(sum_.difference) for sum_ in found.sums] == ["4.00", "3.00"]


def test_a_replay_reaches_back_whole_months(draft: SopVersion) -> None:
    assert replay(draft, months=1, at=NOW).since == datetime(2026, 9, 30, tzinfo=PARIS)  # September has 30 days
    assert "long-ago" in [row.client_request.key for row in replay(draft, months=6, at=NOW).changed]


def test_a_replay_takes_the_newest_and_says_how_many_there_are(
    draft: SopVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "MOST", 2)
    found = replay(draft, months=3, at=NOW)
    assert ([row.client_request.key for row in found.changed], found.found) == (["vague", "pounds"], 5)


def test_a_replay_keeps_nothing(draft: SopVersion) -> None:
    before = Assessment.objects.count()
    replay(draft, months=12, at=NOW)
    assert Assessment.objects.count() == before


def test_a_version_compared_with_itself_changes_nothing(draft: SopVersion) -> None:
    now = SopVersion.objects.get(number=1)
    assert not any(compared(each, now, now).is_changed for each in ClientRequest.objects.select_related("agreement"))


def test_a_tier_that_the_draft_has_no_more_is_said_and_not_raised(draft: SopVersion) -> None:
    draft.document["urgency"] |= {"by": "complexity", "tiers": {"simple": "20"}, "default_tier": "simple", "steps": []}
    draft.save()
    ClientRequest.objects.filter(key="urgent").update(tier="complex")
    row = next(row for row in replay(draft, months=3, at=NOW).changed if row.client_request.key == "urgent")
    assert row.difference is None
    assert "complex" in row.then.refused


def test_what_is_supposed_is_judged_by_what_counts_now_and_by_the_draft(draft: SopVersion) -> None:
    asked = ClientRequest.objects.get(key="urgent")
    asked.pk = None
    now, then = suppose(asked, draft)
    assert now is not None
    assert then is not None
    assert (now.sop.number, str(now.amount), then.sop.number, str(then.amount)) == (1, "12.00", 2, "18.00")
    assert suppose(asked, None)[1] is None


def test_without_a_published_sop_only_the_draft_judges() -> None:
    draft = SopVersion.objects.create(number=1, title="SOP", effective_on=NOW.date())
    now, then = suppose(ClientRequest(received_at=NOW), draft)
    assert now is None
    assert then is not None
    assert then.title == "No surcharge"


def test_before_the_first_client_what_if_says_what_to_do(client: Client) -> None:
    client.force_login(User.objects.create_superuser("nadia"))
    answer = client.get("/sop/what-if/")
    assert answer.status_code == 200
    assert 'href="/clients/new/"' in answer.content.decode().partition('id="what-if"')[2]


def test_the_editor_shows_the_sum_under_a_draft_only(draft: SopVersion) -> None:
    assert panel(draft, NOW.date()) == {"template": "requests/_sop_panel.html"}
    assert panel(SopVersion.objects.get(number=1), NOW.date()) is None
