"""The questions that a book is read from, each put into SQL once: a page asks them as a run over all clients does."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from billing.leaves import BILLED, ENTRY
from billing.models import BilledMission, BilledTime, Invoice, SettledPeriod
from clients.models import Agreement, Client
from requests.models import Assessment, ClientRequest, TimeEntry
from vacrm.prepared import Prepared, day, keys, moment, words

ASKED = ("id", "key", "agreement_id", "subject", "service", "received_at")
PROMISED = ("commitments__at", "commitments__assessment__facts", "commitments__assessment__verdict")

# What no draft claims counts as billed; asked the other way round, the invoice of each entry would be looked up.
COUNTS = Q(invoice__isnull=True) | ~Q(invoice__in=Invoice.objects.filter(number__isnull=True).values("pk"))


def _agreements() -> QuerySet[Any]:
    billed = BilledMission.objects.filter(agreement=OuterRef("pk"), invoice__number__isnull=False)
    rows = Agreement.objects.filter(client__in=keys("clients"), starts_on__lte=day("until")).order_by("starts_on", "id")
    return rows.annotate(was_billed=Exists(billed), title=F("quote_line__label"))


def _entries() -> QuerySet[TimeEntry]:
    mine = TimeEntry.objects.filter(client__in=keys("clients"), on__lte=day("until"))
    return mine.filter(billable=True, minutes__isnull=False)


def _not_billed() -> QuerySet[Any, Any]:
    issued = BilledTime.objects.filter(COUNTS, time_entry=OuterRef("pk"))
    return _entries().exclude(Exists(issued)).order_by("id").values_list("client_id", *ENTRY)


def _billed() -> QuerySet[Any, Any]:
    """Three questions in one, for each has an index of its own: asked with “or”, ten years of entries are read."""
    issued = Q(billed__isnull=False) & (Q(billed__invoice__isnull=True) | Q(billed__invoice__number__isnull=False))
    rows = _entries().filter(issued).order_by().values_list("client_id", *ENTRY, *BILLED)
    # A settled period is closed: its account is kept, not added up again.
    closed = SettledPeriod.objects.filter(agreement=OuterRef("agreement"), period=OuterRef("billed__period"))
    return rows.filter(client_request__in=keys("requests")).union(
        rows.filter(client_request__isnull=True, on__gte=day("first")),
        rows.filter(~Exists(closed), agreement__in=keys("packages"), billed__period__gte=words("period")),
    )


def _requests() -> QuerySet[Any, Any]:
    latest = Assessment.objects.filter(client_request=OuterRef("pk")).order_by("-at", "-id")
    return (
        ClientRequest.objects.filter(pk__in=keys("requests"))
        .order_by("pk", "commitments__at")
        .annotate(facts=Subquery(latest.values("facts")[:1]), verdict=Subquery(latest.values("verdict")[:1]))
        .values_list(*ASKED, *PROMISED, "facts", "verdict")
    )


def _timed() -> QuerySet[Any, Any]:
    # Asked for by moments, not by the day: with the day, ten years are read by it to find those of a month.
    rows = TimeEntry.objects.filter(started_at__lt=moment("last"), ended_at__gt=moment("first"))
    return rows.order_by("started_at", "id").values_list("id", "started_at", "ended_at", "on")


clients = Prepared(lambda: Client.objects.filter(pk__in=keys("clients")))
agreements: Prepared[Any] = Prepared(_agreements)  # with `was_billed` of missions, and the `title` of a quote
not_billed = Prepared(_not_billed)  # entries until a day, with the client's key before them
billed = Prepared(_billed)  # those of the same requests, of no request since a day, of packages since a period
requests = Prepared(_requests)  # a row for each commitment, with the latest assessment
timed = Prepared(_timed)  # entries of all clients between two moments
