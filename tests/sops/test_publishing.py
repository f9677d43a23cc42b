"""Publishing: one draft at a time, published versions stay, the right one is in force on each day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from sops.models import Business, SopVersion
from sops.publishing import draft, publish, revise
from sops.rules.document import parse_policy, policy_document, read_policy
from tests.sops.policies import WORKED, policy

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture
def first(db: None) -> SopVersion:
    return publish(draft(policy(), title="My procedures", effective_on=date(2026, 1, 1)), at=NOW)


def test_a_policy_is_stored_and_read_back_unchanged(first: SopVersion) -> None:
    stored = SopVersion.objects.get(pk=first.pk)
    assert stored.policy() == policy() and stored.policy() is first.policy()


def test_publishing_supersedes_the_version_before(first: SopVersion) -> None:
    second = publish(revise(first, at=NOW), at=NOW)
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("superseded", "published", 2)
    assert second.effective_on == date(2026, 11, 2)
    assert list(SopVersion.objects.published()) == [second]


def test_only_one_draft_is_open(first: SopVersion) -> None:
    revise(first, at=NOW)
    with pytest.raises(ValidationError, match="SOP v2 is still a draft"):
        revise(first, at=NOW)


def test_each_day_has_the_version_in_force(first: SopVersion) -> None:
    second = publish(revise(first, at=NOW), at=NOW)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 1), date(2026, 11, 2)]
    assert [SopVersion.objects.current(day) for day in days] == [None, first, first, second]


@pytest.mark.parametrize(
    ("field", "value"), [("title", "Other"), ("document", {}), ("effective_on", date(2026, 2, 1)), ("state", "draft")]
)
def test_a_published_version_never_changes(first: SopVersion, field: str, value: object) -> None:
    setattr(first, field, value)
    with pytest.raises(ValidationError, match="SOP v1 is published and never changes"):
        first.save()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        SopVersion.objects.filter(pk=first.pk).update(**{field: value})
    assert SopVersion.objects.get(pk=first.pk).policy() == policy()


def test_a_published_version_is_kept(first: SopVersion) -> None:
    with pytest.raises(ValidationError, match="SOP v1 is published and is kept"):
        first.delete()


def test_a_draft_may_change_and_go(first: SopVersion) -> None:
    second = revise(first, at=NOW)
    second.title = "Better procedures"
    second.save()
    second.delete()
    assert SopVersion.objects.count() == 1


def test_publishing_twice_is_refused(first: SopVersion) -> None:
    with pytest.raises(ValidationError, match="already published"):
        publish(first, at=NOW)


def test_a_version_in_force_before_its_predecessor_is_refused(first: SopVersion) -> None:
    second = revise(first, at=NOW)
    second.effective_on = date(2025, 12, 1)
    second.save()
    with pytest.raises(ValidationError, match="choose 2026-01-01 or later"):
        publish(second, at=NOW)
    first.refresh_from_db()
    assert first.state == "published"


def test_a_malformed_draft_is_not_published(first: SopVersion) -> None:
    second = revise(first, at=NOW)
    second.document = {**second.document, "payment": {"terms": "whenever"}}
    second.save()
    with pytest.raises(ValidationError, match=r"payment\.terms"):
        publish(second, at=NOW)


def test_documents_read_from_toml_and_from_json_are_equal() -> None:
    read = parse_policy(WORKED)
    assert read_policy(json.dumps(policy_document(read))) == read


def test_there_is_one_business(db: None) -> None:
    Business.objects.create(name="Nadia Ferrand")
    with pytest.raises(DatabaseError), transaction.atomic():
        Business.objects.create(name="Another")


@pytest.mark.parametrize(
    ("name", "legal_form", "printed"),
    [
        ("Nadia Ferrand", "EI", "Nadia Ferrand EI"),
        ("Nadia Ferrand EI", "EI", "Nadia Ferrand EI"),
        ("EI Nadia Ferrand", "EI", "EI Nadia Ferrand"),
        ("Nadia Ferrand, entrepreneur individuel", "EI", "Nadia Ferrand, entrepreneur individuel"),
        ("Ferrand SARL", "company", "Ferrand SARL"),
        ("", "EI", ""),
    ],
)
def test_a_sole_trader_is_printed_with_her_legal_form(name: str, legal_form: str, printed: str) -> None:
    assert Business(name=name, legal_form=legal_form).display_name == printed


def test_numbers_of_the_business_are_checked_and_normalised(db: None) -> None:
    business = Business(name="Nadia", siren="900 000 019", iban="FR14 2004 1010 0505 0001 3M02 606")
    business.clean()
    business.full_clean()
    assert (business.siren, business.iban) == ("900000019", "FR1420041010050500013M02606")
    business.siret = "12345678200010"
    with pytest.raises(ValidationError) as refusal:
        business.full_clean()
    assert "siret" in refusal.value.message_dict
