"""What must never be, the database itself refuses, whoever asks: ORM, queryset or plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from billing.drafting import draft_month
from billing.models import BilledPeriod, BilledTime, Document, Invoice, InvoiceLine, Payment, SettledPeriod
from clients.models import Agreement, Client
from requests.models import TimeEntry
from requests.timing import start_timer, stop_timer
from sops.models import SopVersion
from tests.billing.months import agreement, close, load, minutes, pack

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 1)
FROZEN = "An issued invoice never changes; a credit note takes it back."
PDF = "The PDF of an issued invoice never changes."


@pytest.fixture
def invoice() -> Invoice:
    """An issued invoice of a package and an hour."""
    load(pack(agreement(), agreement("package"), time=[minutes("2026-10-02", 60), minutes("2026-10-05", 30)]))
    close("2026-10", "--issue")
    return Invoice.objects.get()


def sql(statement: str) -> Callable[[], object]:
    def run() -> object:
        with connection.cursor() as cursor:
            return cursor.execute(statement)

    return run


def refuses(act: Callable[[], object], *said: str) -> None:
    """The database refuses an act, with a sentence."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        act()
    assert any(text in str(error.value) for text in said), str(error.value)


INVOICE_COLUMNS = [
    ("gross", "1"), ("net", "1"), ("number", "'F9'"), ("number", "NULL"), ("issued_on", "'2026-11-02'"),
    ("due_on", "'2030-01-01'"), ("currency", "'USD'"), ("kind", "'credit'"), ("frozen", "'{}'"), ("client_id", "0"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), INVOICE_COLUMNS)
def test_no_column_of_an_issued_invoice_changes(invoice: Invoice, column: str, value: str) -> None:
    refuses(sql(f"UPDATE billing_invoice SET {column} = {value} WHERE id = {invoice.pk}"), FROZEN)  # noqa: S608


def test_an_issued_invoice_is_refused_a_change_by_every_way(invoice: Invoice) -> None:
    row = Invoice.objects.filter(pk=invoice.pk)
    invoice.due_on = date(2030, 1, 1)
    for act in (
        invoice.save,
        lambda: row.update(due_on=date(2030, 1, 1)),
        lambda: Invoice.objects.bulk_update([invoice], ["due_on"]),
        lambda: row._raw_delete(using="default"),
        sql(f"DELETE FROM billing_invoice WHERE id = {invoice.pk}"),  # noqa: S608
    ):
        refuses(act, FROZEN, "violates foreign key", "FOREIGN KEY")


def test_the_lines_of_an_issued_invoice_stay(invoice: Invoice) -> None:
    line = invoice.lines.all()[0]
    more = InvoiceLine(
        invoice=invoice, position=9, kind="time", label="x", quantity=1, unit="hour", unit_price=1, net=1, vat_rate=0
    )
    line.label = "Cheaper"
    for act in (
        line.save,
        line.delete,
        more.save,
        lambda: invoice.lines.update(net=1),
        lambda: invoice.lines.all().delete(),
        lambda: InvoiceLine.objects.bulk_create([more]),
        sql("UPDATE billing_invoiceline SET net = 0"),
        sql("DELETE FROM billing_invoiceline"),
    ):
        refuses(act, FROZEN)
    assert invoice.lines.count() == 2


def test_a_line_cannot_be_moved_into_an_issued_invoice_or_out_of_it(invoice: Invoice) -> None:
    load(pack(agreement(), agreement("package"), time=[minutes("2026-11-02", 60)]))
    (draft,) = draft_month("2026-11", on=date(2026, 12, 1))
    refuses(lambda: invoice.lines.update(invoice=draft, position=50), FROZEN)
    refuses(lambda: draft.lines.filter(position=1).update(invoice=invoice, position=50), FROZEN)


def test_the_pdf_of_an_issued_invoice_stays(invoice: Invoice) -> None:
    document = invoice.document
    document.content = b"%PDF-forged"
    refuses(document.save, PDF)
    refuses(lambda: Document.objects.update(content=b"%PDF-forged"), PDF)
    refuses(sql("UPDATE billing_document SET sha256 = 'x'"), PDF)
    refuses(document.delete, PDF)
    refuses(lambda: Document.objects.all().delete(), PDF)
    refuses(sql("DELETE FROM billing_document"), PDF)


def test_an_hour_is_billed_once(invoice: Invoice) -> None:
    entry = TimeEntry.objects.all()[0]
    again = BilledTime(time_entry=entry, period="2026-10", minutes=60, weighted=60)
    refuses(again.save, "billing_billedtime")
    assert BilledTime.objects.filter(time_entry=entry).count() == 1


def test_a_billed_hour_and_its_client_cannot_be_deleted(invoice: Invoice) -> None:
    for model in (TimeEntry, Client, Agreement):
        for act in (model.objects.all()[0].delete, lambda model=model: model.objects.all().delete()):
            with pytest.raises(IntegrityError), transaction.atomic():  # ProtectedError is one
                act()


def test_a_period_is_billed_and_settled_once(invoice: Invoice) -> None:
    own = Agreement.objects.get(key="package")
    refuses(
        lambda: BilledPeriod.objects.create(agreement=own, period="2026-10", net=Decimal(1), invoice=invoice),
        "period_billed_once", "billing_billedperiod",
    )  # fmt: skip
    refuses(
        lambda: SettledPeriod.objects.create(agreement=own, period="2026-10", settled_on=ON, overage=0),
        "period_settled_once", "billing_settledperiod",
    )  # fmt: skip


def test_numbered_dated_and_issued_go_together(invoice: Invoice) -> None:
    client = Client.objects.get()
    for facts in (
        {"number": "F9"},
        {"number": "F9", "issued_on": ON},
        {"issued_on": ON, "issued_at": AT},
        {"number": "F9", "issued_at": AT},
    ):
        refuses(
            lambda facts=facts: Invoice.objects.create(client=client, language="fr", currency="EUR", **facts),
            "invoice_issued_numbered_dated",
        )


def test_two_invoices_never_bear_one_number(invoice: Invoice) -> None:
    twin = Invoice(
        client=invoice.client, language="fr", currency="EUR", number=invoice.number, issued_on=ON, issued_at=AT
    )
    refuses(twin.save, "number")


def test_net_and_vat_make_the_gross_amount(invoice: Invoice) -> None:
    wrong = Invoice(
        client=invoice.client, language="fr", currency="EUR", net=Decimal(10), vat=Decimal(2), gross=Decimal("12.01")
    )
    refuses(wrong.save, "invoice_net_and_vat_make_gross")


def test_a_payment_belongs_to_one_invoice(invoice: Invoice) -> None:
    refuses(Payment(on=ON, amount=Decimal(1)).save, "payment_of_one_invoice")


def test_two_timers_never_run_at_once() -> None:
    load(pack())
    client = Client.objects.get()
    first = start_timer(client, at=AT, on=ON)
    refuses(
        lambda: TimeEntry.objects.create(client=client, on=ON, started_at=AT, running=True), "running",
    )  # fmt: skip
    start_timer(client, at=AT.replace(minute=30), on=ON)
    first.refresh_from_db()
    assert (first.minutes, first.running) == (30, None)
    assert stop_timer(at=AT.replace(minute=30, second=59)) is None  # within its first minute: no entry
    assert list(TimeEntry.objects.values_list("pk", flat=True)) == [first.pk]


def test_a_published_version_never_changes() -> None:
    load(pack())
    version = SopVersion.objects.get()
    for column, value in (("title", "'Other'"), ("document", "'{}'"), ("state", "'draft'"), ("number", "9")):
        refuses(sql(f"UPDATE sops_sopversion SET {column} = {value}"), "never changes; revise it")  # noqa: S608
    refuses(lambda: SopVersion.objects.filter(pk=version.pk).update(title="Other"), "never changes; revise it")
    load(pack(sop={"title": "New"}))
    assert list(SopVersion.objects.order_by("number").values_list("title", "state")) == [
        ("My procedures", "superseded"),
        ("New", "published"),
    ]
