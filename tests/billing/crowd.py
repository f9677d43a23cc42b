"""A crowd of clients, closed from outside by processes that race or die."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import tomli_w

from tests.billing.months import CLIENT, Pack, agreement, minutes, pack, urgent, worked
from tests.workshop import Workshop

NOW = {"VACRM_NOW": "2026-11-02T09:00:00+01:00"}
ISSUE = ("close_month", "2026-10", "--on", "2026-11-02", "--issue", "--json")

# All of an accountant's questions, asked of the database itself.
SCRIPT = """
import json
from billing.models import *
from clients.models import Client
rows = Invoice.objects.issued().order_by("id")
print(json.dumps({
    "numbers": sorted(rows.values_list("number", flat=True)),
    "invoices": sorted(
        [each.client.key, each.kind, each.month, str(each.gross),
         [[line.kind, str(line.quantity), str(line.net)] for line in each.lines.all()]] for each in rows),
    "broken": [each.number for each in rows if __import__("hashlib").sha256(bytes(each.document.content)).hexdigest()
               != each.document.sha256],
    "pdfs": {each.number: each.document.sha256 for each in rows},
    "next": list(Series.objects.values_list("next_number", flat=True)),
    "times": [BilledTime.objects.count(), BilledTime.objects.values("time_entry").distinct().count()],
    "settled": sorted(SettledPeriod.objects.values_list("agreement__key", "period")),
    "periods": sorted(BilledPeriod.objects.values_list("agreement__key", "period")),
    "deliveries": InvoiceDelivery.objects.count(),
    "orphans": Document.objects.filter(invoice__number__isnull=True).count() + Invoice.objects.drafts().count(),
}))
"""


def crowd(count: int) -> Pack:
    """Clients by the hour, by the package and by the mission, each with hours in October."""
    document = pack(agreement("trial"), clients=[], requests=[], time=[])
    document["clients"], document["agreements"] = [], []
    for index in range(count):
        _join(document, f"c{index:02}", ("hourly", "package", "mission")[index % 3])
    return document


def _join(document: Pack, key: str, kind: str) -> None:
    own = {"client": key, "key": f"{key}-{kind}"}
    document["clients"].append(CLIENT | {"key": key, "name": f"Client {key}", "email": f"{key}@clients.example"})
    more: Pack = {"done_on": date(2026, 10, 20), "rate": Decimal("40.00")} if kind == "mission" else {}
    document["agreements"].append(agreement(kind, **own, **more))
    document["requests"].append(urgent(key, client=key, agreement=own["key"]))
    document["time"] += [
        worked("2026-10-06 10:00", "2026-10-06 11:00", request=key),
        minutes("2026-10-08", 45, client=key, agreement=own["key"]),
    ]


def opened(workshop: Workshop, folder: Path, count: int) -> None:
    """Load a crowd into a vacrm of a test's own."""
    path = folder / "crowd.toml"
    path.write_text(tomli_w.dumps(crowd(count)), encoding="utf-8")
    done = workshop.manage("load_pack", str(path))
    assert done.returncode == 0, done.stderr


def facts(workshop: Workshop) -> dict[str, Any]:
    """What the database holds."""
    done = workshop.manage("shell", "-v0", "-c", SCRIPT)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def check(found: dict[str, Any], count: int) -> None:
    """Gapless numbers, nothing twice, nothing half."""
    assert found["numbers"] == [f"F2026-{seq:04}" for seq in range(1, count + 1)]
    assert found["next"] == [count + 1]
    assert found["times"][0] == found["times"][1]
    assert (found["broken"], found["orphans"]) == ([], 0)


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
