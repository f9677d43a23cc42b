"""Tell the order of a day in words: what is counted twice, what runs past midnight, where nothing was noted."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from requests.correcting import midnight_after, pieces_of
from requests.models import TimeEntry
from requests.rules.sequence import Overlap, gaps, overlaps
from sops.rules.policy import Hours
from sops.rules.worktime import opening_intervals
from vacrm import prepared
from vacrm.templatetags.vacrm_format import duration


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence on a day, and the one click that mends it: an act (POST) or an address with the line begun."""

    sentence: str
    button: str = ""
    act: str = ""
    line: str = ""
    is_wrong: bool = True


def of_day(on: date) -> list[TimeEntry]:
    """The entries of a day, and those of the day before that run into it."""
    return _between(first=on - timedelta(days=1), last=on)


def _days() -> QuerySet[TimeEntry]:
    found = TimeEntry.objects.filter(on__range=(prepared.day("first"), prepared.day("last")))
    return found.select_related("client", "client_request")


_between = prepared.Prepared(_days)


def remarks(
    entries: Sequence[TimeEntry], locks: Container[int], on: date, zone: ZoneInfo, hours: Hours | None
) -> Iterator[Remark]:
    """What there is to say of a day's entries, in order of weight; those with a lock stay as they are."""
    known = {entry.pk: entry for entry in entries}
    pieces = pieces_of(entries, locks)
    for overlap in overlaps(pieces):
        if on in (known[overlap.first.id].on, known[overlap.second.id].on):
            yield _twice(overlap, known, zone)
    own = [piece for piece in pieces if known[piece.id].on == on]
    for piece in own:
        if piece.end > midnight_after(piece.start, zone):
            yield _past_midnight(known[piece.id], piece.kept, piece.end.astimezone(zone))
    for gap in gaps(own, opening_intervals(hours, on) if hours else ()):
        start, end = _clock(gap.start, zone), _clock(gap.end, zone)
        values = {"start": start, "end": end, "length": duration(gap.minutes)}
        said = _("Nothing is noted from %(start)s to %(end)s (%(length)s).") % values
        yield Remark(said, _("Note it"), line=f"{on.isoformat()} {start}-{end} ", is_wrong=False)


def _twice(overlap: Overlap, known: dict[int, TimeEntry], zone: ZoneInfo) -> Remark:
    first, second = known[overlap.first.id], known[overlap.second.id]
    start = max(overlap.first.start, overlap.second.start)
    values = {
        "length": duration(overlap.minutes),
        "start": _clock(start, zone),
        "end": _clock(min(overlap.first.end, overlap.second.end), zone),
        "first": first.client,
        "second": second.client,
    }
    said = _("%(start)s to %(end)s counts twice, %(length)s: for %(first)s and for %(second)s.") % values
    if not overlap.is_mendable:
        return Remark(said + " " + _("Correct one of them."))
    return Remark(said, _("Count it once"), act=reverse("requests:time-mend", args=[first.pk, second.pk]))


def _past_midnight(entry: TimeEntry, is_kept: bool, end: datetime) -> Remark:
    said = _("The time for %(client)s runs past midnight, to %(time)s.") % {
        "client": entry.client,
        "time": f"{end:%H:%M}",
    }
    if is_kept:
        return Remark(said, is_wrong=False)
    return Remark(said, _("Split at midnight"), act=reverse("requests:time-split", args=[entry.pk]), is_wrong=False)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
