"""What is said when a page cannot answer: in our words, both languages, with a way on, and under the same policy."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.test_house_pages import inline_parts
from vacrm import urls
from vacrm.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def nonsense(request: HttpRequest) -> HttpResponse:
    raise BadRequest("what is this")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of ours")


urlpatterns = [
    path("nonsense/", nonsense),
    path("forbidden/", forbidden),
    path("broken/", broken),
    *urls.urlpatterns,
]
SAID = {
    "/nonsense/": (400, "That did not make sense", "Cela n’a pas été compris"),
    "/forbidden/": (403, "This was not let through", "Cela n’est pas passé"),
    "/nowhere/": (404, "Nothing lives here", "Il n’y a rien ici"),
    "/broken/": (500, "Our mistake", "C’est notre faute"),
}


@pytest.fixture
def owner(db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("owner"))
    return client


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("address", SAID)
def test_each_says_what_happened_and_leads_on(
    owner: Client, address: str, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    answer = owner.get(address, headers={"accept-language": language})
    page = answer.content.decode()
    status, english, french = SAID[address]
    assert answer.status_code == status
    assert (english if language == "en" else french) in page
    assert 'href="/"' in page
    assert page.count("btn-primary") == 1
    assert "secret" not in page
    assert inline_parts(page) == []
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_another_host_is_told_so_in_our_words(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    answer = owner.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "That did not make sense" in answer.content.decode()
