"""The outbox in the web admin: everything is found, nothing is edited, and the actions call the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from vacrm.post import sending, states
from vacrm.post.models import Attachment, Delivery

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
LIST = "admin:post_delivery_changelist"
type Queue = Callable[..., Delivery]


@pytest.fixture(autouse=True)
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())


def act(client: Client, action: str, delivery: Delivery) -> str:
    answer = client.post(reverse(LIST), {"action": action, "_selected_action": [delivery.pk]}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_searched_and_filtered_by_state(admin_client: Client, by_smtp: Any, queued: Queue) -> None:
    sent = queued(subject="Alpha")
    sending.send(sent, at=AT)
    queued(subject="Beta", to=["jo@roux.example"])
    for state, shown, hidden in [(states.SENT, "Alpha", "Beta"), (states.QUEUED, "Beta", "Alpha")]:
        page = admin_client.get(reverse(LIST), {"state": state}).content.decode()
        assert shown in page
        assert hidden not in page
    assert "Alpha" not in admin_client.get(reverse(LIST), {"q": "jo@roux"}).content.decode()


@pytest.mark.parametrize("state", states.STATES)
def test_every_state_has_its_filter(admin_client: Client, state: str) -> None:
    assert admin_client.get(reverse(LIST), {"state": state}).status_code == 200


def test_a_delivery_shows_its_tries_and_files_and_cannot_be_edited(
    admin_client: Client, by_smtp: Any, queued: Queue
) -> None:
    by_smtp.answers = ["552 too big for me"]
    delivery = queued(attachments=[Attachment.of("F1.pdf", "application/pdf", b"%PDF")])
    sending.send(delivery, at=AT)
    url = reverse("admin:post_delivery_change", args=[delivery.pk])
    page = admin_client.get(url).content.decode()
    assert "too big for me" in page
    assert "F1.pdf" in page
    assert 'name="_save"' not in page
    assert admin_client.post(url, {"subject": "other"}).status_code == 403
    assert admin_client.get(reverse("admin:post_delivery_add")).status_code == 403


def test_the_actions_call_the_acts(admin_client: Client, by_smtp: Any, queued: Queue) -> None:
    by_smtp.answers = ["552 too big"]
    delivery = queued()
    sending.send(delivery, at=AT)
    act(admin_client, "retry", delivery)
    delivery.refresh_from_db()
    assert delivery.state(AT) == states.QUEUED
    sending.send(delivery, at=AT)
    act(admin_client, "resend", delivery)
    assert Delivery.objects.filter(resend_of=delivery).count() == 1


def test_an_interrupted_delivery_is_confirmed(admin_client: Client, by_smtp: Any, queued: Queue) -> None:
    by_smtp.hangs_up = True
    delivery = queued()
    sending.send(delivery, at=AT)
    act(admin_client, "confirm", delivery)
    delivery.refresh_from_db()
    assert delivery.state(AT) == states.SENT


def test_an_act_that_refuses_says_why(admin_client: Client, queued: Queue) -> None:
    assert "Only a failed delivery can be tried again." in act(admin_client, "retry", queued())


def test_the_list_costs_the_same_for_many(
    admin_client: Client, queued: Queue, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        queued()
    admin_client.get("/find/")  # notes that she is here, which is written once in ten minutes
    with django_assert_max_num_queries(12):
        admin_client.get(reverse(LIST))
