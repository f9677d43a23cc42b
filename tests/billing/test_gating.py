"""Work waits until a deposit is paid: the payment opens the gate, or she does, with a note."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from billing.collecting import record_payment, take_back
from billing.crediting import credit
from billing.depositing import bill_deposit
from billing.gating import opens, overrule, wait_again
from billing.models import Gate, Invoice
from clients.gates import Hold, holds, holds_of
from clients.models import Client, Milestone
from tests.billing.months import SOP, agreement, load, pack

pytestmark = pytest.mark.django_db
D = Decimal
ON, AT = date(2026, 10, 2), datetime(2026, 10, 2, 9, tzinfo=UTC)


def billed(gates: str = "start") -> Invoice:
    sop = {**SOP, "deposits": {"mission": {"percent": 50, "gates": gates}}}
    load(pack(agreement("mission"), sop=sop))
    return bill_deposit("mission", on=ON, at=AT)[0]


def pay(invoice: Invoice, amount: str = "450.00") -> None:
    record_payment(str(invoice.number), on=ON, amount=D(amount), at=AT)


def found() -> list[Hold]:
    return holds_of(Client.objects.get(), date(2026, 10, 5))


def test_work_waits_for_a_deposit_until_it_is_paid_in_full() -> None:
    invoice = billed()
    (hold,) = found()
    assert hold.holds == "start"
    assert hold.sentence == (
        "The deposit F2026-0001 is not paid: €450.00, not sent yet. Your rules let the start of work wait for it."
    )
    pay(invoice, "449.99")
    assert found()[0].short == "deposit €0.01 unpaid, not sent yet"
    assert not Milestone.objects.exists()
    pay(invoice, "0.01")
    assert found() == []
    assert opens(invoice) == "Nothing holds the work for Acme SARL any more."
    (said,) = Milestone.objects.all()
    assert (said.kind, said.on, said.source) == ("deposit_paid", ON, f"invoice:{invoice.pk}")


def test_the_onboarding_waits_where_the_rules_say_so() -> None:
    billed("onboarding")
    (hold,) = found()
    assert hold.holds_onboarding
    assert "Your rules let the onboarding wait for it." in hold.sentence


def test_nothing_waits_where_the_rules_gate_nothing() -> None:
    invoice = billed("none")
    assert found() == []
    assert not Gate.objects.exists()
    pay(invoice)
    assert [each.kind for each in Milestone.objects.all()] == ["deposit_paid"]
    assert opens(invoice) == ""


def test_a_payment_that_was_a_slip_shuts_the_gate_again() -> None:
    invoice = billed()
    payment = record_payment(str(invoice.number), on=ON, amount=D("450.00"), at=AT)
    take_back(payment, since=AT)
    assert len(found()) == 1
    assert not Milestone.objects.exists()


def test_a_credited_deposit_holds_nothing() -> None:
    credit(billed(), on=ON, at=AT)
    assert found() == []


def test_she_opens_it_with_a_note_and_may_let_it_wait_again() -> None:
    billed()
    gate = overrule(Gate.objects.get(), note=" An old client. ", by="nadia", at=AT)
    assert (gate.note, gate.overruled_by, gate.overruled_at) == ("An old client.", "nadia", AT)
    assert found() == []
    assert overrule(gate, note="Again", by="nadia", at=AT).note == "An old client."
    assert not Milestone.objects.exists()  # nothing was paid
    wait_again(gate)
    assert len(found()) == 1


@pytest.mark.parametrize("note", ["", "   ", "x" * 301])
def test_it_is_not_opened_without_a_note(note: str) -> None:
    billed()
    with pytest.raises(ValidationError):
        overrule(Gate.objects.get(), note=note, by="nadia", at=AT)
    assert len(found()) == 1


def test_nobody_is_asked_about_no_client() -> None:
    assert holds([], ON) == {}
