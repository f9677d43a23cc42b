"""What-if and replay: live, in both languages, without JavaScript, and keeping nothing."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.models import Client as Customer
from requests.models import Assessment, ClientRequest
from sops.models import SopVersion
from sops.publishing import revise
from tests.demonstration import NOW

MOST_STATEMENTS = 15
PAGES = {"/sop/what-if/": "what-if", "/sop/replay/": "replay"}


@pytest.fixture
def draft(owner: Client) -> SopVersion:
    version = revise(SopVersion.objects.published().get(), at=NOW)
    version.document["urgency"]["notice_hours"] = 48
    version.document["urgency"]["steps"] += [{"under_hours": 48, "percent": "15"}]
    version.save()
    return version


def what_if(**facts: str) -> dict[str, str]:
    return {"client": str(Customer.objects.get(key="brisvent").pk), "effort_minutes": "60", **facts}


def text(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_answers_in_both_languages_with_few_statements(
    owner: Client, draft: SopVersion, address: str, language: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = owner.get(address, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert len(page) < 120_000
    assert len(asked) <= MOST_STATEMENTS


@pytest.mark.parametrize("address", PAGES)
def test_htmx_gets_the_fragment_and_back_gets_the_page(owner: Client, draft: SopVersion, address: str) -> None:
    fragment = owner.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.startswith(f'<div id="{PAGES[address]}"')
    restored = owner.get(address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_sent_to_the_door(demonstration: None, db: None, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_changed_by_looking(owner: Client, address: str) -> None:
    assert owner.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_without_a_draft_the_page_says_what_to_do(owner: Client, address: str) -> None:
    assert "No draft is open" in owner.get(address).content.decode()


def test_both_versions_judge_what_is_supposed(owner: Client, draft: SopVersion) -> None:
    before = (ClientRequest.objects.count(), Assessment.objects.count())
    found = what_if(wanted_words="tomorrow 10am", effort_minutes="120")
    said = text(owner.get("/sop/what-if/", found).content)
    assert "No surcharge" in said
    assert "Urgent: +15% if you confirm" in said
    assert "Under the draft it would cost" in said
    assert (ClientRequest.objects.count(), Assessment.objects.count()) == before


def test_words_in_french_are_understood(owner: Client, draft: SopVersion) -> None:
    found = what_if(wanted_words="demain 10h")
    said = text(owner.get("/sop/what-if/", found, headers={"accept-language": "fr"}).content)
    assert "souhaitée pour le 3 nov. 2026, 10:00" in said


def test_what_is_not_understood_is_named_and_kept(owner: Client, draft: SopVersion) -> None:
    found = what_if(wanted_words="when the cows come home")
    answer = owner.get("/sop/what-if/", found)
    assert answer.status_code == 422
    assert 'value="when the cows come home"' in answer.content.decode()
    part = owner.get("/sop/what-if/", found, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert "Wanted by, in words: Not understood" in text(part.content)


def test_the_replay_opens_with_its_sum(owner: Client, draft: SopVersion) -> None:
    said = text(owner.get("/sop/replay/").content)
    assert re.search(r"Of \d+ requests since 2 Aug 2026, (\d+|none) would be judged differently\.", said)
    assert re.search(r"\d+ stay as they are", said)


def test_a_draft_that_costs_the_same_says_so_instead_of_a_sum_of_nothing(owner: Client, draft: SopVersion) -> None:
    before = SopVersion.objects.published().get()
    SopVersion.objects.filter(pk=draft.pk).update(document=before.document)
    said = text(owner.get("/sop/replay/").content)
    assert "Same surcharges" in said and "€0.00" not in said.split("stay as they are")[0]


@pytest.mark.parametrize("choice", ["0", "5", "1000", "x", ""])
def test_a_strange_choice_shows_three_months(owner: Client, draft: SopVersion, choice: str) -> None:
    said = text(owner.get("/sop/replay/", {"months": choice, "page": "x"}).content)
    assert "since 2 Aug 2026" in said
