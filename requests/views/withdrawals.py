"""What the button Undo does to a request: promises, proposals, questions, replies and closings taken back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from requests import asking, assessing
from requests.models import Assessment, ClientRequest, Reply
from requests.proposing import take_proposal_back
from requests.views.answers import act, numbers, place
from requests.withdrawing import withdraw, withdraw_question, withdraw_reply
from vacrm.desk.refusing import attempt, refuse
from vacrm.telling import done


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
    return act(request, pk, assessing.reopen, _("Open again."))


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
