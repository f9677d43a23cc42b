"""Withdraw what was said by mistake, as long as nothing rests on it: a promise, a question, a reply."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.assessing import reopen
from requests.models import ClientRequest, Commitment, Question, Reply
from requests.proposing import latest_judged, proposed_at, take_proposal_back
from vacrm.post.sending import hold


@transaction.atomic
def withdraw(client_request: ClientRequest) -> Commitment | None:
    """Take the latest promise back; earlier ones stay, and a question that it answered waits again. None without any.

    Raises ValidationError where time was worked since, or where the client was told from here.
    """
    latest = client_request.commitments.order_by("at").last()
    if latest is None:
        return None
    if client_request.time_entries.filter(on__gte=timezone.localtime(latest.at).date()).exists():
        raise ValidationError(_("Time was logged since it was confirmed, so the promise stays."))
    if client_request.replies.filter(kind="confirm", at__gte=latest.at).exists():
        raise ValidationError(_("The client was told that it is confirmed, so the promise stays."))
    if not client_request.questions.open().exists():
        client_request.questions.filter(answered_at=latest.at).update(answered_at=None)
    latest.delete()
    return latest


@transaction.atomic
def withdraw_question(client_request: ClientRequest) -> Question | None:
    """Forget the question that waits: the client was not asked after all; None where none waits."""
    question = client_request.questions.open().first()
    if question:
        Question.objects.filter(pk=question.pk).delete()
    return question


@transaction.atomic
def close_again(client_request: ClientRequest, *, done_at: datetime | None, declined_at: datetime | None) -> None:
    """Take back that a request was opened again: it was done, or declined, at that moment. Closed anew, it stays so."""
    ClientRequest.objects.filter(pk=client_request.pk, done_at=None, declined_at=None).update(
        done_at=done_at, declined_at=declined_at
    )


@transaction.atomic
def withdraw_reply(reply: Reply) -> bool:
    """Take back what a reply did; True where the reply itself has not left either, and is gone.

    Raises ValidationError where nothing can be taken back any more.
    """
    asked, unsent = reply.client_request, hold(reply.delivery)
    if unsent:
        delivery = reply.delivery
        Reply.objects.filter(pk=reply.pk).delete()
        delivery.delete()
    if not _undone(asked, reply) and not unsent:
        raise ValidationError(_("The reply has left already; write another one."))
    return unsent


def _undone(asked: ClientRequest, reply: Reply) -> bool:
    """Take back what was done with a reply; False where there is nothing of it."""
    if reply.kind == "confirm":
        promise = asked.commitments.order_by("at").last()
        return bool(promise and promise.at == reply.at and withdraw(asked))
    if reply.kind == "decline":
        return bool(asked.declined_at == reply.at and reopen(asked))
    if reply.kind == "propose" and (proposed := proposed_at(latest_judged(asked), reply.at)):
        return bool(take_proposal_back(asked, proposed))
    question = asked.questions.open().filter(asked_at=reply.at).first()
    return bool(question and withdraw_question(asked))
