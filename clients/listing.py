"""List clients: by words, by stage, by what they owe; what the room above knows of money comes by its dotted name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from clients import pipeline
from clients.models import Agreement, Client
from vacrm.kept import kept

PAGE = 30
SORTS: dict[str, str | Promise] = {"name": _("Name"), "stage": _("Stage"), "-stage_since": _("Latest move")}
MONEY: dict[str, str | Promise] = {"": _("any money"), "unbilled": _("hours not billed"), "overdue": _("overdue")}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of clients, and how it was chosen."""

    rows: Page
    query: str
    stage: str
    money: str
    sort: str
    keep: str
    unbilled: int  # how many clients have hours not billed
    overdue: int  # how many are late


def chosen(query: str, stage: str, sort: str) -> QuerySet[Client]:
    """Clients of a choice; without a stage, those that are not archived."""
    found = Client.objects.all()
    for word in query.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(key__icontains=word)
            | Q(contacts__name__icontains=word)
        )
    if stage in pipeline.LABELS:
        found = found.filter(stage=stage)
    elif stage != "all":
        found = found.exclude(stage__in=pipeline.ARCHIVED)
    return found.order_by(sort, "name", "pk").distinct()


def listing(asked: Any, on: date) -> Listing:
    """The page of clients that a query string asks for, each with what is unbilled and overdue."""
    query, stage, money = (asked.get(name, "").replace("\0", "").strip()[:100] for name in ("q", "stage", "money"))
    money = money if money in MONEY else ""
    sort = asked.get("sort", "name")
    sort = sort if sort in SORTS else "name"
    # Every letter of a search asks again, while nothing has changed.
    facts = {
        name: kept((dotted, on), partial(import_string(dotted), on)) for name, dotted in settings.CLIENT_MONEY.items()
    }
    found = chosen(query, stage, sort)
    if money:
        found = found.filter(pk__in=facts[money])
    running = Agreement.objects.running(on).order_by("starts_on", "pk").only("client", "kind")
    terms = Prefetch("agreements", running, to_attr="running")
    rows = Paginator(found.prefetch_related(terms), PAGE).get_page(asked.get("page"))
    for client in rows:
        _tell(client, facts)
    keep = asked.copy()
    keep.pop("page", None)
    return Listing(rows, query, stage, money, sort, keep.urlencode(), len(facts["unbilled"]), len(facts["overdue"]))


def _tell(client: Any, facts: dict[str, Any]) -> None:
    client.unbilled, client.overdue = (facts[name].get(client.pk) for name in ("unbilled", "overdue"))
    client.terms = next(iter(client.running), None)
