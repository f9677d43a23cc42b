"""Months of our own: a small business as a pack, changed by a test, loaded and closed by the commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import tomli_w
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

type Pack = dict[str, Any]

WORKDAY = ["09:00-12:30", "13:30-18:00"]
BUSINESS: Pack = {
    "name": "Nadia Ferrand",
    "siren": "900000019",
    "vat_regime": "franchise",
    "address": {"street": "12 rue des Tilleuls", "postcode": "35000", "city": "Rennes", "country": "FR"},
    "email": "nadia@ferrand.example",
    "iban": "FR1420041010050500013M02606",
    "language": "en",
}
SOP: Pack = {
    "title": "My procedures",
    "effective_on": date(2026, 1, 1),
    "hours": {
        "timezone": "Europe/Paris",
        "holidays": "FR",
        **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), WORKDAY),
    },
    "channels": {"main": ["email"]},
    "services": [{"code": "agenda", "name": "Agenda"}, {"code": "newsletter", "name": "Newsletter"}],
    "urgency": {
        "notice_hours": 24,
        "tiers": {"simple": 20, "standard": 35, "complex": 50},
        "default_tier": "standard",
    },
    "off_hours": {"bands": {"evening": 25, "weekend": 50, "holiday": 100}},
    "surcharges": {"combine": "highest", "cap": 100},
    "payment": {"terms": "net", "days": 15},
    "deposits": {"mission": {"percent": 50}},
}
CLIENT: Pack = {
    "key": "acme",
    "name": "Acme SARL",
    "siren": "123456782",
    "language": "en",
    "email": "office@acme.example",
    "address": {"street": "4 quai des Docks", "postcode": "44000", "city": "Nantes", "country": "FR"},
    "stage": "active",
}
AGREEMENTS: dict[str, Pack] = {
    "hourly": {"kind": "hourly", "rate": Decimal("45.00")},
    "package": {
        "kind": "package",
        "rate": Decimal("38.00"),
        "price": Decimal("350.00"),
        "included_minutes": 600,
        "overage_rate": Decimal("40.00"),
        "timing": "arrears",
    },
    "mission": {"kind": "mission", "price": Decimal("900.00")},
    "subscription": {"kind": "subscription", "price": Decimal("120.00"), "timing": "arrears"},
    "trial": {"kind": "trial"},
}


def paris(text: str) -> datetime:
    """A moment in Paris, such as "2026-10-06 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


def agreement(kind: str = "hourly", **changes: Any) -> Pack:
    """An agreement of acme from October 2026 on, with the key of its kind; a change to None drops a key."""
    table = {"key": kind, "client": "acme", "signed_on": date(2026, 9, 1), "starts_on": date(2026, 10, 1)}
    return _bare(table | AGREEMENTS[kind] | changes)


def urgent(key: str = "r1", **changes: Any) -> Pack:
    """A request of 60 minutes that is urgent (35 %), fits into opening hours, and was committed at once."""
    table = {
        "key": key,
        "client": "acme",
        "service": "agenda",
        "channel": "email",
        "subject": "Board meeting",
        "received_at": paris("2026-10-06 09:00"),
        "wanted_by": paris("2026-10-06 18:00"),
        "effort_minutes": 60,
        "committed_at": paris("2026-10-06 09:00"),
    }
    return _bare(table | changes)


def worked(start: str, end: str, **whose: Any) -> Pack:
    """Time worked in Paris, for acme's hourly agreement unless told otherwise."""
    own = whose if "request" in whose else {"client": "acme", "agreement": "hourly"} | whose
    return _bare({"started_at": paris(start), "ended_at": paris(end)} | own)


def minutes(day: str, count: int, **whose: Any) -> Pack:
    """Minutes on a day, without times."""
    own = whose if "request" in whose else {"client": "acme", "agreement": "hourly"} | whose
    return _bare({"on": date.fromisoformat(day), "minutes": count} | own)


def pack(*agreements: Pack, sop: Pack | None = None, business: Pack | None = None, **tables: Any) -> Pack:
    """A pack of one client; `sop` and `business` give keys to change, None drops one; `client` changes acme."""
    document: Pack = {"format": 1, "business": _bare(BUSINESS | (business or {})), "sop": deepcopy(SOP)}
    for name, change in (sop or {}).items():
        old = document["sop"].get(name)
        document["sop"][name] = _bare(old | change) if isinstance(old, dict) and isinstance(change, dict) else change
    document["clients"] = [_bare(CLIENT | tables.pop("client", {})), *tables.pop("clients", [])]
    document["agreements"] = [deepcopy(each) for each in agreements or (agreement(),)]
    return document | tables


def _bare(table: Pack) -> Pack:
    return {name: value for name, value in table.items() if value is not None}


def write(document: Pack | str | bytes) -> Path:
    """A pack as a file in the tests' data folder."""
    path = Path(settings.DATA_DIR) / "pack.toml"
    text = tomli_w.dumps(document) if isinstance(document, dict) else document
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def load(document: Pack) -> Any:
    """Load a pack by its command; what was created, updated and unchanged."""
    return answer("load_pack", str(write(document)))


@contextmanager
def passing() -> Iterator[None]:
    """What happens inside has never happened: a database of one's own, for a while."""
    with transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True  # so that issuing may still ask for a transaction of its own
        yield
        transaction.set_rollback(True)


def close(month: str = "2026-10", *options: str, on: str = "2026-11-01") -> Any:
    """Close a month by its command; the JSON it prints."""
    return answer("close_month", month, "--on", on, *options)


def answer(command: str, *words: str) -> Any:
    out = StringIO()
    call_command(command, *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def refused(command: str, *words: str) -> list[str]:
    """The lines that a command refuses with; exit status 1, and every table as it was."""
    before, err = everything(), StringIO()
    with pytest.raises(SystemExit) as left:
        call_command(command, *words, stdout=StringIO(), stderr=err)
    assert left.value.code == 1
    assert everything() == before
    return err.getvalue().splitlines()


def figures(invoice: Any) -> list[tuple[Any, ...]]:
    """The lines of an invoice: kind, quantity, unit price, percent, net."""
    return [(row["kind"], row["quantity"], row["unit_price"], row["percent"], row["net"]) for row in invoice["lines"]]


def codes(document: Any) -> list[str]:
    """The codes of all warnings of a closing, in order, each with its client's."""
    return sorted(row["code"] for row in document["warnings"])


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of ours, to see that nothing changed."""
    ours = (model for model in apps.get_models() if model._meta.app_label in OWN)
    return {each.__name__: [_plain(row) for row in each.objects.order_by("pk").values_list()] for each in ours}


OWN = ("sops", "clients", "requests", "billing", "post")


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
