"""Replay a version of the SOP on the requests of the last months: which verdicts and sums would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from requests.models import ClientRequest
from requests.trying import Compared, compared
from sops.models import SopVersion
from vacrm.exact import ZERO, last_day, month_of, shift

MONTHS = (1, 3, 6, 12)
MOST = 1_000  # requests of one replay: about a third of a second


@dataclass(slots=True)
class Sum:
    """The surcharges of one currency, before VAT: as they are, and as they would be."""

    currency: str
    now: Decimal = ZERO
    then: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        """What would be added."""
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class Replay:
    """What would have been. Sums leave out what was declined, and count only where both prices are known."""

    since: datetime
    months: int
    found: int  # requests of these months, also those beyond the most that are replayed
    changed: list[Compared] = field(default_factory=list)
    same: list[Compared] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    more_minutes: int = 0
    unknown: int = 0  # changed, with a price that is not known on one side

    @property
    def moved(self) -> list[Sum]:
        """The sums that would be others, by currency."""
        return [each for each in self.sums if each.difference]

    @property
    def package_minutes(self) -> int:
        """How much more or less of the packages, without its sign."""
        return abs(self.more_minutes)

    @property
    def count(self) -> int:
        """How many were replayed."""
        return len(self.changed) + len(self.same)


def replay(draft: SopVersion, *, months: int, at: datetime) -> Replay:
    """Judge the requests that came in within the last months anew, newest first. `at` is local.

    Each is compared with what counts for it now: the version its agreement pins, or the one that was in force.
    """
    since = _before(at, months)
    asked = ClientRequest.objects.filter(received_at__gte=since, received_at__lte=at)
    asked = asked.select_related("client", "agreement__sop").order_by("-received_at", "-id")
    frozen = list(SopVersion.objects.frozen().order_by("-number"))
    rows = [compared(each, now, draft) for each in asked[:MOST] if (now := _pinned(each, frozen))]
    changed = [row for row in rows if row.is_changed]
    counted = [row for row in rows if row.client_request.declined_at is None]
    return Replay(
        since=since,
        months=months,
        found=len(rows) if len(rows) < MOST else asked.count(),
        changed=changed,
        same=[row for row in rows if not row.is_changed],
        sums=list(_sums(counted)),
        more_minutes=sum(row.more_minutes for row in counted),
        unknown=sum(row.difference is None for row in changed),
    )


def _before(at: datetime, months: int) -> datetime:
    """The midnight that begins the same day so many months earlier, or the last day of a shorter month."""
    last = last_day(shift(month_of(at.date()), -months))
    day = last.replace(day=min(at.day, last.day))
    return datetime.combine(day, time(), at.tzinfo)


def _pinned(client_request: ClientRequest, frozen: Sequence[SopVersion]) -> SopVersion | None:
    """What `assessing.sop_of` says, without a statement for each request."""
    if client_request.agreement:
        return client_request.agreement.sop
    day = client_request.received_at.date()
    return next((each for each in frozen if each.effective_on <= day), None)


def _sums(rows: Iterable[Compared]) -> Iterator[Sum]:
    sums: defaultdict[str, list[Compared]] = defaultdict(list)
    for row in rows:
        if row.difference is not None:
            sums[row.client_request.client.currency].append(row)
    for currency, known in sorted(sums.items()):
        now = sum((row.now.amount or ZERO for row in known), ZERO)
        yield Sum(currency, now, sum((row.then.amount or ZERO for row in known), ZERO))
