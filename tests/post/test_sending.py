"""Queueing, trying again, sending again, catching up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vacrm.post import carrying, sending, states
from vacrm.post.models import PATIENCE, Attachment, Delivery
from vacrm.post.reply import Outcome, Reply

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
type Queue = Callable[..., Delivery]


def asked() -> list[int]:
    """The deliveries that the worker has been asked for, in order."""
    return [task.args_kwargs["args"][0] for task in DBTaskResult.objects.order_by("enqueued_at")]


def test_a_queued_message_waits_for_the_worker(queued: Queue, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        delivery = queued()
        assert asked() == []
    assert asked() == [delivery.pk]
    assert delivery.state(AT) == states.QUEUED


def test_a_rolled_back_caller_leaves_no_message(queued: Queue, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        queued()
        raise RuntimeError
    assert Delivery.objects.count() == 0
    assert asked() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": []}, "to"),
        ({"to": ["compta"]}, "to"),
        ({"to": ["a@acme.example\nBcc: b@acme.example"]}, "to"),
        ({"cc": ["al@"]}, "cc"),
        ({"reply_to": "nadia"}, "reply_to"),
        ({"from_email": "nadia\r\nBcc: b@acme.example"}, "from_email"),
        ({"subject": "Invoice\nBcc: b@acme.example"}, "subject"),
        ({"subject": "x" * 256}, "subject"),
        ({"subject": " "}, "subject"),
        ({"body": "\n"}, "body"),
        ({"attachments": [Attachment.of("a\n.pdf", "application/pdf", b"")]}, "attachments"),
        ({"attachments": [Attachment.of("a.eml", "message/rfc822", b"")]}, "attachments"),
    ],
)
def test_what_could_not_be_sent_is_refused_when_queued(queued: Queue, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        queued(**change)
    assert list(refusal.value.message_dict) == [field]
    assert Delivery.objects.count() == 0


def test_a_file_is_kept_with_its_sum_and_without_a_path(queued: Queue) -> None:
    attachment = queued(attachments=[Attachment.of("../2026/F1.pdf", "application/pdf", b"%PDF")]).attachments.get()
    assert attachment.name == "..-2026-F1.pdf"
    assert bytes(attachment.content) == b"%PDF"
    assert attachment.sha256 == hashlib.sha256(b"%PDF").hexdigest()


def test_a_message_leaves_only_once(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    assert sending.send(delivery, at=AT) is not None
    assert sending.send(delivery, at=LATER) is None
    assert len(by_smtp.envelopes) == 1


def test_a_stale_copy_of_a_delivery_does_not_send_it_again(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    copy = Delivery.objects.get(pk=delivery.pk)
    sending.send(delivery, at=AT)
    assert sending.send(copy, at=AT) is None
    assert copy.state(AT) == states.SENT
    assert len(by_smtp.envelopes) == 1


def test_another_backend_of_django_will_do(queued: Queue, mailoutbox: list[Any]) -> None:
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.SENT
    assert delivery.route == "other"
    assert [message.subject for message in mailoutbox] == [delivery.subject]


@pytest.mark.parametrize("way", ["by_smtp", "by_files"])
@pytest.mark.parametrize("spoilt", ["subject", "file name"])
def test_a_message_that_cannot_be_composed_has_failed(
    request: pytest.FixtureRequest, way: str, spoilt: str, queued: Queue
) -> None:
    request.getfixturevalue(way)
    delivery = queued(attachments=[Attachment.of("F1.pdf", "application/pdf", b"%PDF")])
    if spoilt == "subject":
        Delivery.objects.update(subject="one\ntwo")
    else:
        Attachment.objects.update(name="one\ntwo")
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.FAILED
    assert delivery.server_words


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.sampled_from(["250 fine", "250 hang up", "451 later", "552 no"]), max_size=8))
def test_whatever_the_server_answers_it_takes_a_message_once(by_smtp: Any, queued: Queue, answers: list[str]) -> None:
    by_smtp.answers, by_smtp.envelopes = list(answers), []
    delivery = queued()
    for day in range(len(answers) + 1):
        by_smtp.hangs_up = by_smtp.answers[:1] == ["250 hang up"]
        sending.catch_up(AT + timedelta(days=day))
        sending.send(delivery, at=AT + timedelta(days=day))
    final = next((answer for answer in answers[:6] if answer != "451 later"), "250 by default")
    patience = answers[:6] != ["451 later"] * 6
    assert len(by_smtp.envelopes) == (1 if patience and final.startswith("250") else 0)


def test_an_answer_that_comes_after_it_was_sent_again_by_hand_asks_for_no_third_mail(
    by_nobody: None, queued: Queue
) -> None:
    delivery = queued()
    carrying._claim(delivery, AT)
    much_later = AT + states.STALE_AFTER
    sending.resend(delivery, at=much_later)
    carrying._record(delivery, Reply(Outcome.DEFERRED, "timed out"), much_later)
    assert delivery.state(much_later) == states.FAILED
    with pytest.raises(ValidationError, match="again already"):
        sending.retry(delivery, at=much_later)


@pytest.mark.django_db(transaction=True)
def test_sending_inside_a_transaction_is_refused_before_anything_leaves(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    with pytest.raises(RuntimeError), transaction.atomic():
        sending.send(delivery, at=AT)
    assert by_smtp.envelopes == []
    assert Delivery.objects.get().state(AT) == states.QUEUED


def test_a_failed_message_is_tried_again_by_hand_under_its_own_name(by_smtp: Any, queued: Queue) -> None:
    by_smtp.answers = ["552 too big"]
    delivery = queued()
    sending.send(delivery, at=AT)
    name = delivery.message_id
    sending.retry(delivery, at=LATER)
    assert delivery.state(LATER) == states.QUEUED
    sending.send(delivery, at=LATER)
    assert delivery.state(LATER) == states.SENT
    assert [str(message["Message-ID"]) for message in by_smtp.messages()] == [name]


def test_only_a_failed_message_is_tried_again(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    with pytest.raises(ValidationError):
        sending.retry(delivery, at=AT)
    sending.send(delivery, at=AT)
    with pytest.raises(ValidationError):
        sending.retry(delivery, at=AT)


def test_an_interrupted_message_is_sent_again_by_hand_as_a_new_one(by_smtp: Any, queued: Queue) -> None:
    by_smtp.hangs_up = True
    files = [Attachment.of("F1.pdf", "application/pdf", b"%PDF")]
    old = queued(attachments=files)
    sending.send(old, at=AT)
    by_smtp.hangs_up = False
    new = sending.resend(old, at=LATER)
    assert new.resend_of == old
    assert new.message_id != old.message_id
    sending.send(new, at=LATER)
    assert new.state(LATER) == states.SENT
    assert [(a.name, bytes(a.content)) for a in new.attachments.all()] == [("F1.pdf", b"%PDF")]


def test_two_clicks_do_not_send_again_twice(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    sending.send(delivery, at=AT)
    sending.resend(delivery, at=LATER)
    with pytest.raises(ValidationError, match="again already"):
        sending.resend(delivery, at=LATER)


def test_what_waits_or_failed_is_not_sent_again_as_new(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    with pytest.raises(ValidationError):
        sending.resend(delivery, at=AT)
    by_smtp.answers = ["552 too big"]
    sending.send(delivery, at=AT)
    with pytest.raises(ValidationError):
        sending.resend(delivery, at=AT)


def test_sending_again_spares_those_who_have_it(by_smtp: Any, queued: Queue) -> None:
    by_smtp.refuses = {"gone@acme.example": "550 no such user"}
    delivery = queued(to=["compta@acme.example"], cc=["Gone <gone@acme.example>"])
    sending.send(delivery, at=AT)
    new = sending.resend(delivery, at=LATER)
    assert (new.to, new.cc) == (["Gone <gone@acme.example>"], [])


def test_an_interrupted_message_that_arrived_is_confirmed(by_smtp: Any, queued: Queue) -> None:
    by_smtp.hangs_up = True
    delivery = queued()
    sending.send(delivery, at=AT)
    sending.confirm(delivery, at=LATER)
    assert delivery.state(LATER) == states.SENT
    assert [attempt.outcome for attempt in delivery.attempts.all()] == ["lost", "confirmed"]
    with pytest.raises(ValidationError):
        sending.confirm(delivery, at=LATER)


def test_a_missed_day_is_caught_up_and_a_second_run_does_nothing(
    queued: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = queued(), queued()  # their tasks were lost: on_commit never ran
    assert sending.catch_up(AT) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sending.catch_up(AT + timedelta(days=1)) == 2
    assert sending.catch_up(AT + timedelta(days=1)) == 0
    assert asked() == [first.pk, second.pk]


def test_the_worker_is_asked_again_when_the_word_was_lost(queued: Queue) -> None:
    queued()
    assert sending.catch_up(AT + PATIENCE - timedelta(seconds=1)) == 0
    assert sending.catch_up(AT + PATIENCE) == 1


def test_a_retry_is_not_asked_for_before_its_time(by_nobody: None, queued: Queue) -> None:
    delivery = queued()
    sending.send(delivery, at=AT)
    assert sending.catch_up(AT + timedelta(seconds=59)) == 0
    assert sending.catch_up(AT + timedelta(seconds=60)) == 1
