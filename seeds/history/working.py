"""What clients asked in a month, and the hours that it took: drawn by dice, judged by the real rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from clients.models import Agreement
from requests.assessing import assessed
from requests.models import Assessment, ClientRequest, Commitment, TimeEntry
from seeds.history.subjects import CHANNELS, CHORES, SUBJECTS
from vacrm.exact import Month, first_day, last_day

ZONE = ZoneInfo("Europe/Paris")
URGENT = 0.14  # of the requests
COMMITTED = 0.85  # of the urgent ones
DECLINED = 0.03
MINUTES = (10, 15, 15, 20, 20, 25, 25, 30, 30, 35, 45, 60)
MORNING, NOON, AFTERNOON, EVENING = time(9), time(12, 30), time(13, 30), time(19)


@dataclass(slots=True)
class Asked:
    """A request to be: its row, and how it ended."""

    row: ClientRequest
    urgent: bool
    committed: bool
    pieces: int  # time entries it takes


@dataclass(slots=True)
class Worked:
    """The work of a month, not saved yet."""

    asked: list[Asked]
    entries: list[TimeEntry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Served:
    """Somebody who gives work in a month, and the terms it is done on."""

    agreement: Agreement
    weight: int


def work_through(
    month: Month, served: Sequence[Served], *, asks: int, takes: int, until: datetime, dice: Random
) -> None:
    """Write down a month: so many requests, judged and promised, and so many entries; nothing after `until`."""
    if not served:
        return
    days = _working_days(month, until.astimezone(ZONE).date())
    if not days:
        return
    weights = [each.weight for each in served]
    whose = [each.agreement for each in dice.choices(served, weights, k=asks)]
    worked = Worked([_ask(f"{month}-{index:03}", each, days, dice) for index, each in enumerate(whose)])
    worked.asked = [each for each in worked.asked if each.row.received_at < until]
    worked.entries = list(_hours(worked.asked, served, takes, days, dice))
    _finish(worked, month, until)
    _store(worked)


def _working_days(month: Month, until: date) -> list[date]:
    days = (first_day(month) + timedelta(days=number) for number in range(last_day(month).day))
    return [day for day in days if day.weekday() < 5 and day <= until]


def _ask(key: str, agreement: Agreement, days: Sequence[date], dice: Random) -> Asked:
    subject, service = dice.choice(SUBJECTS)
    urgent = dice.random() < URGENT
    # What comes on the last days is done in the same month only where it is urgent.
    day = dice.choice(days if urgent or len(days) < 5 else days[:-3])
    received = _at(day, time(dice.randrange(9, 18), dice.choice((0, 10, 25, 40, 55))))
    row = ClientRequest(
        key=f"h{key}",
        client_id=agreement.client_id,
        agreement=agreement,
        service=service,
        channel=dice.choices(*CHANNELS)[0],
        subject=f"URGENT {subject}" if urgent and dice.random() < 0.5 else subject,
        received_at=received,
        effort_minutes=dice.choice((30, 45, 60, 90, 120)) if urgent else dice.choice((None, 30, 60, 90, 120, 180)),
    )
    if urgent:
        row.tier = dice.choice(("", "simple", "standard", "complex"))
        row.wanted_by = received + timedelta(hours=dice.choice((5, 8, 16, 20)))
    elif dice.random() < 0.5:
        row.wanted_by = received + timedelta(days=dice.randrange(2, 9))
    committed = urgent and dice.random() < COMMITTED
    return Asked(row, urgent, committed, 0 if dice.random() < DECLINED and not committed else dice.choice((1, 2, 2, 3)))


def _hours(
    asked: Sequence[Asked], served: Sequence[Served], takes: int, days: Sequence[date], dice: Random
) -> Iterator[TimeEntry]:
    """The entries of a month: requests first, chores for the rest, laid out one after the other."""
    pieces: list[tuple[date, Asked | Agreement]] = []
    for each in asked:
        pieces += [(each.row.received_at.astimezone(ZONE).date(), each)] * each.pieces
    del pieces[takes:]
    weights = [each.weight for each in served]
    chores = dice.choices(served, weights, k=takes - len(pieces))
    pieces += [(dice.choice(days), each.agreement) for each in chores]
    pieces.sort(key=lambda piece: piece[0])
    a_day = -(-len(pieces) // len(days)) + 1  # so that little is left for the last day
    evenings: set[date] = set()
    for day in days:
        ready = [piece for piece in pieces if piece[0] <= day]
        todays = ready if day == days[-1] else ready[:a_day]
        del pieces[: len(todays)]
        yield from _day(day, [what for _, what in todays], evenings, dice)


def _day(day: date, todays: Sequence[Asked | Agreement], evenings: set[date], dice: Random) -> Iterator[TimeEntry]:
    clock = _at(day, MORNING)
    for what in todays:
        minutes = dice.choice(MINUTES)
        entry = _entry(what, day, minutes, dice)
        if isinstance(what, Asked) and what.committed and day not in evenings:
            evenings.add(day)  # one evening's work a day, so that no hours overlap
            entry.started_at = _at(day, EVENING)
        elif dice.random() < 0.6:
            end = clock + timedelta(minutes=minutes)
            if clock < _at(day, AFTERNOON) and end > _at(day, NOON):
                clock = _at(day, AFTERNOON)
            if clock + timedelta(minutes=minutes) <= _at(day, EVENING):
                entry.started_at = clock
                clock += timedelta(minutes=minutes)
        if entry.started_at:
            entry.ended_at = entry.started_at + timedelta(minutes=minutes)
        yield entry


def _entry(what: Asked | Agreement, day: date, minutes: int, dice: Random) -> TimeEntry:
    if isinstance(what, Agreement):
        note, billable = dice.choice(CHORES), dice.random() > 0.02
        return TimeEntry(
            client_id=what.client_id, agreement=what, on=day, minutes=minutes, note=note, billable=billable
        )
    note = what.row.subject.removeprefix("URGENT ")
    return TimeEntry(
        client_id=what.row.client_id,
        agreement=what.row.agreement,
        client_request=what.row,
        on=day,
        minutes=minutes,
        note=note,
    )


def _finish(worked: Worked, month: Month, until: datetime) -> None:
    """Done when the last hour was worked; of the present month, the latest stay open."""
    latest: dict[str, date] = {}
    for entry in worked.entries:
        if entry.client_request:
            latest[entry.client_request.key] = max(entry.on, latest.get(entry.client_request.key, entry.on))
    open_since = until - timedelta(days=4)
    for each in worked.asked:
        row = each.row
        if row.received_at > open_since:
            each.committed = each.committed and row.received_at < until - timedelta(days=1)
        elif not each.pieces:
            row.declined_at = row.received_at + timedelta(hours=3)
        else:
            done = _at(latest.get(row.key, row.received_at.date()), EVENING) + timedelta(hours=2)
            row.done_at = max(done, row.received_at + timedelta(hours=1))


def _store(worked: Worked) -> None:
    ClientRequest.objects.bulk_create(each.row for each in worked.asked)
    rows = Assessment.objects.bulk_create(
        assessed(each.row, each.row.agreement.sop, at=each.row.received_at)  # type: ignore[union-attr]
        for each in worked.asked
    )
    Commitment.objects.bulk_create(
        Commitment(client_request=each.row, assessment=row, at=row.at + timedelta(minutes=20))
        for each, row in zip(worked.asked, rows, strict=True)
        if each.committed
    )
    TimeEntry.objects.bulk_create(worked.entries)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)
