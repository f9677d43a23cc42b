"""Months adjusted by hand: preview is issue, a second run keeps it, nothing left is lost, and each is undone."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.adjusting import add_line, discount, heed, leave, overrule, relabel, take_back
from billing.crediting import credit
from billing.drafting import draft_month, propose
from billing.models import Adjustment, BilledTime, Invoice, OverruledWarning
from billing.rules.adjustments import key_of, source_of
from clients.models import Client
from requests.models import TimeEntry
from tests.billing.months import agreement, close, figures, load, minutes, pack, passing
from tests.oracle.minutes import last_day, next_month
from tests.oracle.packs import cases
from vacrm.exact import cents

pytestmark = pytest.mark.django_db
D = Decimal
ON, AT = date(2026, 11, 1), datetime(2026, 11, 1, 9, tzinfo=UTC)
WHEN: dict[str, Any] = {"on": ON, "at": AT, "by": "nadia"}


def acme(**tables: Any) -> Client:
    request = {
        "key": "r1", "client": "acme", "channel": "email", "subject": "Newsletter", "service": "newsletter",
        "received_at": AT.replace(month=10), "agreement": "hourly",
    }  # fmt: skip
    hours = [minutes("2026-10-06", 120, request="r1"), minutes("2026-10-07", 60)]
    load(pack(agreement(), requests=[request], time=hours, **tables))
    return Client.objects.get(key="acme")


def line(place: int = 0) -> Any:
    return next(iter(propose("2026-10", on=ON))).draft.lines[place]


def nets(document: Any) -> list[str]:
    return [row["net"] for invoice in document["invoices"] for row in invoice["lines"]]


def test_what_is_previewed_with_adjustments_is_issued_once_and_again_nothing() -> None:
    client = acme()
    relabel(client, "2026-10", line=key_of(line()), label="Three newsletters", **WHEN)
    add_line(client, "2026-10", label="Stamps", quantity=D("3"), unit="piece", price=D("1.16"), **WHEN)
    discount(client, "2026-10", reason="First year together", percent=D("10"), **WHEN)
    preview = close()
    assert preview["invoices"][0]["lines"][0]["label"] == "Three newsletters"
    assert figures(preview["invoices"][0])[2:] == [
        ("extra", "3.0000", "1.16", None, "3.48"),
        ("discount", "-1.0000", "13.85", None, "-13.85"),
    ]
    found = close("2026-10", "--issue")
    assert [{**each, "number": None} for each in found["invoices"]] == preview["invoices"]
    assert close("2026-10", "--issue")["invoices"] == []
    assert close("2026-11", on="2026-11-30")["invoices"] == [], "nothing comes a second time"


def test_hours_left_for_later_show_up_next_month_by_themselves() -> None:
    client = acme()
    leave(client, "2026-10", target=source_of(line()), label="Newsletter", **WHEN)
    assert nets(close("2026-10", "--issue")) == ["45.00"]
    assert nets(close("2026-10")) == [], "a second run keeps them out"
    assert nets(close("2026-11", "--issue", on="2026-11-30")) == ["90.00"]


def test_a_client_left_for_later_shows_up_next_month() -> None:
    leave(acme(), "2026-10", target="all", label="", **WHEN)
    assert close("2026-10", "--issue")["invoices"] == []
    assert nets(close("2026-11", on="2026-11-30")) == ["90.00", "45.00"]


def test_a_line_and_a_discount_that_found_no_invoice_wait_for_the_next() -> None:
    client = acme()
    add_line(client, "2026-10", label="Stamps", quantity=D("1"), unit="piece", price=D("5.00"), **WHEN)
    discount(client, "2026-10", reason="r", amount=D("1.00"), **WHEN)
    leave(client, "2026-10", target="all", label="", **WHEN)
    assert nets(close("2026-11", on="2026-11-30")) == ["90.00", "45.00", "5.00", "-1.00"]


def test_each_is_undone() -> None:
    client = acme()
    plain = close()
    relabel(client, "2026-10", line=key_of(line()), label="Other", **WHEN)
    add_line(client, "2026-10", label="Stamps", quantity=D("1"), unit="hour", price=D("5.00"), **WHEN)
    discount(client, "2026-10", reason="r", percent=D("5"), **WHEN)
    leave(client, "2026-10", target=source_of(line(1)), label="", **WHEN)
    assert close() != plain
    for each in Adjustment.objects.all():
        take_back(each, on=ON)
    assert close() == plain


def test_a_second_label_replaces_the_first() -> None:
    client = acme()
    for label in ("One", "Two"):
        relabel(client, "2026-10", line=key_of(line()), label=label, **WHEN)
    assert Adjustment.objects.get().label == "Two"


def test_a_kept_draft_is_written_anew() -> None:
    client = acme()
    draft_month("2026-10", on=ON)
    made = add_line(client, "2026-10", label="Stamps", quantity=D("1"), unit="piece", price=D("5.00"), **WHEN)
    assert Invoice.objects.drafts().get().gross == D("140.00")
    take_back(made, on=ON)
    assert Invoice.objects.drafts().get().gross == D("135.00")


def test_what_stands_on_an_issued_invoice_is_not_taken_back_but_a_credit_note_frees_it() -> None:
    client = acme()
    made = discount(client, "2026-10", reason="r", amount=D("35.00"), **WHEN)
    first = close("2026-10", "--issue")
    with pytest.raises(ValidationError, match="credit note"):
        take_back(made, on=ON)
    credit(Invoice.objects.get(), on=ON, at=AT)
    again = close()
    assert nets(again) == nets(first), "the invoice after the credit note is as the first was"
    take_back(made, on=ON)
    assert nets(close()) == ["90.00", "45.00"]


def test_a_discount_that_grew_too_high_holds_everything_up_with_a_sentence() -> None:
    client = acme()
    discount(client, "2026-10", reason="r", amount=D("100.00"), **WHEN)
    leave(client, "2026-10", target=source_of(line()), label="", **WHEN)
    with pytest.raises(ValidationError, match="is more than the"):
        list(propose("2026-10", on=ON))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"percent": D("10"), "amount": D("5.00"), "reason": "r"}, "one of the two"),
        ({"reason": "r"}, "one of the two"),
        ({"percent": D("101"), "reason": "r"}, "100 at most"),
        ({"amount": D("-1.00"), "reason": "r"}, "more than zero"),
        ({"amount": D("1.00"), "reason": " "}, "Write why"),
        ({"amount": D("135.01"), "reason": "r"}, "make it smaller"),
    ],
)
def test_a_discount_that_cannot_be_is_refused_and_not_kept(values: dict[str, Any], why: str) -> None:
    client = acme()
    with pytest.raises(ValidationError, match=why):
        discount(client, "2026-10", **values, **WHEN)
    assert not Adjustment.objects.exists()


def test_nothing_is_taken_off_a_month_without_anything() -> None:
    with pytest.raises(ValidationError, match="nothing to take off"):
        discount(acme(), "2026-08", reason="r", percent=D("5"), **WHEN)


def test_a_line_of_nothing_is_refused() -> None:
    client = acme()
    with pytest.raises(ValidationError):
        add_line(client, "2026-10", label="x", quantity=D("0"), unit="piece", price=D("5.00"), **WHEN)
    with pytest.raises(ValidationError):
        add_line(client, "2026-10", label="x", quantity=D("1"), unit="piece", price=D("0.00"), **WHEN)


def test_a_warning_is_overruled_with_a_note_and_heeded_again() -> None:
    client = acme()
    with pytest.raises(ValidationError):
        overrule(client, "2026-10", warnings={"overlap:x": "Hours overlap."}, note=" ", at=AT)
    overrule(client, "2026-10", warnings={"overlap:x": "Hours overlap."}, note="Both were on", at=AT, by="nadia")
    kept = OverruledWarning.objects.get()
    assert (kept.by, kept.at, kept.note) == ("nadia", AT, "Both were on")
    (heeded,) = heed(client, "2026-10")
    assert heeded.note == "Both were on"


# ── whatever the figures are


EXAMPLES = int(os.environ.get("VACRM_EXAMPLES", "12"))
BOUNDED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
MONEY = st.integers(1, 500_00).map(lambda n: D(n).scaleb(-2))


def adjust(data: st.DataObject, month: str, on: date) -> None:
    """Random changes to random clients; what is refused is not kept."""
    for proposal in list(propose(month, on=on)):
        lines = proposal.draft.lines
        for each in lines:
            if source_of(each) and data.draw(st.integers(0, 3)) == 0:
                leave(proposal.client, month, target=source_of(each), label="x", on=on, at=AT)
        if data.draw(st.booleans()):
            quantity, price = data.draw(MONEY), data.draw(MONEY)
            add_line(proposal.client, month, label="x", quantity=quantity, unit="piece", price=price, on=on, at=AT)
        if data.draw(st.booleans()):
            percent = data.draw(st.integers(1, 10_000).map(lambda n: D(n).scaleb(-2)))
            values = {"percent": percent} if data.draw(st.booleans()) else {"amount": data.draw(MONEY)}
            try:
                discount(proposal.client, month, reason="r", on=on, at=AT, **values)
            except ValidationError:
                continue


@BOUNDED
@given(cases(), st.data())
def test_totals_add_up_and_no_hour_is_billed_twice_or_lost(case: tuple[str, str, date], data: st.DataObject) -> None:
    text, month, _ = case
    with passing():
        load(tomllib.loads(text, parse_float=Decimal))
        without = hours_billed(month)
        adjust(data, month, last_day(month))
        preview = close(month, on=last_day(month).isoformat())
        found = close(month, "--issue", on=last_day(month).isoformat())
        assert [{**each, "number": None} for each in found["invoices"]] == preview["invoices"]
        after = next_month(month)
        close(after, "--issue", on=last_day(after).isoformat())
        check_sums()
        billed = set(BilledTime.objects.values_list("time_entry", flat=True))
        lost = TimeEntry.objects.filter(pk__in=without - billed)
        # Hours of a trial make no invoice alone: they wait for the next one, at zero, and nobody has billed them.
        assert not lost.exclude(agreement__kind="trial").exists(), "what was left in one month is billed in the next"
        assert not lost.filter(billed__isnull=False).exists()
        assert not Adjustment.objects.waiting().filter(kind="extra", month=month).exists()


def hours_billed(month: str) -> set[int]:
    """The entries that two months would bill without any adjustment."""
    with passing():
        for each in (month, next_month(month)):
            close(each, "--issue", on=last_day(each).isoformat())
        found = set(BilledTime.objects.values_list("time_entry", flat=True))
        assert found <= set(TimeEntry.objects.values_list("pk", flat=True))
    return found


def check_sums() -> None:
    for invoice in Invoice.objects.issued():
        sums: dict[Any, Decimal] = {}
        for row in invoice.lines.all():
            assert row.net == cents(row.quantity * row.unit_price)
            sums[row.vat_rate, row.category] = sums.get((row.vat_rate, row.category), D("0.00")) + row.net
        assert invoice.net == sum(sums.values(), D("0.00"))
        assert invoice.vat == sum((cents(net * key[0] / 100) for key, net in sums.items()), D("0.00"))
        assert invoice.gross == invoice.net + invoice.vat
        assert invoice.lines.aggregate(net=Sum("net"))["net"] == invoice.net
