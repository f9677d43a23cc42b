"""The list of requests as the inbox shows it: what waits first, then what is promised, one statement for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests.models import Assessment, ClientRequest, Commitment, Question
from vacrm.prepared import Prepared

PAGE = 25
SHOWS: dict[str, str | Promise] = {
    "open": pgettext_lazy("requests", "Open"),
    "confirm": _("To confirm"),
    "progress": _("In progress"),
    "waiting": _("With the client"),
    "late": _("Late"),
    "done": _("Done"),
}
# Where an open request stands; also the order of the list.
CONFIRM, PROGRESS, WAITING = 0, 1, 2
SHOWN = {"confirm": CONFIRM, "progress": PROGRESS, "waiting": WAITING}
GROUPS: dict[int, str | Promise] = {
    CONFIRM: _("Waiting for your answer"),
    PROGRESS: _("Accepted"),
    WAITING: _("With the client"),
}


@dataclass(frozen=True, slots=True)
class Show:
    """One choice of the list, and how many requests are in it (None: not counted)."""

    key: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the list, and how it was chosen."""

    rows: Page
    show: str
    query: str
    keep: str  # the choice as a query string, to be kept in links
    shows: Sequence[Show]


def with_state(found: QuerySet[ClientRequest]) -> Any:
    """Requests with `promised`, `waits`, `group` and the percent of their latest verdict."""
    latest = Assessment.objects.filter(client_request=OuterRef("pk")).order_by("-at", "-id")
    return _grouped(found.select_related("client")).annotate(percent=Subquery(latest.values("verdict__percent")[:1]))


def _standing(found: QuerySet[ClientRequest]) -> Any:
    asked = Question.objects.filter(client_request=OuterRef("pk"), answered_at=None)
    promised = Commitment.objects.filter(client_request=OuterRef("pk"))
    return found.annotate(promised=Exists(promised), waits=Exists(asked))


def _grouped(found: QuerySet[ClientRequest]) -> Any:
    kinds = [When(waits=True, then=Value(WAITING)), When(promised=True, then=Value(PROGRESS))]
    return _standing(found).annotate(group=Case(*kinds, default=Value(CONFIRM), output_field=IntegerField()))


def chosen(show: str, query: str, at: datetime) -> Any:
    """The requests of a choice, in the order in which they want an answer."""
    found = with_state(ClientRequest.objects.defer("words"))
    for word in query.split():
        wanted = Q(subject__icontains=word) | Q(client__name__icontains=word) | Q(key__icontains=word)
        wanted |= Q(words__icontains=word)
        found = found.filter(wanted | Q(pk=int(word.lstrip("#")))) if _is_number(word) else found.filter(wanted)
    if show == "done":
        # Joined with the clients, years of them would be sorted for one page; alone they stand in order already.
        apart = found.select_related(None).prefetch_related("client")
        return apart.exclude(done_at=None, declined_at=None).order_by("-received_at", "-id")
    found = _shown(found.filter(done_at=None, declined_at=None), show, at)
    return found.order_by("group", F("wanted_by").asc(nulls_last=True), "-received_at", "-id")


def _shown(found: Any, show: str, at: datetime) -> Any:
    if show in SHOWN:
        return found.filter(group=SHOWN[show])
    return found.filter(wanted_by__lt=at) if show == "late" else found


def _is_number(word: str) -> bool:
    digits = word.lstrip("#")
    return digits.isascii() and digits.isdigit() and len(digits) < 10


def inbox(asked: Any, at: datetime) -> Inbox:
    """The page of the list that a query string asks for."""
    show, query = _choice(asked)
    keep = asked.copy()
    keep.pop("page", None)
    shows = _counted(at)
    pages = Paginator(chosen(show, query, at), PAGE)
    known = next(each.count for each in shows if each.key == show)
    if known is not None and not query:
        pages.count = known  # counted above already
    rows: Any = pages.get_page(asked.get("page"))
    for row in rows:
        row.group_name = GROUPS[row.group]
    return Inbox(rows, show, query, keep.urlencode(), shows)


def _choice(asked: Any) -> tuple[str, str]:
    show = asked.get("show", "open")
    return show if show in SHOWS else "open", asked.get("q", "").replace("\0", "").strip()[:100]


_open = Prepared(
    lambda: _standing(ClientRequest.objects.open()).order_by().values_list("promised", "waits", "wanted_by")
)


def _counted(at: datetime) -> list[Show]:
    """How many open requests stand where, in one statement; counted here, for to build the sums takes longer."""
    rows = _open()
    groups = Counter(WAITING if waits else PROGRESS if promised else CONFIRM for promised, waits, _wanted in rows)
    counts = {"open": groups.total(), "late": sum(1 for *_state, wanted in rows if wanted and wanted < at)}
    counts |= {key: groups[group] for key, group in SHOWN.items()}
    return [Show(key, str(label), counts.get(key)) for key, label in SHOWS.items()]


def next_after(pk: int, asked: Any, at: datetime) -> int | None:
    """The request to go on with once one was answered: the first of the same choice; None when none is left."""
    show, query = _choice(asked)
    found = chosen("confirm" if show == "open" else show, query, at).exclude(pk=pk)
    first: int | None = found.values_list("pk", flat=True).first()
    return first
