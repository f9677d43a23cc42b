"""The frame of the pages: the door, what she prefers, where one can go, and what is said when nothing answers."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.test_house_pages import inline_parts
from vacrm import frame, telling
from vacrm.fragments import page

PAGES = ["home", "find", "preferences", "password"]
STATIC = Path(settings.BASE_DIR) / "vacrm/static/vacrm"


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner", password="the old one", first_name="Nadia"))
    return client


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_ground_answers_without_inline_parts(owner: Client, name: str, language: str) -> None:
    answer = owner.get(reverse(name), headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert inline_parts(page) == []
    assert re.search(r"<h1[^>]*>\S", page), "the title of the window is the heading of the page"


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_the_door(db: None, name: str) -> None:
    answer = Client().get(reverse(name))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("login"))


def test_the_door_opens_and_closes(owner: Client) -> None:
    visitor = Client()
    assert "password" in visitor.get(reverse("login")).content.decode()
    wrong = visitor.post(reverse("login"), {"username": "owner", "password": "no"})
    assert 'value="owner"' in wrong.content.decode(), "what was typed is kept"
    opened = visitor.post(reverse("login"), {"username": "owner", "password": "the old one", "next": "/find/"})
    assert opened.headers["Location"] == "/find/"
    assert visitor.get(reverse("logout")).status_code == 405
    assert visitor.post(reverse("logout")).headers["Location"] == reverse("login")
    assert visitor.get("/").status_code == 302


def test_the_navigation_shows_only_pages_that_exist(owner: Client, settings: object) -> None:
    settings.SHELL_NAV = [  # type: ignore[attr-defined]
        ("today", "Today", "sun", "home"),
        ("later", "Later", "sun", "rooms:not-built-yet"),
        ("find", "Find", "search", "find"),
    ]
    entries = frame.entries(RequestFactory().get("/find/"))
    assert [(entry.key, entry.current) for entry in entries] == [("today", False), ("find", True)]


def test_only_one_place_is_the_present_one(owner: Client) -> None:
    for path in ("/", "/requests/", "/month/2026-10/", "/admin/"):
        current = [entry.key for entry in frame.entries(RequestFactory().get(path)) if entry.current]
        assert len(current) == 1, path


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("theme", "dark", 'data-bs-theme="dark"'),
        ("theme", "light", 'data-bs-theme="light"'),
        ("amounts", "hidden", 'data-amounts="hidden"'),
        ("keys", "off", 'data-keys="off"'),
    ],
)
def test_a_preference_is_remembered_and_the_server_draws_it(owner: Client, name: str, value: str, shown: str) -> None:
    assert shown not in owner.get("/").content.decode()
    answer = owner.post(reverse("preference-choose"), {"name": name, "value": value, "next": "/find/"})
    assert answer.headers["Location"] == "/find/"
    assert answer.cookies[name]["max-age"] > 300 * 24 * 3600
    assert shown in owner.get("/").content.decode()


def test_a_preference_is_never_chosen_by_a_link_or_made_up(owner: Client) -> None:
    assert owner.get(reverse("preference-choose")).status_code == 405
    for wrong in ({"name": "theme", "value": "pink"}, {"name": "sessionid", "value": "x"}, {}):
        answer = owner.post(reverse("preference-choose"), wrong)
        assert answer.status_code == 400
        assert not answer.cookies
    owner.cookies["theme"] = '"><script>'
    assert "data-bs-theme" not in owner.get("/").content.decode()


def test_one_is_never_led_to_another_site(owner: Client) -> None:
    chosen = {"name": "theme", "value": "dark", "next": "https://elsewhere.example/"}
    assert owner.post(reverse("preference-choose"), chosen).headers["Location"] == reverse("preferences")


def test_a_password_is_changed_and_a_wrong_one_refused(owner: Client) -> None:
    wrong = {"old_password": "no", "new_password1": "x", "new_password2": "y"}
    refused = owner.post(reverse("password"), wrong)
    assert refused.status_code == 422
    assert "is-invalid" in refused.content.decode()
    new = "a long enough sentence"
    changed = {"old_password": "the old one", "new_password1": new, "new_password2": new}
    answer = owner.post(reverse("password"), changed, follow=True)
    assert "Your password is changed" in answer.content.decode()
    assert User.objects.get().check_password(new)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_address_where_nothing_lives_says_so(owner: Client, language: str) -> None:
    answer = owner.get("/nowhere/", headers={"accept-language": language})
    assert answer.status_code == 404
    assert ("Nothing lives here" if language == "en" else "Il n’y a rien ici") in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_our_words(owner: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("login"), {"username": "owner"})
    assert answer.status_code == 403
    assert "was not let through" in answer.content.decode()


def test_our_own_mistake_is_said_without_the_database(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TODAY", ["vacrm.nowhere.today"])
    broken = Client(raise_request_exception=False)
    broken.force_login(User.objects.get())
    answer = broken.get("/")
    assert answer.status_code == 500
    assert "Our mistake" in answer.content.decode()


def test_the_first_morning_offers_the_first_step(owner: Client) -> None:
    page = owner.get("/").content.decode()
    assert "Welcome, Nadia" in page
    assert page.count("btn-primary") == 1
    assert "Start my SOP" in page


def test_a_fragment_is_answered_to_htmx_and_the_page_to_everybody_else(owner: Client) -> None:
    address = reverse("find") + "?q=preferences"
    whole = owner.get(address)
    assert "<html" in whole.content.decode()
    assert "HX-Request" in whole.headers["Vary"]
    part = owner.get(address, headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="found"')
    for more in ({"hx-boosted": "true"}, {"hx-history-restore-request": "true"}):
        assert "<html" in owner.get(address, headers={"hx-request": "true", **more}).content.decode()


def test_a_page_says_its_status(rf: RequestFactory) -> None:
    answer = page(rf.get("/"), "_found.html", "_found.html", {"groups": []}, status=422)
    assert answer.status_code == 422


def test_what_was_done_may_carry_its_way_back(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Undone:
        extra_tags = telling.UNDO + "/back/"

    from vacrm.templatetags.vacrm_format import undo

    assert undo(Undone()) == "/back/"
    assert undo(object()) == ""


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set((STATIC / "vendor/icons/names.txt").read_text().split())
    named: set[str] = {entry[2] for entry in (*settings.SHELL_NAV, *settings.SHELL_QUICK)}
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        named |= set(re.findall(r"\bbi-([a-z0-9-]*[a-z0-9])\b", path.read_text(encoding="utf-8")))
    assert named - drawn == set()


def test_no_style_asks_another_host() -> None:
    for path in STATIC.rglob("*.css"):
        addresses = re.findall(r"url\(['\"]?(.*?)['\"]?\)", path.read_text(encoding="utf-8"))
        assert [url for url in addresses if url.startswith(("http", "//"))] == [], path


def test_the_compressed_style_says_the_same(db: None) -> None:
    plain = STATIC / "vendor/bootstrap/bootstrap.min.css"
    assert gzip.decompress(plain.with_suffix(".css.gz").read_bytes()) == plain.read_bytes()
    answer = Client().get("/static/vacrm/vendor/bootstrap/bootstrap.min.css", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    answer.close()


def test_the_help_shows_the_keys_and_each_letter_is_heard(owner: Client) -> None:
    page = owner.get("/").content.decode()
    rooms = Path(settings.BASE_DIR)
    heard = "".join(path.read_text(encoding="utf-8") for room in rooms.glob("*/static") for path in room.rglob("*.js"))
    heard += page + "".join(path.read_text(encoding="utf-8") for path in (rooms / "templates").rglob("*.html"))
    for _page, keys in settings.SHELL_KEYS:
        for key, does in keys:
            assert f"<kbd>{key}</kbd></dt><dd>{does}</dd>" in page
            for letter in re.findall(r"\b[A-Z]\b", key):
                small = letter.lower()
                hearing = rf'data-key="{small}"|\b{small}: |key(?:\.toLowerCase\(\))? === "{small}"'
                assert re.search(hearing, heard), f"nobody hears {letter}"


def test_an_address_may_name_a_field() -> None:
    assert frame.address("home") + "#q" == frame.address("home#q")
    assert frame.address("rooms:not-built-yet#q") == ""
