"""Trying the SOP: a request that nobody made, and the draft on the requests of the last months."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from requests import replaying
from requests.supposing import TryForm, suggestion
from requests.trying import Compared, suppose
from sops.heading import heading
from vacrm import clock
from vacrm.desk.today import today
from vacrm.fragments import page

PER_PAGE = 25
SHOWN = 50  # of those that stay as they are


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Describe a request; what counts now and the draft judge it side by side, and nothing is kept."""
    now, head = timezone.localtime(clock.now()), heading("what-if", today())
    policies = [each.policy() for each in (head["current"], head["draft"]) if each]
    form = TryForm(request.GET.dict() or suggestion(now) or None, now=now, policies=policies)
    counts, draft = suppose(form.instance, head["draft"]) if form.is_valid() else (None, None)
    pair = Compared(form.instance, counts, draft) if counts and draft else None
    context = {"form": form, "now": counts, "then": draft, "pair": pair, "asked": form.instance, **head}
    status = 422 if form.errors else 200
    return page(request, "requests/what_if.html", "requests/_what_if.html", context, status)


@require_safe
def replay(request: HttpRequest) -> HttpResponse:
    """The draft on the real requests of the last months."""
    head, asked = heading("replay", today()), request.GET.get("months", "")
    months, now = int(asked) if asked in map(str, replaying.MONTHS) else 3, timezone.localtime(clock.now())
    found = replaying.replay(head["draft"], months=months, at=now) if head["draft"] else None
    rows = Paginator(found.changed if found else [], PER_PAGE).get_page(request.GET.get("page"))
    shown = {"rows": rows, "same": found.same[:SHOWN] if found else [], "months": months, "keep": f"months={months}"}
    context = {"replay": found, "choices": replaying.MONTHS, **shown, **head}
    return page(request, "requests/replay.html", "requests/_replay.html", context)
