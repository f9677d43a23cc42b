"""The pages of the settings: each says how it stands, and the front says what is left to do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

import vacrm
from tests.test_house_pages import inline_parts
from vacrm import program

PAGES = [name for _key, _label, _icon, name, _says in settings.SETTINGS_PAGES]


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner", password="x"))
    return client


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["settings", *PAGES])
def test_every_page_answers_before_anything_is_set(owner: Client, name: str, language: str) -> None:
    answer = owner.get(reverse(name), headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert inline_parts(page) == []
    assert re.search(r"<h1[^>]*>\S", page)
    assert re.search(r'class="lede">\s*\S', page), "the page begins with a sentence"
    assert page.count("btn-primary") <= 1


@pytest.mark.parametrize("name", ["settings", *PAGES])
def test_strangers_are_sent_to_the_door(db: None, name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302


def test_the_front_leads_to_every_page_and_each_to_the_others(owner: Client) -> None:
    for name in ["settings", *PAGES]:
        page = owner.get(reverse(name)).content.decode()
        assert [each for each in PAGES if f'href="{reverse(each)}"' not in page] == []


def test_the_settings_are_in_the_navigation_of_every_page(owner: Client) -> None:
    page = owner.get("/find/").content.decode()
    assert page.count(f'href="{reverse("settings")}"') >= 2, "beside the page, and at its foot where it is narrow"


def test_the_program_says_where_the_data_lies_and_whose_work_is_in_it(owner: Client) -> None:
    page = owner.get(reverse("program-detail")).content.decode()
    assert str(settings.DATA_DIR) in page
    assert vacrm.VERSION in page
    listed = (Path(settings.BASE_DIR) / "vacrm/static/vacrm/vendor/README.md").read_text()
    folders = re.findall(r"^\| `(\w+)/`", listed, re.MULTILINE)
    assert len(folders) == len(program.parts()) - 1
    for part in program.parts():
        assert part.version
        assert f"{part.name} {part.version}" in page
        if part.url:
            text = owner.get(part.url)
            assert text.status_code == 200
            text.close()


def test_there_is_one_version() -> None:
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    assert project["project"]["version"] == vacrm.VERSION
