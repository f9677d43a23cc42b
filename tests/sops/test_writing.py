"""A chapter is kept in the one draft; a change made elsewhere is not lost unseen; a draft may go, a version stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from sops.models import SopVersion
from sops.publishing import begin, discard, draft, mark, publish, write
from sops.rules.policy import Policy
from tests.sops.policies import policy

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
URGENCIES = ("urgency", "off_hours", "surcharges")


@pytest.fixture
def first(db: None) -> SopVersion:
    return publish(draft(policy(), title="Mine", effective_on=date(2026, 1, 1)), at=NOW)


def under(hours: int, before: Policy) -> Policy:
    return replace(before, urgency=replace(before.urgency, notice_hours=hours))


def test_the_first_change_makes_the_draft_and_the_next_one_changes_it(first: SopVersion) -> None:
    second = write(under(48, policy()), URGENCIES, seen=mark(policy(), URGENCIES), at=NOW)
    assert (second.number, second.state, second.policy().urgency.notice_hours) == (2, "draft", 48)
    again = write(under(12, policy()), URGENCIES, seen=mark(second.policy(), URGENCIES), at=NOW)
    assert (again.pk, again.policy().urgency.notice_hours) == (second.pk, 12)
    first.refresh_from_db()
    assert first.policy() == policy()


def test_nothing_changed_makes_no_draft(first: SopVersion) -> None:
    assert write(policy(), URGENCIES, seen=mark(policy(), URGENCIES), at=NOW) == first
    assert not SopVersion.objects.drafts().exists()


def test_a_stale_form_overwrites_nothing(first: SopVersion) -> None:
    seen = mark(policy(), URGENCIES)
    write(under(48, policy()), URGENCIES, seen=seen, at=NOW)
    with pytest.raises(ValidationError, match="changed elsewhere") as refusal:
        write(under(12, policy()), URGENCIES, seen=seen, at=NOW)
    assert refusal.value.code == "stale"
    assert SopVersion.objects.drafts().get().policy().urgency.notice_hours == 48


def test_two_chapters_written_side_by_side_are_both_kept(first: SopVersion) -> None:
    write(under(48, policy()), URGENCIES, seen=mark(policy(), URGENCIES), at=NOW)
    other = policy(boundaries={"free_revisions": 3})
    kept = write(other, ("boundaries",), seen=mark(policy(), ("boundaries",)), at=NOW).policy()
    assert (kept.urgency.notice_hours, kept.boundaries.free_revisions) == (48, 3)


def test_without_a_version_there_is_nothing_to_write_in(db: None) -> None:
    with pytest.raises(ValidationError, match="begin them first"):
        write(policy(), URGENCIES, seen="", at=NOW)


def test_a_draft_is_thrown_away_and_a_published_version_is_not(first: SopVersion) -> None:
    second = write(under(48, policy()), URGENCIES, seen=mark(policy(), URGENCIES), at=NOW)
    with pytest.raises(ValidationError, match="look again"):
        discard(second, seen=mark(policy()))
    discard(second, seen=mark(second.policy()))
    assert list(SopVersion.objects.all()) == [first]
    with pytest.raises(ValidationError, match="is kept"):
        discard(first, seen=mark(first.policy()))


def test_the_first_version_begins_as_a_draft_once(db: None) -> None:
    version = begin(title="Mine", on=date(2026, 11, 2))
    assert (version.number, version.state) == (1, "draft")
    assert version.policy().hours.opening(0) == ((540, 750), (810, 1080))
    with pytest.raises(ValidationError, match="already"):
        begin(title="Mine", on=date(2026, 11, 2))


def test_a_draft_is_published_from_the_day_and_under_the_title_given(first: SopVersion) -> None:
    second = write(under(48, policy()), URGENCIES, seen=mark(policy(), URGENCIES), at=NOW)
    publish(second, at=NOW, effective_on=date(2026, 12, 1), title="Ours", seen=mark(second.policy()))
    second.refresh_from_db()
    assert (second.state, second.effective_on, second.title) == ("published", date(2026, 12, 1), "Ours")


def test_a_draft_changed_since_it_was_looked_at_is_not_published(first: SopVersion) -> None:
    second = write(under(48, policy()), URGENCIES, seen=mark(policy(), URGENCIES), at=NOW)
    seen = mark(second.policy())
    write(under(12, policy()), URGENCIES, seen=mark(second.policy(), URGENCIES), at=NOW)
    with pytest.raises(ValidationError, match="look again"):
        publish(second, at=NOW, seen=seen)
    assert SopVersion.objects.drafts().exists()
