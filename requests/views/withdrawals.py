"""What the button Undo does to a request: promises, proposals, questions, replies and closings taken back."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from requests import asking, assessing
from requests.models import Assessment, ClientRequest, Reply
from requests.proposing import take_proposal_back
from requests.views.answers import act, numbers, place
from requests.withdrawing import close_again, withdraw, withdraw_question, withdraw_reply
from vacrm.desk.refusing import attempt, refuse
from vacrm.telling import done

CLOSED = "a request as it was closed"


@require_POST
def request_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not confirmed after all."""
    return act(request, pk, withdraw, _("The promise is taken back: “%(request)s” waits for your answer."))


@require_POST
def proposal_withdraw(request: HttpRequest, pk: int, verdict: int) -> HttpResponse:
    """Another date was not proposed after all."""
    proposed = Assessment.objects.select_related("client_request").filter(pk=verdict, client_request=pk).first()
    if proposed is None:
        return _already(request, pk)
    said = _("The proposal is taken back: the date is what it was.")
    attempt(request, lambda: take_proposal_back(proposed.client_request, proposed), said)
    return redirect(place(request, pk))


@require_POST
def question_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The client was not asked after all."""
    return act(request, pk, withdraw_question, _("It does not wait on the client any more."))


@require_POST
def request_unanswered(request: HttpRequest, pk: int) -> HttpResponse:
    """No answer came after all."""
    return act(request, pk, asking.take_back_answer, _("It waits on the client."))


@require_POST
def request_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done, or not declined, after all."""
    asked = get_object_or_404(ClientRequest, pk=pk)
    moments = [each and each.isoformat() for each in (asked.done_at, asked.declined_at)]
    assessing.reopen(asked)
    kept = signing.dumps(moments, salt=CLOSED)
    done(request, _("Open again."), undo=reverse("requests:request-close", args=[pk, kept]) if any(moments) else "")
    return redirect(place(request, pk))


@require_POST
def request_close(request: HttpRequest, pk: int, kept: str) -> HttpResponse:
    """It is done, or declined, as it was before it was opened again."""
    asked = get_object_or_404(ClientRequest, pk=pk)
    try:
        moments: list[str | None] = signing.loads(kept, salt=CLOSED)
    except signing.BadSignature:
        raise Http404 from None
    done_at, declined_at = (datetime.fromisoformat(each) if each else None for each in moments)
    close_again(asked, done_at=done_at, declined_at=declined_at)
    done(request, _("Closed again, as it was."))
    return redirect(place(request, pk))


@require_POST
def request_reopen_many(request: HttpRequest) -> HttpResponse:
    """They are not done after all."""
    for asked in ClientRequest.objects.filter(pk__in=numbers(request.GET.get("requests", "").split(","))):
        assessing.reopen(asked)
    done(request, _("Open again."))
    return redirect("requests:request-list")


@require_POST
def reply_withdraw(request: HttpRequest, pk: int, reply: int) -> HttpResponse:
    """The reply was sent by mistake: stop it if it has not left, and take back what it did."""
    replies = Reply.objects.select_related("delivery", "client_request__client", "client_request__agreement__sop")
    found = replies.filter(pk=reply, client_request=pk).first()
    if found is None:
        return _already(request, pk)
    try:
        is_stopped = withdraw_reply(found)
    except ValidationError as error:
        refuse(request, error)
        return redirect(place(request, pk))
    left = _("The reply has left already, so tell %(client)s; here it is as before.")
    said = _("Taken back: the reply was not sent, and “%(request)s” is as before.") if is_stopped else left
    done(request, said % {"request": found.client_request, "client": found.client_request.client})
    return redirect(place(request, pk))


def _already(request: HttpRequest, pk: int) -> HttpResponse:
    refuse(request, ValidationError(_("It is taken back already.")))
    return redirect(place(request, pk))
