"""The list of requests as the inbox shows it: what waits first, then what is promised, one statement for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests.models import Assessment, ClientRequest, Commitment

PAGE = 25
SHOWS: dict[str, str | Promise] = {
    "open": pgettext_lazy("requests", "Open"),
    "confirm": _("To confirm"),
    "progress": _("In progress"),
    "late": _("Late"),
    "done": _("Done"),
}


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the list, and how it was chosen."""

    rows: Page
    show: str
    query: str
    keep: str  # the choice as a query string, to be kept in links


def with_state(found: QuerySet[ClientRequest]) -> Any:
    """Requests with `promised`, and the percent of their latest verdict."""
    latest = Assessment.objects.filter(client_request=OuterRef("pk")).order_by("-at", "-id")
    return found.select_related("client").annotate(
        promised=Exists(Commitment.objects.filter(client_request=OuterRef("pk"))),
        percent=Subquery(latest.values("verdict__percent")[:1]),
    )


def chosen(show: str, query: str, at: datetime) -> Any:
    """The requests of a choice, in the order in which they want an answer."""
    found = with_state(ClientRequest.objects.all())
    for word in query.split():
        wanted = Q(subject__icontains=word) | Q(client__name__icontains=word) | Q(key__icontains=word)
        found = found.filter(wanted | Q(pk=int(word.lstrip("#")))) if _is_number(word) else found.filter(wanted)
    if show == "done":
        return found.exclude(done_at=None, declined_at=None).order_by("-received_at", "-id")
    found = found.filter(done_at=None, declined_at=None)
    if show in ("confirm", "progress"):
        found = found.filter(promised=show == "progress")
    if show == "late":
        found = found.filter(wanted_by__lt=at)
    return found.order_by("promised", F("wanted_by").asc(nulls_last=True), "-received_at", "-id")


def _is_number(word: str) -> bool:
    digits = word.lstrip("#")
    return digits.isascii() and digits.isdigit() and len(digits) < 10


def inbox(asked: Any, at: datetime) -> Inbox:
    """The page of the list that a query string asks for."""
    show = asked.get("show", "open")
    show = show if show in SHOWS else "open"
    query = asked.get("q", "").replace("\0", "").strip()[:100]
    keep = asked.copy()
    keep.pop("page", None)
    rows = Paginator(chosen(show, query, at), PAGE).get_page(asked.get("page"))
    return Inbox(rows, show, query, keep.urlencode())
