"""What she prefers is kept with her account: on every machine, before and after the door, without a question more."""

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


def test_no_page_asks_the_database_for_them(account: User) -> None:
    client = logged_in()
    client.get("/find/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/find/")
    assert not [query for query in asked.captured_queries if "userpreferences" in query["sql"]]


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
