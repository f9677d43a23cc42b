"""Procedures begun on their page, where there are none yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sops.models import SopVersion

EN = {"accept-language": "en"}


def page_of(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def newcomer(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("newcomer"))
    return client


def test_the_first_version_is_begun_on_the_page_and_published(newcomer: Client) -> None:
    page = page_of(newcomer.get("/sop/", headers=EN))
    assert "There are no procedures yet." in page and "Start my SOP" in page
    assert newcomer.get("/sop/chapters/urgencies/").status_code == newcomer.get("/sop/texts/").status_code == 302
    assert "There is no version yet." in page_of(newcomer.get("/sop/versions/", headers=EN))
    newcomer.post("/sop/draft/new/")
    for address in ("/sop/", "/sop/chapters/hours/", "/sop/versions/", "/sop/texts/", "/sop/draft/publish/"):
        assert newcomer.get(address).status_code == 200
    newcomer.post("/sop/draft/publish/", {"title": "Mine", "effective_on": "2026-11-02"})
    assert SopVersion.objects.published().get().number == 1
