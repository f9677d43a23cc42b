"""What she prefers is kept with her account: on every machine, before and after the door, at no further cost."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from vacrm.models import UserPreferences

CHOOSE = "preference-choose"


@pytest.fixture
def account(db: None) -> User:
    return User.objects.create_superuser("owner", password="x")


def logged_in(**cookies: str) -> Client:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    client.post(reverse("login"), {"username": "owner", "password": "x"})
    return client


def test_what_was_chosen_on_one_machine_holds_on_another(account: User) -> None:
    desk = logged_in()
    desk.post(reverse(CHOOSE), {"name": "theme", "value": "dark"})
    desk.post(reverse("set_language"), {"language": "fr", "next": "/"})
    phone = logged_in()
    page = phone.get("/find/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert '<html lang="fr"' in page


def test_the_account_counts_for_more_than_the_machine(account: User) -> None:
    UserPreferences.objects.create(user=account, theme="light", language="en")
    page = logged_in(theme="dark", django_language="fr").get("/find/").content.decode()
    assert 'data-bs-theme="light"' in page
    assert '<html lang="en"' in page


def test_where_the_account_says_nothing_the_machine_does(account: User) -> None:
    page = logged_in(theme="dark", django_language="fr").get("/find/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert '<html lang="fr"' in page


def test_at_the_door_the_machine_remembers(account: User) -> None:
    stranger = Client()
    assert '<html lang="en"' in stranger.get(reverse("login")).content.decode()
    stranger.post(reverse("set_language"), {"language": "fr", "next": reverse("login")})
    assert '<html lang="fr"' in stranger.get(reverse("login")).content.decode()
    assert not UserPreferences.objects.exists()


def test_two_users_of_one_machine_keep_their_own(account: User) -> None:
    other = User.objects.create_superuser("other", password="x")
    client = logged_in()
    client.post(reverse(CHOOSE), {"name": "amounts", "value": "hidden"})
    UserPreferences.objects.create(user=other, amounts="shown")
    client.post(reverse("logout"))
    client.post(reverse("login"), {"username": "other", "password": "x"})
    assert 'data-amounts="shown"' in client.get("/find/").content.decode()


def test_another_place_that_is_open_hears_of_it_at_its_next_page(account: User) -> None:
    desk, phone = logged_in(), logged_in()
    assert 'data-bs-theme="dark"' not in phone.get("/find/").content.decode()
    desk.post(reverse(CHOOSE), {"name": "theme", "value": "dark"})
    desk.post(reverse("set_language"), {"language": "fr", "next": "/"})
    page = phone.get("/find/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert '<html lang="fr"' in page


@pytest.mark.parametrize("door", ["login", "admin:login", ""])
def test_every_door_leads_to_them(account: User, door: str) -> None:
    UserPreferences.objects.create(user=account, theme="dark", language="fr")
    client = Client()
    if door:
        client.post(reverse(door), {"username": "owner", "password": "x"})
    else:
        client.force_login(account)
    page = client.get("/find/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert '<html lang="fr"' in page


@pytest.mark.parametrize("kept", [True, False], ids=["something was chosen", "nothing was chosen"])
def test_no_page_asks_the_database_once_more_for_them(account: User, kept: bool) -> None:
    if kept:
        UserPreferences.objects.create(user=account, theme="dark")
    client = logged_in()
    with CaptureQueriesContext(connection) as asked:
        client.get("/find/")
    found = [query["sql"] for query in asked.captured_queries if "userpreferences" in query["sql"]]
    assert len(found) == 1
    assert '"auth_user"."password"' in found[0], "the question who she is"


def test_who_is_shut_out_is_out_at_once(account: User) -> None:
    client = logged_in()
    User.objects.update(is_active=False)
    assert client.get("/find/").status_code == 302


def test_what_the_account_holds_but_no_page_knows_is_passed_over(account: User) -> None:
    UserPreferences.objects.create(user=account, theme="pink", language="xx")
    page = logged_in().get("/find/").content.decode()
    assert "data-bs-theme" not in page
    assert '<html lang="en"' in page


def test_a_language_that_does_not_exist_is_not_kept(account: User) -> None:
    client = logged_in()
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})
    assert not UserPreferences.objects.exclude(language="").exists()
    client.get(reverse("set_language"), {"language": "fr"})
    assert '<html lang="en"' in client.get("/find/").content.decode()
