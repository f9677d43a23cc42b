"""What a pack may not say: each mistake is one line with its path, and changes nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.billing.months import Pack, agreement, load, minutes, pack, paris, refused, urgent, worked, write

pytestmark = pytest.mark.django_db
D = Decimal


def full() -> Pack:
    """A pack with a row in every table, right in all of them."""
    return pack(
        agreement(),
        agreement("package", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 31)),
        agreement("mission"),
        requests=[urgent(agreement="hourly")],
        time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1"), minutes("2026-10-07", 30)],
        expenses=[{"client": "acme", "on": date(2026, 10, 2), "label": "Licence", "net": D("12.00")}],
        deposits=[{"agreement": "mission", "number": "D-1", "issued_on": date(2026, 9, 2), "net": D("450.00")}],
        consents=[{"agreement": "package", "period": "2026-10", "minutes": 60}],
        payments=[{"invoice": "D-1", "on": date(2026, 9, 9), "amount": D("450.00")}],
    )


def put(pack: Pack, path: str, value: Any) -> None:
    """Write a value at a path such as "time[0].minutes"; a new table or key is made."""
    place: Any = pack
    *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
    for step in steps:
        place = place[step] if isinstance(step, int) else place.setdefault(step, {})
    place[last] = value


NAIVE = datetime(2026, 10, 6, 9, 0)  # noqa: DTZ001  that is the mistake
# where the mistake is written, what is written, and what the line says
MISTAKES: list[tuple[str, Any, str]] = [
    ("colour", "red", "is not a known key"),
    ("business.colour", "red", "is not a known key"),
    ("sop.colour", "red", "is not a known key"),
    ("sop.urgency.colour", "red", "is not a known key"),
    ("sop.hours.funday", ["09:00-10:00"], "is not a known key"),
    ("clients[0].colour", "red", "is not a known key"),
    ("agreements[0].colour", "red", "is not a known key"),
    ("requests[0].colour", "red", "is not a known key"),
    ("time[0].colour", "red", "is not a known key"),
    ("expenses[0].colour", "red", "is not a known key"),
    ("deposits[0].colour", "red", "is not a known key"),
    ("consents[0].colour", "red", "is not a known key"),
    ("payments[0].colour", "red", "is not a known key"),
    ("format", 2, "is 2"),
    ("format", "1", "is “1”"),
    ("business", "Nadia", "write a table"),
    ("clients", {"key": "acme"}, "write a list"),
    ("clients[0].name", 12, "write a text"),
    ("clients[0].kind", "firm", "write one of"),
    ("clients[0].stage", "asleep", "write one of"),
    ("clients[0].email", "office", "write an e-mail address"),
    ("clients[0].siren", "123456789", "check digit"),
    ("business.siren", "900000018", "check digit"),
    ("business.siret", "90000001900018", "check digit"),
    ("business.iban", "FR1420041010050500013M02607", "check digits"),
    ("business.number_pattern", "F{year}", "{seq}"),
    ("business.next_number", 0, "1 or more"),
    ("clients[0].email", "a,b@acme.example", "valid email address"),
    ("clients[0].name", "Acme\nBcc: all@acme.example", "holds a line break"),
    ("clients[0].name", "Acme\x00", "holds a control character"),
    ("time[1].note", "bell\x07", "holds a control character"),
    ("agreements[0].starts_on", date(1, 1, 1), "is in the year 1; write one from 1970 to 2999"),
    ("agreements[0].ends_on", date(9999, 12, 31), "is in the year 9999"),
    ("requests[0].wanted_by", datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "is in the year 9999"),
    ("time[0].started_at", datetime(1, 1, 1, tzinfo=UTC), "is in the year 1;"),
    ("agreements[0].client", "nobody", "there is no client “nobody”"),
    ("agreements[0].rate", "45.00", "is not a decimal number"),
    ("agreements[0].rate", True, "is not a decimal number"),
    ("agreements[0].rate", D("45.005"), "2 decimals at most"),
    ("agreements[0].rate", float("nan"), "is not a finite number"),
    ("agreements[0].rate", float("inf"), "is not a finite number"),
    ("agreements[0].rate", float("-inf"), "is not a finite number"),
    ("agreements[0].rate", D("1e400"), "digits at most"),
    ("agreements[0].rate", D("-1.00"), "0 or more"),
    ("agreements[0].rate", D("99999999999.00"), "digits at most"),
    ("agreements[0].rates", {"piano": D("12.00")}, "there is no service “piano”"),
    ("agreements[0].services", ["piano"], "there is no service “piano”"),
    ("agreements[0].starts_on", "2026-10-01", "write a day without quotes"),
    ("agreements[1].ends_on", date(2026, 8, 31), "is before starts_on"),
    ("agreements[0].vat_rate", D("20.00"), "under the franchise"),
    ("agreements[0].vat_rate", D("101.00"), "100 at most"),
    ("agreements[0].periods_billed_through", "2026-13", "write a month"),
    ("agreements[1].included_minutes", 600.5, "write a whole number"),
    ("agreements[1].included_minutes", -1, "0 or more"),
    ("agreements[0].done_on", date(2026, 10, 9), "is for missions"),
    ("requests[0].client", "nobody", "there is no client “nobody”"),
    ("requests[0].agreement", "nothing", "there is no agreement “nothing”"),
    ("requests[0].service", "piano", "there is no service “piano”"),
    ("requests[0].received_at", NAIVE, "has no offset"),
    ("requests[0].received_at", "2026-10-06T09:00:00+02:00", "write a moment with its offset"),
    ("requests[0].wanted_by", paris("2026-10-06 09:00"), "is at or before received_at"),
    ("requests[0].effort_minutes", 0, "1 or more"),
    ("requests[0].tier", "heroic", "heroic"),
    ("requests[0].committed_at", paris("2026-10-06 08:59"), "is before received_at"),
    ("requests[0].done_at", paris("2026-10-06 08:59"), "is before received_at"),
    ("time[0].request", "r9", "there is no request “r9”"),
    ("time[0].ended_at", paris("2026-10-06 10:00"), "is not after started_at"),
    ("time[0].started_at", NAIVE, "has no offset"),
    ("time[0].started_at", datetime.fromisoformat("2026-10-06T10:00:30+02:00"), "has seconds"),
    ("time[1].client", "nobody", "there is no client “nobody”"),
    ("time[1].agreement", "nothing", "there is no agreement “nothing”"),
    ("time[1].minutes", 0, "1 or more"),
    ("time[1].minutes", D("30.5"), "write a whole number"),
    ("time[1].on", date(2026, 9, 30), "is outside the agreement “hourly”"),
    ("expenses[0].client", "nobody", "there is no client “nobody”"),
    ("expenses[0].net", D("12.001"), "2 decimals at most"),
    ("expenses[0].vat_rate", D("20.00"), "under the franchise"),
    ("deposits[0].agreement", "hourly", "is a hourly; a deposit goes with a mission"),
    ("deposits[0].vat_rate", D("20.00"), "under the franchise"),
    ("consents[0].agreement", "mission", "is a mission; a consent goes with a package"),
    ("consents[0].minutes", 0, "1 or more"),
    ("payments[0].invoice", "D-9", "there is no invoice “D-9”"),
    ("payments[0].amount", D("0.00"), "is 0.00"),
    ("sop.hours.monday", ["09:00-12:00", "11:00-13:00"], "two opening ranges overlap"),
    ("sop.hours.monday", ["09:00-25:00"], "is not a range of hours"),
    ("sop.hours.monday", ["12:00-09:00"], "ends before it starts"),
    ("sop.hours.timezone", "Europe/Rennes", "is no known time zone"),
    ("sop.hours.holidays", "XX", "XX"),
    ("sop.hours.holidays", "FR-99", "FR-99"),
    ("sop.urgency.tiers", {"standard": 300}, "200 at most"),
    ("sop.urgency.tiers", {"standard": D("1e400")}, "200 at most"),
    ("sop.urgency.tiers", {"standard": -1}, "0 or more"),
    ("sop.urgency.notice_hours", 24.5, "write a whole number"),
    ("sop.off_hours.bands", {"evening": 300}, "200 at most"),
    ("sop.off_hours.bands", {"night": 20}, "write one of"),
    ("sop.off_hours.bands", {"outside": 20, "evening": 20}, "stands alone"),
    ("sop.surcharges.cap", 300, "200 at most"),
    ("sop.deposits.mission", {"percent": 300}, "100 at most"),
    ("sop.time.round_minutes", 0, "1 or more"),
    ("sop.payment.late_rate", 300, "100 at most"),
    ("sop.payment.terms", "whenever", "write one of"),
]


def test_the_pack_itself_is_right() -> None:
    assert load(full())["created"]["time"] == 2


@pytest.mark.parametrize(("path", "value", "said"), MISTAKES, ids=[f"{path} = {value}" for path, value, _ in MISTAKES])
def test_a_mistake_is_one_line_with_its_path(path: str, value: Any, said: str) -> None:
    mistaken = full()
    put(mistaken, path, value)
    (line,) = refused("load_pack", str(write(mistaken)))
    assert line.startswith(path) and re.match(re.escape(path) + r"[\w.\[\]]*: ", line)
    assert said in line
