"""The inbox: what clients ask, what the SOP says of it, and the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, Sum, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients.gates import holds_of
from requests import assessing, attaching
from requests.answering import recipient
from requests.forms import AskForm
from requests.inbox import inbox
from requests.models import ClientRequest, Commitment, Reply, RequestFile, TimeEntry
from requests.panel import says
from requests.reading import read_moment
from requests.replies import as_typed
from requests.telling import told
from sops.wording.names import CHANNELS, named
from vacrm import clock
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.prepared import Prepared, number
from vacrm.telling import done
from vacrm.uploads import ACCEPTED


def _inbox(request: HttpRequest, **more: Any) -> dict[str, Any]:
    at = clock.now()
    return {"inbox": inbox(request.GET, at), "now": at, **more}


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """What waits, what is promised, what is done."""
    return page(request, "requests/request_list.html", "requests/_inbox.html", _inbox(request))


@require_safe
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request beside the list, with the verdict and the replies."""
    return detail(request, pk)


def _one() -> QuerySet[Any]:
    """A request with all that its page says of it, the minutes worked on it, and whether there is more to read."""
    spent = TimeEntry.objects.finished().filter(client_request=OuterRef("pk")).order_by().values("client_request")
    found = ClientRequest.objects.select_related("client", "agreement__sop", "agreement__client")
    total = Subquery(spent.annotate(total=Sum("minutes")).values("total"))
    files = Exists(RequestFile.objects.kept().filter(client_request=OuterRef("pk")))
    told_of = Exists(Reply.objects.filter(client_request=OuterRef("pk")))
    return found.annotate(spent=total, has_files=files, has_replies=told_of).filter(pk=number("pk")).order_by()


_asked: Prepared[Any] = Prepared(_one)


def detail(request: HttpRequest, pk: int, *, written: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    """The page of a request. `written` are replies as she typed them, by kind: they stand in place of ours."""
    asked = _asked.first(pk=pk)
    if asked is None:
        raise Http404
    promises = Prefetch("commitments", Commitment.objects.select_related("assessment"))
    prefetch_related_objects([asked], promises, "questions")
    said = says(asked, at=clock.now())
    context = _inbox(
        request,
        asked=asked,
        says=said and replace(said, answers=as_typed(said.answers, written or {})),
        promise=max(asked.commitments.all(), key=lambda each: each.at, default=None),
        question=next((each for each in asked.questions.all() if not each.answered_at), None),
        spent=asked.spent or 0,
        files=list(asked.files.kept()) if asked.has_files else [],
        accepted=ACCEPTED,
        channel=named(asked.channel, CHANNELS),
        replies=told(asked, clock.now()) if asked.has_replies else [],
        recipient=recipient(asked.client),
        holds=() if asked.done_at or asked.declined_at else holds_of(asked.client, today()),
    )
    return page(request, "requests/request_detail.html", "requests/_inbox.html", context, status)


@require_safe
def wanted_reading(request: HttpRequest) -> HttpResponse:
    """What the words of a date are understood as, while they are typed."""
    said = request.GET.get("wanted_words", "").replace("\0", "")[:80].strip()
    context = {"said": said, "read": read_moment(said, timezone.localtime(clock.now())) if said else None}
    return page(request, "requests/wanted_reading.html", "requests/_wanted_reading.html", context)


def request_new(request: HttpRequest) -> HttpResponse:
    """Add a request: the client and a few words are enough."""
    now = timezone.localtime(clock.now())
    initial = {"client": request.GET.get("client"), "wanted_words": request.GET.get("wanted", "")[:80]}
    form = AskForm(request.POST or None, request.FILES or None, initial=initial, now=now)
    return _save(request, form, _("Added.")) or _form(request, form)


def request_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a request; it is judged anew."""
    asked = get_object_or_404(ClientRequest.objects.select_related("client", "agreement__sop"), pk=pk)
    now = timezone.localtime(clock.now())
    form = AskForm(request.POST or None, request.FILES or None, instance=asked, now=now)
    return _save(request, form, _("Changed.")) or _form(request, form, asked=asked)


def _save(request: HttpRequest, form: AskForm, said: str) -> HttpResponse | None:
    if request.method != "POST" or not form.is_valid():
        return None
    asked = form.save()
    for file in form.cleaned_data["attached"]:
        attaching.attach(asked, file.name, file.read(), at=clock.now())
    try:
        assessing.judge(asked, at=clock.now())
    except ValidationError:  # nothing is published: nothing to judge by
        said = _("Kept. It is judged once your SOP is published.")
    done(request, said)
    return redirect("requests:request-detail", asked.pk)


def _form(request: HttpRequest, form: AskForm, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    template = "requests/request_form.html"
    return page(request, template, "requests/_request_form.html", {"form": form, **more}, status)
