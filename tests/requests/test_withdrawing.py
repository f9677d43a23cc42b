"""What was said by mistake is taken back: proposals, questions, replies; and not once something rests on it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from requests import answering, asking, assessing, proposing
from requests.assessing import verdict_of
from requests.models import ClientRequest, Question, Reply
from requests.withdrawing import close_again, withdraw, withdraw_question, withdraw_reply
from tests.billing.months import agreement, load, pack, paris, urgent
from vacrm.post.models import Delivery
from vacrm.post.tasks import deliver

LATER = paris("2026-10-06 12:00")
AFTER = paris("2026-10-06 13:00")


@pytest.fixture
def asked(db: None, monkeypatch: pytest.MonkeyPatch) -> ClientRequest:
    """An urgent request, judged as it came in and not promised yet, of a client who can be written to."""
    monkeypatch.setenv("VACRM_NOW", "2026-10-06T09:00:00+02:00")
    load(pack(agreement(), requests=[urgent(committed_at=None)]))
    found = ClientRequest.objects.get()
    found.client.email = "hello@brisvent.example"
    found.client.save()
    return found


def state_of(asked: ClientRequest) -> tuple[object, ...]:
    """All that an answer may change."""
    now = ClientRequest.objects.get(pk=asked.pk)
    latest = now.assessments.order_by("at", "id").last()
    questions = [(each.asked_at, each.answered_at) for each in now.questions.all()]
    promises = [each.at for each in now.commitments.all()]
    return now.wanted_by, now.declined_at, now.done_at, latest and latest.verdict, questions, promises


def leave(reply: Reply, at: datetime) -> None:
    Delivery.objects.filter(pk=reply.delivery_id).update(claimed_at=at, next_try_at=None, sent_at=at, tries=1)


def test_a_proposal_taken_back_leaves_the_request_as_it_was(asked: ClientRequest) -> None:
    before = state_of(asked)
    proposed = proposing.propose_standard_date(asked, at=LATER)
    assert state_of(asked) != before
    proposing.take_proposal_back(asked, proposed)
    assert state_of(asked) == before
    assert verdict_of(assessing.judge(asked, at=AFTER)).percent > 0


def test_a_question_asked_before_the_proposal_still_waits_once_it_is_taken_back(asked: ClientRequest) -> None:
    asking.ask(asked, at=LATER)
    proposing.take_proposal_back(asked, proposing.propose_standard_date(asked, at=AFTER))
    assert Question.objects.open().get().asked_at == LATER


@pytest.mark.parametrize("since", ["answered", "promised", "declined", "moved", "judged"])
def test_a_proposal_stays_once_something_has_changed(asked: ClientRequest, since: str) -> None:
    proposed = proposing.propose_standard_date(asked, at=LATER)
    if since == "answered":
        asking.note_answer(asked, at=AFTER)
    elif since == "promised":
        assessing.commit(asked, at=AFTER)
    elif since == "declined":
        assessing.decline(asked, at=AFTER)
    else:
        asked.wanted_by = paris("2026-10-20 10:00")
        asked.save()
        if since == "judged":
            assessing.judge(asked, at=AFTER)
    before = state_of(asked)
    with pytest.raises(ValidationError, match="edit the request"):
        proposing.take_proposal_back(asked, proposed)
    assert state_of(asked) == before


def test_the_date_that_stands_is_not_proposed_again(asked: ClientRequest) -> None:
    proposing.propose_standard_date(asked, at=LATER)
    asking.note_answer(asked, at=AFTER)
    with pytest.raises(ValidationError, match="already"):
        proposing.propose_standard_date(asked, at=AFTER)


def test_the_promise_taken_back_lets_the_question_wait_again(asked: ClientRequest) -> None:
    asking.ask(asked, at=LATER)
    assessing.commit(asked, at=AFTER)
    withdraw(asked)
    assert Question.objects.open().get().asked_at == LATER


def test_a_question_that_was_not_asked_is_forgotten(asked: ClientRequest) -> None:
    asking.ask(asked, at=LATER)
    assert withdraw_question(asked) is not None
    assert not Question.objects.exists()
    assert withdraw_question(asked) is None


KINDS = ["confirm", "propose", "ask", "redirect", "quote", "decline"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_that_waits_in_the_outbox_is_taken_back_with_what_it_did(asked: ClientRequest, kind: str) -> None:
    before = state_of(asked)
    reply = answering.answer(asked, kind, "Bonjour.", at=AFTER)
    delivery = reply.delivery_id
    assert withdraw_reply(Reply.objects.get()) is True
    assert state_of(asked) == before
    assert not Reply.objects.exists()
    assert not Delivery.objects.exists()
    assert deliver.func(delivery) == "withdrawn"


@pytest.mark.parametrize("kind", ["propose", "ask", "redirect", "decline"])
def test_of_a_reply_that_has_left_only_the_state_is_taken_back(asked: ClientRequest, kind: str) -> None:
    before = state_of(asked)
    reply = answering.answer(asked, kind, "Bonjour.", at=AFTER)
    leave(reply, AFTER)
    assert withdraw_reply(Reply.objects.get()) is False
    assert state_of(asked) == before
    assert Delivery.objects.count() == Reply.objects.count() == 1


@pytest.mark.parametrize(("kind", "why"), [("confirm", "was told"), ("quote", "has left already")])
def test_what_the_client_was_told_for_good_stays(asked: ClientRequest, kind: str, why: str) -> None:
    leave(answering.answer(asked, kind, "Bonjour.", at=AFTER), AFTER)
    before = state_of(asked)
    with pytest.raises(ValidationError, match=why):
        withdraw_reply(Reply.objects.get())
    assert state_of(asked) == before


def test_a_second_reply_taken_back_leaves_what_the_first_did(asked: ClientRequest) -> None:
    answering.answer(asked, "propose", "Plutôt jeudi ?", at=LATER)
    before = state_of(asked)
    again = answering.answer(asked, "propose", "Je relance.", at=AFTER)
    assert withdraw_reply(again) is True
    assert state_of(asked) == before
    assert Reply.objects.get().text == "Plutôt jeudi ?"


def test_a_reply_stays_ten_seconds_and_can_be_stopped_meanwhile(asked: ClientRequest) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        reply = answering.answer(asked, "ask", "Pour quand ?", at=LATER)
    (task,) = DBTaskResult.objects.all()
    assert timedelta(seconds=5) < task.run_after - timezone.now() <= answering.THINK
    assert withdraw_reply(reply)
    assert not Delivery.objects.exists()


def test_what_was_opened_again_by_mistake_is_closed_as_it_was(asked: ClientRequest) -> None:
    assessing.finish(asked, at=LATER)
    before = state_of(asked)
    assessing.reopen(asked)
    close_again(asked, done_at=LATER, declined_at=None)
    assert state_of(asked) == before
    close_again(asked, done_at=AFTER, declined_at=None)
    assert state_of(asked) == before
