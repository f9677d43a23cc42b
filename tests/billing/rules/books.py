"""Books of one agreement for tables of figures: no database, no words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from billing.rules.book import Ask, Book, Customer, Promise, Terms, Work
from billing.rules.closing import close
from billing.rules.draft import Draft
from sops.rules.policy import Policy
from tests.sops.policies import paris, policy

D = Decimal
PLAIN = policy()


def terms(kind: str = "hourly", **changes: Any) -> Terms:
    """An agreement from October 2026 on: 45.00 an hour; a package holds 600 minutes for 350.00, 40.00 beyond."""
    facts: dict[str, Any] = {
        "id": 1, "key": "own", "kind": kind, "policy": PLAIN, "sop": 1, "signed_on": date(2026, 9, 1),
        "starts_on": date(2026, 10, 1), "ends_on": None, "rate": D("45.00"), "price": D("350.00"),
        "included_minutes": 600, "overage_rate": D("40.00"), "timing": "arrears",
    }  # fmt: skip
    return Terms(**facts | changes)


def entry(id_: int, day: str, minutes: int, ask: int | None = None) -> Work:
    """Minutes on a day, without times."""
    return Work(id_, 1, ask, date.fromisoformat(day), minutes)


def span(id_: int, start: str, end: str, ask: int | None = 1) -> Work:
    """Work between two moments in Paris: "2026-10-06 18:00"."""
    begun, ended = paris(start), paris(end)
    return Work(id_, 1, ask, begun.date(), int((ended.timestamp() - begun.timestamp()) // 60), begun, ended)


def promise(at: str, wanted: str, *, tier: str = "35", band: str = "0", percent: str = "", missing: int = 0) -> Promise:
    """What was accepted: the larger of tier and band unless a percent is given."""
    accepted = D(percent) if percent else max(D(tier), D(band))
    return Promise(paris(at), paris(wanted), D(tier), D(band), accepted, missing > 0, D(tier) > 0, missing)


def ask(*promises: Promise, id_: int = 1) -> Ask:
    """A request with its commitments."""
    return Ask(id_, f"r{id_}", 1, "Board meeting", "agenda", paris("2026-10-06 09:00"), commitments=promises)


def drafted(own: Terms, *work: Work, asks: tuple[Ask, ...] = (), month: str = "2026-10", **facts: Any) -> Draft:
    """The draft of a month of one agreement."""
    customer = Customer(1, "acme", "Acme", "EUR")
    return close(Book(customer, terms=(own,), asks=asks, work=work, **facts), month, date(2027, 12, 31))


def lines(draft: Draft) -> list[tuple[str, ...]]:
    """Kind, quantity, unit price, percent and net of each line, as written."""
    found = []
    for line in draft.lines:
        percent = "" if line.percent is None else str(line.percent)
        found.append((line.kind, str(line.quantity), f"{line.unit_price:f}", percent, str(line.net)))
    return found


def with_time(**knobs: Any) -> Policy:
    """The plain policy with another way of rounding."""
    return policy(time=knobs)
