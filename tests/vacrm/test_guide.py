"""The illustrated guide: the same in both languages, with pictures that are there, as a page and in the folder."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client

from tests.test_house_pages import inline_parts
from vacrm.guide import guide, written

PICTURES = Path(settings.BASE_DIR) / "docs" / "pictures"
MOST = 150_000


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    return client


@pytest.mark.parametrize(("language", "title"), [("en", "Your first month"), ("fr", "Votre premier mois")])
def test_the_guide_is_a_page_with_its_pictures(owner: Client, language: str, title: str) -> None:
    page = owner.get("/guide/", headers={"accept-language": language}).content.decode()
    assert f'<h1 class="">{title}</h1>' in page
    assert inline_parts(page) == []
    assert "**" not in page
    named = re.findall(rf"guide/({language}-[a-z]+\.png)", page)
    assert len(named) >= 6
    assert all(finders.find(f"guide/{name}") for name in named)
    assert Client().get("/guide/").headers["Location"].startswith("/login/")


def test_both_languages_say_the_same_things() -> None:
    shapes = []
    for language in ("en", "fr"):
        body = guide(language)[1]
        shapes.append(
            [re.sub(r"guide/[a-z]{2}-", "guide/", mark) for mark in re.findall(r"<(?:h2|p|li|ul)>|guide/[a-z-]+", body)]
        )
    assert shapes[0] == shapes[1]


def test_every_picture_is_shown_light_and_of_one_width() -> None:
    shown = set()
    for language in ("en", "fr"):
        shown |= set(re.findall(r"pictures/([a-z-]+\.png)", written(language).read_text(encoding="utf-8")))
    assert {path.name for path in PICTURES.iterdir()} == shown
    for path in PICTURES.iterdir():
        head = path.read_bytes()
        assert struct.unpack(">II", head[16:24]) == (1280, 640), path.name
        assert len(head) < MOST, path.name


def test_the_help_and_the_readme_lead_to_it(owner: Client) -> None:
    assert 'href="/guide/"' in owner.get("/").content.decode()
    readme = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    assert "(docs/first-month.en.md)" in readme
    assert "(docs/first-month.fr.md)" in readme
