"""One timeline of a client: what happened, told by every room that knows something.

A room hands over parts: where events stand. All parts are read in one statement that is written once, and of each only
as many rows as are shown. A look at older events begins after the last one shown, so it costs no more than the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients import pipeline
from clients.models import LOSSES, Client, StageChange
from vacrm import addresses, prepared
from vacrm.prepared import Prepared

LONGEST = 200  # events of one kind, where a room tells them by itself
SHOWN = 50  # of a page
WORDS = 4  # texts of a part, at most
WHOSE = prepared.number("client")  # the client in the rows of a part
FAR = datetime(9999, 12, 31, tzinfo=UTC)
MOST = 2**63 - 1  # the number of a row
_LOSSES = dict(LOSSES)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Its sentence is made when it is shown."""

    at: datetime
    tell: Callable[[], str]
    address: tuple[Any, ...] = ()  # of the page that says more: its name, and what that asks for
    place: tuple[int, int] = (0, 0)  # its part and row: they decide between events of one moment

    @property
    def text(self) -> str:
        """What happened, in one sentence."""
        return self.tell()

    @property
    def url(self) -> str:
        """The page that says more; empty where there is none."""
        return addresses.of(self.address[0], *self.address[1:]) if self.address else ""

    @property
    def mark(self) -> str:
        """Where it stands in the line of time, for `history(before=)`."""
        part, row = self.place
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{part}-{row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of event: how it is told, and in which rows and fields it stands."""

    tell: Callable[..., str]  # takes the texts
    rows: QuerySet[Any]  # those of the client `WHOSE`
    at: Any  # the name of a field, or an expression; rows without a moment tell nothing
    words: tuple[Any, ...] = ()  # names of fields, or expressions; each comes as a text, empty if there is none
    page: str = ""  # that says more
    key: str = "pk"  # the field that the page goes by
    before: int = 0  # texts that stand before the key in the address of the page


class Noon(Func):
    """The noon of a day, UTC, for events that know no hour: it keeps them that day in every zone here."""

    output_field = DateTimeField()
    template = "((%(expressions)s + time '12:00') AT TIME ZONE 'UTC')"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The text that SQLite keeps of a moment."""
        return self.as_sql(compiler, connection, template="(%(expressions)s || ' 12:00:00')", **context)


def history(client: Client, most: int = SHOWN, before: str = "") -> list[Event]:
    """The latest events of a client, or the latest of those before a mark; the latest first."""
    parts, ask = _question(most, tuple(settings.CLIENT_EVENTS))
    at, part, row = _marked(before)
    # Of the marked moment: nothing of the parts already told, the rows below the marked one, all of the parts to come.
    rows = {f"row{place}": row if place == part else MOST if place > part else 0 for place in range(len(parts))}
    return [_event(parts[found[0]], found) for found in ask(client=client.pk, until=at, **rows)]


def _marked(before: str) -> tuple[datetime, int, int]:
    """The place of a mark; of anything else, the end of time."""
    try:
        at, part, row = before.split("-")
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), int(part), min(int(row), MOST)
    except ValueError:
        return FAR, -1, 0


def _event(part: Part, found: tuple[Any, ...]) -> Event:
    place, at, row, key, *texts = found
    words = [word or "" for word in texts[: len(part.words)]]
    address = (part.page, *words[: part.before], key) if part.page else ()
    return Event(at, partial(part.tell, *words), address, (place, row))


@cache
def _question(most: int, names: tuple[str, ...]) -> tuple[tuple[Part, ...], Prepared[tuple[Any, ...]]]:
    """The parts of all rooms, and the question that reads so many events of them."""
    sources: Iterable[Callable[[], Iterable[Part]]] = map(import_string, names)
    parts = tuple(part for source in sources for part in source())
    return parts, Prepared(lambda: _union(parts, most))


def _union(parts: tuple[Part, ...], most: int) -> QuerySet[Any, Any]:
    first, *others = (_shaped(place, part, most) for place, part in enumerate(parts))
    return first.union(*others, all=True).order_by("-event_at", "event_part", "-event_row")[:most]


def _shaped(place: int, part: Part, most: int) -> QuerySet[Any, Any]:
    """The rows of a part. SQLite cuts no part of a union, so the keys of the latest are chosen inside."""
    until = prepared.moment("until")
    at = F(part.at) if isinstance(part.at, str) else part.at
    older = Q(event_at__lt=until) | Q(pk__lt=prepared.number(f"row{place}"))
    found = part.rows.annotate(event_at=at).filter(older, event_at__lte=until).order_by("-event_at", "-pk")
    texts = [*part.words, *[Value("")] * (WORDS - len(part.words))]
    said = {f"event_word{number}": Cast(text, TextField()) for number, text in enumerate(texts)}
    named = {
        "event_part": Value(place, IntegerField()),
        "event_at": at,
        "event_row": F("pk"),
        "event_key": F(part.key),
        **said,
    }
    rows = part.rows.model._default_manager.filter(pk__in=found.values("pk")[:most]).order_by()
    shaped: QuerySet[Any, Any] = rows.annotate(**named).values_list(*named)
    return shaped


def moves() -> Iterator[Part]:
    """The stages a client went through."""
    rows = StageChange.objects.filter(client=WHOSE)
    yield Part(tell=moved, rows=rows, at="at", words=("old", "new", "why", "reason"))


def moved(old: str, new: str, why: str, reason: str) -> str:
    """A move in a sentence, with the reason and the words it was given."""
    said = str(_LOSSES.get(reason, ""))
    values = {"stage": pipeline.LABELS.get(new, new), "why": ", ".join(filter(None, (said, why)))}
    if not old:
        return _("Came in as “%(stage)s”") % values
    if said:
        return _("Moved to “%(stage)s”: %(why)s") % values
    return _("Moved to “%(stage)s”: %(why)s") % values if why else _("Moved to “%(stage)s”") % values
