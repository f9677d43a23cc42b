"""Ask the client something about a request, and note when the answer came."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from requests.models import ClientRequest, Question


@transaction.atomic
def ask(client_request: ClientRequest, *, at: datetime) -> Question:
    """Note that the client was asked something; while one question waits, another changes nothing.

    Raises ValidationError when the request is closed.
    """
    if client_request.done_at or client_request.declined_at:
        raise ValidationError(_("This request is closed; open it again first."))
    question, _new = Question.objects.get_or_create(
        client_request=client_request, answered_at=None, defaults={"asked_at": at}
    )
    return question


@transaction.atomic
def note_answer(client_request: ClientRequest, *, at: datetime) -> Question | None:
    """Note that the client answered; None where nothing was asked."""
    question = client_request.questions.open().first()
    if question:
        question.answered_at = max(at, question.asked_at)
        question.save(update_fields=["answered_at"])
    return question


@transaction.atomic
def take_back_answer(client_request: ClientRequest) -> Question | None:
    """The latest question waits again: no answer came after all; None where one waits already, or none was asked."""
    question = client_request.questions.order_by("asked_at", "id").last()
    if question is None or question.answered_at is None:
        return None
    question.answered_at = None
    question.save(update_fields=["answered_at"])
    return question
