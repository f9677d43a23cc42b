"""The calls and meetings of a made-up history: one at a time, most of them held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from clients.booking import source_of
from clients.models import BOOKED, CANCELLED, HELD, Booking, Client, Meeting, Milestone
from clients.rules.staging import CALL_BOOKED, CALL_HELD, KICKOFF_BOOKED, KICKOFF_HELD, LOST
from seeds.history.casting import Life
from seeds.history.founding import moment
from seeds.history.ways import Way, held_on, workday
from seeds.history.words import WORDS
from sops.models import Business
from vacrm.exact import first_day, month_of, shift

ZONE = ZoneInfo("Europe/Paris")
CLOCKS = (time(9, 30), time(11), time(14), time(15, 30), time(17), time(8), time(18, 30))
REVIEWS = 20  # months between two reviews with a client
MINUTES = {"discovery": 45, "kickoff": 60, "other": 30}
EVIDENCE = {"discovery": (CALL_BOOKED, CALL_HELD), "kickoff": (KICKOFF_BOOKED, KICKOFF_HELD)}


class Diary:
    """Which moments of the days are given away."""

    def __init__(self) -> None:
        self.used: Counter[date] = Counter()

    def free(self, day: date) -> datetime:
        """The next free moment of a day, or of the first working day after it that has one."""
        while day.weekday() > 4 or self.used[day] == len(CLOCKS):
            day += timedelta(days=1)
        self.used[day] += 1
        return datetime.combine(day, CLOCKS[self.used[day] - 1], ZONE)


def meet(
    lives: Iterable[Life], clients: Mapping[str, Client], ways: Mapping[str, Way], *, at: datetime, dice: Random
) -> None:
    """Write down all meetings, with the evidence that they are; the booking page is open."""
    _open_the_page()
    diary = Diary()
    planned = [
        (day, kind, life) for life in lives for kind, day in _days(life, ways[life.key], at.astimezone(ZONE).date())
    ]
    planned.sort(key=lambda each: (each[0], each[2].place))
    rows = [_meeting(kind, diary.free(day), clients[life.key], life, at, dice) for day, kind, life in planned]
    made = Meeting.objects.bulk_create(rows)
    Milestone.objects.bulk_create(each for row in made for each in _evidence(row, ways[row.client.key]))


def _open_the_page() -> None:
    words = WORDS[Business.objects.get().language]
    said = {"greeting": words.greeting, "place": words.place, "questions": words.questions}
    Booking.objects.get_or_create(only=True, defaults={"is_open": True, **said})


def _days(life: Life, way: Way, today: date) -> Iterator[tuple[str, date]]:
    """The meetings of a client, each with its day; whoever is at one of these stages now has the next to come."""
    if (call := held_on(way)) is not None:
        yield "discovery", today + timedelta(days=2) if life.stage == "discovery" else call
    if "active" in way:
        yield "kickoff", min(way["active"], today - timedelta(days=1))
        month = shift(life.first, REVIEWS)
        while month <= (life.last or month_of(today)) and (day := first_day(month) + timedelta(days=9)) < today:
            yield "other", day
            month = shift(month, REVIEWS)
        if life.stage == "active" and life.place % 6 == 0:
            yield "other", today + timedelta(days=1 + life.place % 9)
    elif life.stage == "kickoff":
        yield "kickoff", today + timedelta(days=3)


def _meeting(kind: str, starts: datetime, client: Client, life: Life, at: datetime, dice: Random) -> Meeting:
    held, words = starts < at, WORDS[client.language]
    # Now and then a review was called off, and the first call with half of those who came no further.
    ends_there = life.stage == LOST and life.place % 4 == 1
    off = held and dice.random() < (0.5 if ends_there else 0.06 if kind == "other" else 0)
    booked = min(moment(workday(starts.date() - timedelta(days=4)), 8), at)
    row = Meeting(
        client=client,
        kind=kind,
        state=CANCELLED if off else HELD if held else BOOKED,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=MINUTES[kind]),
        time_zone="Europe/Paris",
        language=client.language,
        name=f"Contact {client.name}",
        email=client.email,
        need=dice.choice(words.needs) if kind == "discovery" else "",
        place=words.place,
        booked_at=booked,
        cancelled_at=starts - timedelta(hours=20) if off else None,
        why=words.called_off if off else "",
        reminded_at=starts - timedelta(hours=24) if held and not off else None,
    )
    if row.state == HELD:
        row.notes = dice.choice(words.notes)
        row.decisions = words.decisions if kind != "discovery" else ""
        row.outcome = _outcome(life, dice) if kind == "discovery" else ""
        row.minutes_sent_at = starts + timedelta(hours=3) if kind == "kickoff" else None
    return row


def _outcome(life: Life, dice: Random) -> str:
    return dice.choice(("no", "not_now")) if life.stage == LOST and life.place % 4 == 1 else "fit"


def _evidence(row: Meeting, way: Way) -> Iterator[Milestone]:
    """What a meeting says of the way: that it was booked, unless it was called off, and that it was held."""
    if row.kind not in EVIDENCE or row.state == CANCELLED:
        return
    booked, held = EVIDENCE[row.kind]
    source, day = source_of(row), way.get("discovery") if row.kind == "discovery" else None
    at = moment(day, 8) if day else row.booked_at
    yield Milestone(client=row.client, kind=booked, at=at, on=at.date(), source=source)
    if row.state == HELD:
        note = str(row.get_outcome_display()) if row.outcome else ""
        day = way.get("active") if row.kind == "kickoff" else None
        at = moment(day, 10) if day else row.ends_at
        yield Milestone(client=row.client, kind=held, at=at, on=at.date(), source=source, note=note)
