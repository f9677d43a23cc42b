"""The worker's side: a task that carries one delivery, and asks for itself again when it was put off."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from vacrm.post import states
from vacrm.post.models import Delivery
from vacrm.post.sending import catch_up
from vacrm.post.tasks import deliver

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
type Queue = Callable[..., Delivery]


@pytest.fixture(autouse=True)
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())


def test_the_task_sends_what_is_due(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    assert deliver.call(delivery.pk) == "accepted"
    assert deliver.call(delivery.pk) == "not due"
    assert len(by_smtp.envelopes) == 1


def test_a_try_that_was_put_off_is_asked_for_again_at_its_time(by_nobody: None, queued: Queue) -> None:
    delivery = queued()
    assert deliver.call(delivery.pk) == "deferred"
    (task,) = DBTaskResult.objects.all()
    assert task.run_after == AT + timedelta(minutes=1)
    assert task.args_kwargs["args"] == [delivery.pk]
    assert catch_up(AT + timedelta(minutes=2)) == 0


@pytest.fixture
def own_signals() -> Iterator[None]:
    """The worker takes over the signals of its process; give them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_signals")
def test_the_worker_sends_what_was_queued(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    delivery.refresh_from_db()
    assert delivery.state(AT) == states.SENT
    assert len(by_smtp.envelopes) == 1
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    assert len(by_smtp.envelopes) == 1


def test_send_mail_sends_without_a_worker(by_smtp: Any, queued: Queue) -> None:
    delivery, said = queued(), StringIO()
    call_command("send_mail", stdout=said)
    delivery.refresh_from_db()
    assert delivery.state(AT) == states.SENT
    assert said.getvalue() == f"{delivery}: accepted: 250 2.0.0 queued as A1\n"
    call_command("send_mail", stdout=StringIO())
    assert len(by_smtp.envelopes) == 1


def test_send_mail_says_what_did_not_leave_and_fails(by_smtp: Any, queued: Queue) -> None:
    by_smtp.answers = ["552 too big"]
    queued(), queued()
    said = StringIO()
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("send_mail", stdout=said)
    assert "refused: 552 too big" in said.getvalue()


def test_send_mail_can_leave_it_to_the_worker(by_smtp: Any, queued: Queue) -> None:
    queued(at=AT - timedelta(hours=1))
    said = StringIO()
    call_command("send_mail", "--queue", stdout=said)
    assert said.getvalue() == "1 given to the worker\n"
    assert by_smtp.envelopes == []
