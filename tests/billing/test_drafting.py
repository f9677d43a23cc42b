"""Drafts: replaced by every run, bound to nothing, never in the way of issuing."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from billing.drafting import draft_month
from billing.models import BilledTime, Invoice, InvoiceLine, Series
from requests.models import TimeEntry
from tests.billing.months import agreement, answer, close, figures, load, minutes, pack, refused

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)


def test_a_second_draft_replaces_the_first() -> None:
    load(pack(time=[minutes("2026-10-02", 60)]))
    (first,) = draft_month("2026-10", on=ON)
    load(pack(time=[minutes("2026-10-02", 60), minutes("2026-10-05", 30)]))
    (second,) = draft_month("2026-10", on=ON)
    assert (str(first.gross), str(second.gross)) == ("45.00", "67.50")
    assert list(Invoice.objects.values_list("pk", flat=True)) == [second.pk]
    assert BilledTime.objects.filter(invoice=second).count() == 2
    assert not Series.objects.exists()


def test_deleting_a_draft_frees_its_hours() -> None:
    load(pack(agreement(), agreement("package"), time=[minutes("2026-10-02", 60)]))
    (draft,) = draft_month("2026-10", on=ON)
    draft.delete()
    assert not BilledTime.objects.exists()
    assert not InvoiceLine.objects.exists()
    assert [row[0] for row in figures(close()["invoices"][0])] == ["package", "time"]


def test_a_draft_stands_in_nobodys_way() -> None:
    load(pack(agreement(), agreement("package", carry_over_months=2), time=[minutes("2026-10-02", 60)]))
    before = close()
    draft_month("2026-10", on=ON)
    assert close() == before
    issued = close("2026-10", "--issue")
    assert [figures(each) for each in issued["invoices"]] == [figures(each) for each in before["invoices"]]
    assert not Invoice.objects.drafts().exists()


def test_a_draft_of_another_month_does_not_hold_its_hours_back() -> None:
    load(pack(time=[minutes("2026-10-02", 60)]))
    draft_month("2026-11", on=date(2026, 12, 1))
    (invoice,) = close("2026-10", "--issue")["invoices"]
    assert invoice["gross"] == "45.00"
    assert draft_month("2026-11", on=date(2026, 12, 1)) == []


def test_a_draft_of_another_month_takes_its_place() -> None:
    load(pack(time=[minutes("2026-10-02", 60)]))
    draft_month("2026-11", on=date(2026, 12, 1))
    (draft,) = draft_month("2026-10", on=ON)
    assert list(Invoice.objects.values_list("pk", "month")) == [(draft.pk, "2026-10")]


def test_nothing_due_makes_no_draft_and_removes_a_stale_one() -> None:
    load(pack(time=[minutes("2026-10-02", 60)]))
    draft_month("2026-10", on=ON)
    BilledTime.objects.all().delete()
    TimeEntry.objects.all().delete()
    assert draft_month("2026-10", on=ON) == []
    assert not Invoice.objects.exists()


def test_an_issued_invoice_is_never_deleted() -> None:
    load(pack(time=[minutes("2026-10-02", 60)]))
    close("2026-10", "--issue")
    invoice = Invoice.objects.get()
    with pytest.raises(ValidationError, match="a credit note takes it back"):
        invoice.delete()
    with pytest.raises(ValidationError, match="a credit note takes it back"):
        Invoice.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk)._raw_delete(using="default")


def test_an_issue_date_after_today_or_before_the_last_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2026-11-15T23:30:00+00:00")  # the 16th in Paris
    load(pack(time=[minutes("2026-10-02", 60), minutes("2026-11-02", 60)]))
    (line,) = refused("close_month", "2026-10", "--on", "2026-11-17", "--issue")
    assert line == "on: 2026-11-17 is after today, 2026-11-16"
    close("2026-10", "--issue", on="2026-11-16")
    (line,) = refused("close_month", "2026-11", "--on", "2026-11-15", "--issue")
    assert line.startswith("on: 2026-11-15 is before the last issue date, 2026-11-16")
    assert close("2026-11", on="2026-11-15")["issued"] is False  # a preview may ask what would be


def test_the_issue_date_is_today_in_the_zone_of_the_procedures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2026-10-31T23:30:00+00:00")
    load(pack(time=[minutes("2026-10-02", 60)]))
    (invoice,) = answer("close_month", "2026-10")["invoices"]
    assert (invoice["issued_on"], invoice["due_on"]) == ("2026-11-01", "2026-11-16")


def test_numbers_restart_with_the_year_where_the_pattern_has_it() -> None:
    load(
        pack(
            time=[minutes("2026-10-02", 60), minutes("2026-11-02", 60), minutes("2026-12-02", 60)],
            business={"next_number": 41},
        )
    )
    numbers = [
        close(month, "--issue", on=on)["invoices"][0]["number"]
        for month, on in (("2026-10", "2026-11-01"), ("2026-11", "2026-12-01"), ("2026-12", "2027-01-04"))
    ]
    assert numbers == ["F2026-0041", "F2026-0042", "F2027-0001"]


def test_numbers_go_on_where_the_pattern_has_no_year() -> None:
    business = {"number_pattern": "F-{seq:03}"}
    load(pack(time=[minutes("2026-10-02", 60), minutes("2026-12-02", 60)], business=business))
    numbers = [
        close(month, "--issue", on=on)["invoices"][0]["number"]
        for month, on in (("2026-10", "2026-11-01"), ("2026-12", "2027-01-04"))
    ]
    assert numbers == ["F-001", "F-002"]
