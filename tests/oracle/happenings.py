"""Random requests and hours: around a day, at any hour, before and after what was agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle.minutes import month_of
from tests.oracle.money import vat_rate
from tests.oracle.sops import Pack, mostly, some

MINUTES = st.integers(1, 600)
SUBJECTS = st.sampled_from(["URGENT newsletter", "urgently", "An urgent! one", "Newsletter [!]"])


@st.composite
def requests(draw: st.DrawFn, around: date, zone: str, seconds: bool = False) -> Pack:
    """A request received around a day, at any hour."""
    midnight = datetime.combine(around, time(), ZoneInfo(zone)).astimezone(UTC)
    received = midnight + timedelta(minutes=draw(st.integers(-5000, 3000)))
    if seconds:
        received += timedelta(seconds=draw(st.sampled_from([0, 0, 1, 30])))
    row: Pack = {"channel": "email", "subject": draw(SUBJECTS)}
    row |= draw(some(channel=["trello", "whatsapp", "phone", "letter"]))
    if draw(mostly(5)):
        row["effort_minutes"] = draw(MINUTES)
    row |= draw(some(service=["newsletter", "travel", "telephony"], tier=["simple", "standard", "complex"]))
    if draw(mostly()):
        notice = draw(st.integers(1, 1600) | st.integers(1, 7000) | st.sampled_from([240, 720, 1440, 2880]))
        row["wanted_by"] = received + timedelta(minutes=notice)
    row["received_at"] = received
    return {name: _local(value, zone) for name, value in row.items()}


def _local(value: Any, zone: str) -> Any:
    return value.astimezone(ZoneInfo(zone)) if isinstance(value, datetime) else value


@st.composite
def happenings(draw: st.DrawFn, pack: Pack, agreement: Pack, around: date) -> None:
    """Requests and hours of one agreement, its deposits and its consents."""
    zone = pack["sop"]["hours"]["timezone"]
    for rank in range(draw(st.sampled_from([1, 2, 2, 3, 0]))):
        request = draw(requests(around, zone))
        key = f"{agreement['key']}-r{rank}"
        request |= {"key": key, "client": agreement["client"], "agreement": agreement["key"]}
        if "effort_minutes" in request and draw(mostly(5)):
            moment = request["received_at"].astimezone(UTC) + timedelta(minutes=draw(st.sampled_from([0, 10, 90, 900])))
            request["committed_at"] = _local(moment, zone)
        pack["requests"].append(request)
        for _ in range(draw(st.sampled_from([2, 1, 3, 4, 0]))):
            pack["time"].append({"request": key} | draw(_times(request["received_at"], request.get("wanted_by"), zone)))
    for _ in range(draw(st.integers(0, 2))):
        start = datetime.combine(around, time(9), UTC) + timedelta(days=draw(st.integers(-60, 5)))
        who = {"client": agreement["client"], "agreement": agreement["key"]}
        pack["time"].append(who | draw(_times(start, None, zone)))
    if agreement["kind"] == "mission" and draw(st.booleans()):
        part = draw(st.sampled_from([30, 50, 100]))
        row = {"agreement": agreement["key"], "number": f"D-{agreement['key']}", "issued_on": agreement["starts_on"]}
        row |= {"vat_rate": vat_rate(agreement, pack["business"], pack["clients"][-1])}
        pack["deposits"].append(row | {"net": (agreement["price"] * part / 100).quantize(Decimal("0.01"))})
    if agreement.get("overage") == "consent":
        for _ in range(draw(st.integers(0, 2))):
            consent = {"agreement": agreement["key"], "period": month_of(around)}
            pack["consents"].append(consent | draw(some(minutes=[30, 45, 400])))


@st.composite
def _times(draw: st.DrawFn, start: datetime, wanted: datetime | None, zone: str) -> Pack:
    delays = st.integers(0, 4000) | st.integers(0, 60000)
    if wanted:
        delays = st.integers(0, int((wanted - start).total_seconds()) // 60 + 30) | delays
    started = start.astimezone(UTC) + timedelta(minutes=draw(delays))
    minutes = draw(st.integers(20, 400) | st.integers(1, 40))
    row = draw(some(billable=[True, True, True, False], note=["Editing"]))
    if not draw(mostly(4)):
        return row | {"on": started.astimezone(ZoneInfo(zone)).date(), "minutes": minutes}
    return row | {"started_at": _local(started, zone), "ended_at": _local(started + timedelta(minutes=minutes), zone)}
