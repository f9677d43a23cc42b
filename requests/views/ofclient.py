"""A client's tabs of requests and of time."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from clients.heading import heading
from clients.models import Client
from requests.inbox import with_state
from requests.keeping import locks_of
from requests.models import ClientRequest, TimeEntry
from vacrm import clock
from vacrm.desk.today import today
from vacrm.fragments import page

PAGE = 30


@require_safe
def client_requests(request: HttpRequest, pk: int) -> HttpResponse:
    """All that a client asked, the latest first."""
    client = get_object_or_404(Client, pk=pk)
    # Chosen by their keys first: to sort years of them with where each stands takes several times as long.
    keys = ClientRequest.objects.filter(client=client).values_list("pk", flat=True)
    rows = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    shown = with_state(ClientRequest.objects.filter(pk__in=list(rows)).defer("words"))
    context = {"rows": rows, "requests": shown, "now": clock.now(), **heading(client, "requests", today())}
    return page(request, "requests/client_requests.html", "requests/_client_requests.html", context)


@require_safe
def client_time(request: HttpRequest, pk: int) -> HttpResponse:
    """All hours worked for a client, the latest first, with what bills them."""
    client = get_object_or_404(Client, pk=pk)
    found = TimeEntry.objects.filter(client=client).select_related("client_request").defer("client_request__words")
    total = found.aggregate(total=Sum("minutes"))["total"] or 0
    rows = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for entry in rows:
        entry.client = client
    locks = locks_of(list(rows))
    entries = [(entry, locks.get(entry.pk)) for entry in rows]
    context = {"rows": rows, "entries": entries, "total": total, **heading(client, "time", today())}
    return page(request, "requests/client_time.html", "requests/_client_time.html", context)
