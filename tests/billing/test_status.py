"""Where an invoice stands is read from facts, by the rule and by the database alike."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import product

import pytest

from billing.models import Invoice, InvoiceDelivery, Payment
from billing.rules.status import STATUSES, Facts, status
from billing.standing import balance, facts_of, in_status, with_paid
from clients.models import Client
from vacrm.post.models import Delivery

NOW = datetime.fromisoformat("2026-11-22T09:00:00+01:00")
ON = NOW.date()
LATER, EARLIER = date(2026, 11, 23), date(2026, 11, 21)
HUNDRED, ZERO = Decimal("100.00"), Decimal("0.00")

TABLE = {
    "a draft": (Facts(issued=False, gross=HUNDRED), "draft"),
    "issued, not yet sent": (Facts(issued=True, gross=HUNDRED, due_on=LATER), "issued"),
    "sent": (Facts(issued=True, gross=HUNDRED, due_on=LATER, sent=True), "sent"),
    "due today is not late": (Facts(issued=True, gross=HUNDRED, due_on=ON, sent=True), "sent"),
    "due yesterday is late": (Facts(issued=True, gross=HUNDRED, due_on=EARLIER), "overdue"),
    "paid in part": (Facts(issued=True, gross=HUNDRED, paid=Decimal("0.01"), due_on=LATER), "part_paid"),
    "paid in part and late": (Facts(issued=True, gross=HUNDRED, paid=Decimal("99.99"), due_on=EARLIER), "overdue"),
    "paid in full, though late": (Facts(issued=True, gross=HUNDRED, paid=HUNDRED, due_on=EARLIER), "paid"),
    "paid over": (Facts(issued=True, gross=HUNDRED, paid=Decimal("100.01")), "paid"),
    "given back": (Facts(issued=True, gross=HUNDRED, paid=Decimal("-5.00"), due_on=LATER), "issued"),
    "nothing to pay": (Facts(issued=True, gross=ZERO, due_on=EARLIER), "paid"),
    "credited, though late": (Facts(issued=True, gross=HUNDRED, due_on=EARLIER, credited=True), "credited"),
    "a credit note": (Facts(issued=True, gross=-HUNDRED, is_credit=True), "credit"),
}


@pytest.mark.parametrize(("facts", "expected"), TABLE.values(), ids=TABLE)
def test_the_status_is_read_from_facts(facts: Facts, expected: str) -> None:
    assert status(facts, ON) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(issued=True, gross=HUNDRED, paid=Decimal("40.00")), "60.00"),
        (Facts(issued=True, gross=HUNDRED, paid=Decimal("120.00")), "-20.00"),
        (Facts(issued=True, gross=HUNDRED, credited=True), "0.00"),
        (Facts(issued=False, gross=HUNDRED), "0.00"),
        (Facts(issued=True, gross=-HUNDRED, is_credit=True), "0.00"),
    ],
)
def test_what_is_still_due(facts: Facts, expected: str) -> None:
    assert str(facts.due) == expected


def invoice(
    client: Client, name: str, *, due_on: date | None, paid: str, sent: bool, takes_back: Invoice | None = None
) -> Invoice:
    """An issued invoice of 100.00, or a credit note of as much."""
    gross = -HUNDRED if takes_back else HUNDRED
    made = Invoice.objects.create(
        client=client, kind="credit" if takes_back else "invoice", credits=takes_back,
        month="2026-10", language="en", currency="EUR", number=name,
        issued_on=EARLIER, issued_at=NOW, due_on=due_on, net=gross, gross=gross,
    )  # fmt: skip
    if Decimal(paid):
        Payment.objects.create(invoice=made, on=ON, amount=Decimal(paid), means="transfer")
    if sent:
        delivery = Delivery.objects.create(
            message_id=name, kind="invoice", language="en", to=["a@roux.example"], from_email="b@roux.example",
            subject="s", body="b", queued_at=NOW, claimed_at=NOW, sent_at=NOW,
        )  # fmt: skip
        InvoiceDelivery.objects.create(invoice=made, delivery=delivery)
    return made


@pytest.fixture
def every_kind(db: None) -> None:
    """Invoices in all combinations of facts, a credited one, its credit note, and a draft."""
    client = Client.objects.create(key="roux", name="Roux")
    facts = product([None, EARLIER, ON, LATER], ["-5.00", "0.00", "40.00", "100.00", "120.00"], [True, False])
    for count, (due_on, paid, sent) in enumerate(facts):
        invoice(client, f"F-{count}", due_on=due_on, paid=paid, sent=sent)
    taken_back = invoice(client, "F-back", due_on=EARLIER, paid="0.00", sent=True)
    invoice(client, "F-note", due_on=None, paid="0.00", sent=False, takes_back=taken_back)
    Invoice.objects.create(client=client, month="2026-11", language="en", currency="EUR", net=HUNDRED, gross=HUNDRED)


def test_the_database_agrees_with_the_rule(every_kind: None) -> None:
    found = list(with_paid(Invoice.objects.all()))
    read = {name: {each.pk for each in found if status(facts_of(each), ON) == name} for name in STATUSES}
    asked = {
        name: set(in_status(with_paid(Invoice.objects.all()), name, ON).values_list("pk", flat=True))
        for name in STATUSES
    }
    assert asked == read
    assert all(read.values()), "each status is met at least once"
    assert sum(len(ids) for ids in read.values()) == len(found), "and each invoice is in exactly one"


def test_a_status_that_is_none_finds_nothing(every_kind: None) -> None:
    assert not in_status(with_paid(Invoice.objects.all()), "lost", ON).exists()


def test_a_list_is_read_in_one_statement(every_kind: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert sum(balance(each) > 0 for each in with_paid(Invoice.objects.all())) > 0
