"""Load requests with their verdicts and promises, and the hours worked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from billing.models import BilledTime
from clients.models import Agreement, Client
from requests.assessing import commit, judge
from requests.models import ClientRequest, TimeEntry
from requests.timing import Span, between
from seeds.packs.tables import RequestTable, TimeTable
from seeds.packs.writing import Writer, by_key, mark_of
from vacrm.progress import track

_FROZEN = ("service", "channel", "subject", "received_at", "wanted_by", "effort_minutes", "tier", "agreement")
_TIME = ("client", "agreement", "client_request", "on", "started_at", "ended_at", "minutes", "note", "billable")


def load_work(writer: Writer) -> None:
    """Load the requests, then the hours."""
    work = _Work(writer)
    work.requests()
    work.time()


class _Work:
    """Requests and hours of one load."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def requests(self) -> None:
        """Each request judged, and committed where the pack says so."""
        keys = [each.key for each in self.writer.pack.requests]
        rows = {row.key: row for row in ClientRequest.objects.filter(key__in=keys)}
        clients = by_key(Client, (each.client for each in self.writer.pack.requests))
        agreements = by_key(
            Agreement, (self.writer.known.agreement_of(each) or "" for each in self.writer.pack.requests)
        )
        for index, table in enumerate(track(self.writer.pack.requests, "Judging requests")):
            row = rows.get(table.key) or ClientRequest(key=table.key)
            agreement = agreements.get(self.writer.known.agreement_of(table) or "")
            if table.client not in clients or agreement is None:
                continue
            self._request(f"requests[{index}]", table, row, clients[table.client], agreement)

    def _request(
        self, path: str, table: RequestTable, row: ClientRequest, client: Client, agreement: Agreement
    ) -> None:
        values = {
            "client": client,
            "agreement": agreement,
            "service": table.service or "",
            "channel": table.channel or "",
            "subject": table.subject,
            "received_at": table.received_at,
            "wanted_by": table.wanted_by,
            "effort_minutes": table.effort_minutes,
            "tier": table.tier or "",
            "done_at": table.done_at,
        }
        latest = row.commitments.order_by("at").last() if row.pk else None
        changed = [name for name in _FROZEN if latest and getattr(row, name) != values[name]]
        if latest and changed and not (table.committed_at and table.committed_at > latest.at):
            self.writer.problems.append(
                f"{path}.committed_at: the facts promised on {latest.at:%Y-%m-%d} are frozen, and {', '.join(changed)} "
                "changed; write the later moment of a new commitment"
            )
            return
        promised = table.committed_at and row.pk and row.commitments.filter(at=table.committed_at).exists()
        self.writer.save("requests", path, row, values)
        if row._state.adding:  # refused
            return
        try:
            if table.committed_at and not promised:
                commit(row, at=table.committed_at)
            else:
                judge(row, at=self.writer.at)
        except ValidationError as error:
            self.writer.refuse(path, error)

    def time(self) -> None:
        """Each time entry, told apart by its key or by all its fields."""
        requests = by_key(ClientRequest, (each.request or "" for each in self.writer.pack.time))
        clients = by_key(Client, (each.client or "" for each in self.writer.pack.time))
        agreements = by_key(Agreement, (each.agreement or "" for each in self.writer.pack.time))
        keyed = {
            row.key: row for row in TimeEntry.objects.filter(key__in=[e.key for e in self.writer.pack.time if e.key])
        }
        fresh: list[tuple[TimeEntry, tuple[Hashable, ...]]] = []
        for index, table in enumerate(track(self.writer.pack.time, "Loading hours")):
            values = self._time_values(table, requests, clients, agreements)
            if values is None:
                continue
            if table.key:
                row = keyed.get(table.key) or TimeEntry(key=table.key)
                if not self._billed(f"time[{index}]", row, values):
                    self.writer.save("time", f"time[{index}]", row, values)
            else:
                fresh.append((TimeEntry(**values), mark_of(values, _TIME)))
        known = TimeEntry.objects.filter(key__isnull=True, client__in={entry.client_id for entry, _ in fresh})
        self.writer.add("time", TimeEntry, fresh, Counter(known.values_list(*_TIME)))

    def _billed(self, path: str, row: TimeEntry, values: Mapping[str, Any]) -> bool:
        """Refuse to change an entry that was billed."""
        billed = row.pk and BilledTime.objects.filter(time_entry=row).select_related("invoice").first()
        if not billed or (billed.invoice and not billed.invoice.is_issued):
            return False
        if all(getattr(row, name) == value for name, value in values.items()):
            return False
        by = f"by {billed.invoice}" if billed.invoice else "in a settled period"
        self.writer.problems.append(
            f"{path}.key: “{row.key}” was billed {by} and never changes; credit the invoice first"
        )
        return True

    def _time_values(
        self,
        table: TimeTable,
        requests: Mapping[str, ClientRequest],
        clients: Mapping[str, Client],
        agreements: Mapping[str, Agreement],
    ) -> dict[str, Any] | None:
        client_request = requests.get(table.request or "")
        if table.request and client_request is None:
            return None  # refused above
        span = (
            between(table.started_at, table.ended_at, on=self.writer.known.local_day(table.started_at))
            if table.started_at and table.ended_at
            else Span(table.on, table.minutes)  # type: ignore[arg-type]
        )
        agreement = client_request.agreement if client_request else agreements.get(table.agreement or "")
        client = client_request.client if client_request else clients[table.client or ""]
        return {
            "client": client,
            "agreement": agreement,
            "client_request": client_request,
            "on": span.on,
            "started_at": span.started_at,
            "ended_at": span.ended_at,
            "minutes": span.minutes,
            "note": table.note,
            "billable": table.billable,
        }
