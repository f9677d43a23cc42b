"""Answers to a request: confirm, propose, decline, ask, and the reply that goes with it; several done at once."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from requests import answering, asking, assessing
from requests.comparing import changes
from requests.inbox import next_after
from requests.models import ClientRequest, Reply
from requests.proposing import propose_standard_date
from requests.views.asked import detail
from sops.wording.names import TIERS, named
from vacrm import clock
from vacrm.desk.refusing import attempt, refuse
from vacrm.post.sending import retry
from vacrm.telling import done

TITLE = "#request-title"  # where reading goes on


def act(
    request: HttpRequest,
    pk: int,
    verb: Callable[[ClientRequest], object],
    said: str,
    *,
    undo: str = "",
    moves_on: bool = False,
) -> HttpResponse:
    """Do an act to a request and say so; then show it, or the next one that waits for an answer."""
    asked = _asked(pk)
    try:
        verb(asked)
    except ValidationError as error:
        refuse(request, error)
        return redirect(place(request, pk))
    done(request, said % {"request": asked}, undo=reverse(undo, args=[pk]) if undo else "")
    following = next_after(pk, request.GET, clock.now()) if moves_on else None
    return redirect(place(request, following or pk))


def _asked(pk: int) -> ClientRequest:
    return get_object_or_404(ClientRequest.objects.select_related("client", "agreement__sop"), pk=pk)


def place(request: HttpRequest, pk: int) -> str:
    """Where reading goes on: a request beside the list as it was chosen."""
    kept = request.GET.copy()
    kept.pop("page", None)
    query = f"?{kept.urlencode()}" if kept else ""
    return f"{reverse('requests:request-detail', args=[pk])}{query}{TITLE}"


@require_POST
def request_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """She is available, and the client accepts the price."""
    said, undo = _("Confirmed: “%(request)s”."), "requests:request-withdraw"
    return act(request, pk, lambda asked: assessing.commit(asked, at=clock.now()), said, undo=undo, moves_on=True)


@require_POST
def request_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Move it to the first date without surcharge, and wait for the client's word."""
    asked = _asked(pk)
    try:
        proposed = propose_standard_date(asked, at=clock.now())
    except ValidationError as error:
        refuse(request, error)
        return redirect(place(request, pk))
    said = _("Moved to the date without surcharge; it waits on the client. Copy the reply that proposes it.")
    done(request, said, undo=reverse("requests:proposal-withdraw", args=[pk, proposed.pk]))
    return redirect(place(request, pk))


@require_POST
def request_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse it politely."""
    said, undo = _("Declined: “%(request)s”."), "requests:request-reopen"
    return act(request, pk, lambda asked: assessing.decline(asked, at=clock.now()), said, undo=undo, moves_on=True)


@require_POST
def request_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    said, undo = _("Done: “%(request)s”."), "requests:request-reopen"
    return act(request, pk, lambda asked: assessing.finish(asked, at=clock.now()), said, undo=undo, moves_on=True)


@require_POST
def request_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The client was asked something, elsewhere: the request waits on the answer."""
    said = _("It waits on the client.")
    return act(request, pk, lambda asked: asking.ask(asked, at=clock.now()), said, undo="requests:question-withdraw")


@require_POST
def request_answered(request: HttpRequest, pk: int) -> HttpResponse:
    """The client answered."""
    said, undo = _("The client answered; it is your turn."), "requests:request-unanswered"
    return act(request, pk, lambda asked: asking.note_answer(asked, at=clock.now()), said, undo=undo)


@require_POST
def request_tier(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how complex it is; the price follows."""
    tier = request.POST.get("tier", "")[:60]
    said = _("Judged as %(tier)s.") % {"tier": named(tier, TIERS)}
    return act(request, pk, lambda asked: assessing.choose_tier(asked, tier, at=clock.now()), said.replace("%", "%%"))


@require_POST
def request_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge it again by the SOP, and say what changed."""
    asked = _asked(pk)
    before = asked.assessments.order_by("at", "id").last()
    try:
        after = assessing.judge(asked, at=clock.now())
    except ValidationError as error:
        refuse(request, error)
        return redirect(place(request, pk))
    zone = after.sop.policy().hours.timezone
    said = changes(assessing.verdict_of(before), assessing.verdict_of(after), zone) if before else []
    done(request, _("Judged again: %(changes)s") % {"changes": " ".join(said) or _("nothing changed.")})
    return redirect(place(request, pk))


@require_POST
def reply_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a reply, and do what it says."""
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    asked = _asked(pk)
    try:
        reply = answering.answer(asked, kind, text, at=clock.now())
    except ValidationError as error:
        refuse(request, error)
        return detail(request, pk, written={kind: text}, status=422)
    undo = reverse("requests:reply-withdraw", args=[pk, reply.pk])
    said = _("It leaves for %(client)s in %(seconds)s seconds.")
    done(request, said % {"client": asked.client, "seconds": answering.THINK.seconds}, undo=undo)
    following = next_after(pk, request.GET, clock.now())
    return redirect(place(request, following or pk))


@require_POST
def reply_retry(request: HttpRequest, pk: int, reply: int) -> HttpResponse:
    """Try a reply again that the mail server refused."""
    found = get_object_or_404(Reply.objects.select_related("delivery"), pk=reply, client_request=pk)
    attempt(request, lambda: retry(found.delivery, at=clock.now()), _("On its way again."))
    return redirect(place(request, pk))


@require_POST
def request_finish_many(request: HttpRequest) -> HttpResponse:
    """The ticked requests are done, all or none."""
    found = list(ClientRequest.objects.open().filter(pk__in=numbers(request.POST.getlist("request"))))
    try:
        finished = assessing.finish_all(found, at=clock.now())
    except ValidationError as error:
        refuse(request, error)
        return redirect(_list(request))
    if not finished:
        refuse(request, ValidationError(_("Tick the requests that are done first.")))
        return redirect(_list(request))
    count = len(finished)
    said = ngettext("One request is done.", "%(count)s requests are done.", count) % {"count": count}
    ids = ",".join(str(each.pk) for each in finished)
    done(request, said, undo=f"{reverse('requests:request-reopen-many')}?requests={ids}")
    return redirect(_list(request))


def _list(request: HttpRequest) -> str:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return f"{reverse('requests:request-list')}{query}"


def numbers(texts: list[str]) -> list[int]:
    """The numbers of requests in a form or an address; what is none is left out."""
    return [int(text) for text in texts[:100] if text.isascii() and text.isdecimal() and len(text) < 10]
