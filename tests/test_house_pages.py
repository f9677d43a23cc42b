"""Every page of the workshop answers, in both languages, under a policy that forbids inline scripts and styles."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

INLINE = {
    "a script without a nonce": re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*type=\"application/json\")[^>]*>"),
    "a style without a nonce": re.compile(r"<style(?![^>]*\bnonce=)[^>]*>"),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle="),
    "a handler": re.compile(r"<[a-z][^>]*\son[a-z]+="),
    "an address that is a script": re.compile(r"javascript:"),
}

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    return client


def inline_parts(page: str) -> list[str]:
    return [what for what, pattern in INLINE.items() if pattern.search(page)]


def test_the_patterns_see_what_the_policy_forbids() -> None:
    page = '<script>x()</script><style>a{}</style><b style="c:d" onclick="x()"><a href="javascript:x()">'
    assert inline_parts(page) == list(INLINE)
    assert inline_parts('<script src="/a.js"></script><style nonce="x"></style><b class="style">') == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_front_of_the_workshop_answers(owner: Client, language: str) -> None:
    answer = owner.get(reverse("admin:index"), headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{language}"' in page
    assert inline_parts(page) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_every_page_answers_without_inline_parts(owner: Client, model: type, page: str) -> None:
    answer = owner.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"))
    assert answer.status_code in ({200, 403} if page == "add" else {200})  # 403: made by an act, not by hand
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert inline_parts(answer.content.decode()) == []


def test_strangers_are_sent_to_the_login(db: None) -> None:
    for model in MODELS:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("login"))


def test_the_workshop_is_a_step_away(owner: Client) -> None:
    assert f'href="{reverse("admin:index")}"' in owner.get("/").content.decode()


def test_the_language_is_switched_on_the_page(owner: Client) -> None:
    address = reverse("admin:index")
    assert '<button name="language" value="fr" lang="fr">' in owner.get(address).content.decode()
    answer = owner.post(reverse("set_language"), {"language": "fr", "next": address})
    assert answer.headers["Location"] == address
    assert '<button name="language" value="en" lang="en">' in owner.get(address).content.decode()
