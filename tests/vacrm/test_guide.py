"""The illustrated guide: the same in both languages, with pictures that are there, as a page and in the folder."""

from __future__ import annotations

import re
import struct
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client

from tests.test_house_pages import inline_parts
from vacrm.guide import NAMES, guide, written

PICTURES = Path(settings.BASE_DIR) / "docs" / "pictures"
MOST = 170_000


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    return client


TITLES = [
    ("/guide/", "en", "Your first month", "/guide/first-call/"),
    ("/guide/", "fr", "Votre premier mois", "/guide/first-call/"),
    ("/guide/first-call/", "en", "From the first call to the kickoff", "/guide/"),
    ("/guide/first-call/", "fr", "Du premier appel au lancement", "/guide/"),
]


@pytest.mark.parametrize(("address", "language", "title", "other"), TITLES)
def test_a_guide_is_a_page_with_its_pictures(
    owner: Client, address: str, language: str, title: str, other: str
) -> None:
    page = owner.get(address, headers={"accept-language": language}).content.decode()
    assert f'<a href="{other}">' in page
    assert f'<h1 class="">{title}</h1>' in page
    assert inline_parts(page) == []
    assert "**" not in page
    named = re.findall(rf"guide/({language}-[a-z]+\.png)", page)
    assert len(named) >= 6
    assert all(finders.find(f"guide/{name}") for name in named)
    assert Client().get(address).headers["Location"].startswith("/login/")


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same_things(name: str) -> None:
    shapes = []
    for language in ("en", "fr"):
        body = guide(language, name)[1]
        shapes.append(
            [re.sub(r"guide/[a-z]{2}-", "guide/", mark) for mark in re.findall(r"<(?:h2|p|li|ul)>|guide/[a-z-]+", body)]
        )
    assert shapes[0] == shapes[1]


def test_every_picture_is_shown_light_and_of_one_width() -> None:
    shown = set()
    for language, name in product(("en", "fr"), NAMES):
        shown |= set(re.findall(r"pictures/([a-z-]+\.png)", written(language, name).read_text(encoding="utf-8")))
    assert {path.name for path in PICTURES.iterdir()} == shown
    for path in PICTURES.iterdir():
        head = path.read_bytes()
        assert struct.unpack(">II", head[16:24]) == (1280, 640), path.name
        assert len(head) < MOST, path.name


def test_the_help_and_the_readme_lead_to_it(owner: Client) -> None:
    today = owner.get("/").content.decode()
    assert 'href="/guide/"' in today
    assert 'href="/guide/first-call/"' in today
    readme = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    for language, name in product(("en", "fr"), NAMES):
        assert f"(docs/{name}.{language}.md)" in readme
