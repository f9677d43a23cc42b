"""The naive timesheet: every worked minute priced by itself, then rounded as the SOP says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.judge import Judge, Verdict
from tests.oracle.minutes import Table, minute_after, minute_before, month_of

type Minutes = Counter[Fraction]  # how many minutes at which percent
type Where = tuple[str, str | None, str]  # agreement, request, month

FREE = Fraction(0)


@dataclass
class Entry:
    """One row of the timesheet, its minutes in a list: their place in time, or None."""

    agreement: str
    request: str | None
    day: date
    minutes: list[int | None]
    percents: list[Fraction] = field(default_factory=list)


@dataclass
class Work:
    """Billed minutes by agreement, request and month, and the rules behind each percent."""

    billed: dict[Where, Minutes]
    rules: dict[tuple[str | None, Fraction], set[str]]


class Book:
    """A pack with its requests found their agreements and verdicts."""

    def __init__(self, pack: Table) -> None:
        self.pack = pack
        self.judge = Judge(pack["sop"])
        self.calendar = self.judge.calendar
        self.agreements: dict[str, Table] = {row["key"]: row for row in pack.get("agreements", [])}
        self.requests: dict[str, Table] = {row["key"]: row for row in pack.get("requests", [])}
        self.owner = {key: self._owner(row) for key, row in self.requests.items()}
        self.verdicts = {key: self._verdict(row) for key, row in self.requests.items()}
        self.rules: dict[tuple[str | None, Fraction], set[str]] = defaultdict(set)

    def _owner(self, request: Table) -> str:
        """The agreement named, or the client's only one running at reception."""
        if "agreement" in request:
            return str(request["agreement"])
        day = self.calendar.day(request["received_at"])
        (key,) = (
            key
            for key, row in self.agreements.items()
            if row["client"] == request["client"] and row["starts_on"] <= day <= row.get("ends_on", date.max)
        )
        return key

    def _verdict(self, request: Table) -> Verdict:
        return self.judge.judge(request, self.agreements[self.owner[request["key"]]].get("services"))

    def work(self, until: date) -> Work:
        """Everything billable and worked up to a day, not billed before or elsewhere."""
        entries = [self._entry(row) for row in self.pack.get("time", []) if row.get("billable", True)]
        entries = [entry for entry in entries if entry.day <= until]
        for request in {entry.request: None for entry in entries}:
            self._price([entry for entry in entries if entry.request == request], request)
        return Work(self._round(entries), self.rules)

    def _entry(self, row: Table) -> Entry:
        request = row.get("request")
        agreement = self.owner[request] if request else row["agreement"]
        if "on" in row:
            return Entry(agreement, request, row["on"], [None] * row["minutes"])
        minutes = range(minute_after(row["started_at"]), minute_after(row["ended_at"]))
        return Entry(agreement, request, self.calendar.day(row["started_at"]), list(minutes))

    def _price(self, entries: list[Entry], request: str | None) -> None:
        """Give every minute its percent, in order of time; untimed entries come last in their day."""
        entries = sorted(entries, key=lambda entry: (entry.day, entry.minutes[0] is None, entry.minutes[0] or 0))
        left = self.verdicts[request].missing if request else 0
        for entry in entries:
            for minute in entry.minutes:
                percent, used = self._minute(entry, minute, left)
                left -= used
                entry.percents.append(percent)

    def _minute(self, entry: Entry, minute: int | None, left: int) -> tuple[Fraction, int]:
        """The percent of one minute, and the missing work it uses up (0 or 1)."""
        if entry.request is None or not self._due(entry, minute):
            return FREE, 0
        verdict = self.verdicts[entry.request]
        band = verdict.band if minute is None else self.calendar.band(minute)
        if band is None or left == 0:
            band_percent, used = FREE, 0
        else:
            band_percent, used = band.percent, 1
        due = self.judge.combine(verdict.tier, band_percent)
        percent = min(due, verdict.percent)
        self.rules[entry.request, percent].add(self.judge.rule(verdict.tier, band_percent))
        if due > percent:  # what was accepted decides: its own rule explains it as well
            self.rules[entry.request, percent].add(self.judge.rule(verdict.tier, verdict.band.percent))
        if len(self.rules[entry.request, percent]) > 1:  # minutes of both in one line
            self.rules[entry.request, percent].add("urgency+off_hours")
        return percent, used

    def _due(self, entry: Entry, minute: int | None) -> bool:
        """Tell whether a minute was worked after the commitment and before the date wanted."""
        request = self.requests[str(entry.request)]
        if "committed_at" not in request or "wanted_by" not in request:
            return False
        committed, wanted = request["committed_at"], request["wanted_by"]
        if minute is None:
            return self.calendar.day(committed) <= entry.day <= self.calendar.day(wanted)
        return minute_after(committed) <= minute < minute_before(wanted)

    def _round(self, entries: list[Entry]) -> dict[Where, Minutes]:
        step = self.pack["sop"].get("time", {})
        groups: dict[Any, Minutes] = defaultdict(Counter)
        for rank, entry in enumerate(entries):
            place = (entry.agreement, entry.request, month_of(entry.day))
            scope = {"entry": rank, "day": entry.day, "request": None}[step.get("round_scope", "entry")]
            groups[place, scope].update(entry.percents)
        billed: dict[Where, Minutes] = defaultdict(Counter)
        lowest: dict[Where, Fraction] = {}
        for (place, _), minutes in groups.items():
            lowest[place] = min(lowest.get(place, min(minutes)), *minutes)
            billed[place].update(rounded(minutes, step.get("round_minutes", 1), step.get("round_mode", "up")))
        for place in first_months(billed):
            lack = step.get("minimum_minutes", 0) - billed[place].total()
            billed[place][lowest[place]] += max(0, lack)
        return {place: minutes for place, minutes in billed.items() if self._open(place) and minutes.total()}

    def _open(self, place: Where) -> bool:
        """Tell whether a month was not billed before or elsewhere."""
        agreement, _, month = place
        return month > str(self.agreements[agreement].get("hours_billed_through", ""))


def rounded(minutes: Minutes, step: int, mode: str) -> Minutes:
    """Round a group of minutes, at the cost of its lowest percent."""
    total = minutes.total()
    whole = -(-total // step) if mode == "up" else (2 * total + step) // (2 * step)
    result = Counter(minutes)
    result[min(minutes)] += max(0, whole * step - total)
    for _ in range(total - whole * step):
        result[min(percent for percent, count in result.items() if count)] -= 1
    return result


def first_months(places: Iterable[Where]) -> Iterator[Where]:
    """The first month of each request; work without a request has no minimum."""
    seen = set()
    for place in sorted(places, key=lambda place: place[2]):
        if place[1] is not None and place[1] not in seen:
            seen.add(place[1])
            yield place
