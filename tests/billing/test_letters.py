"""The words of documents and letters, in the client's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.adjusting import add_line
from billing.depositing import bill_deposit
from billing.models import Invoice
from billing.sending import send
from billing.storing import snapshot_of
from clients.models import Client
from tests.billing.months import agreement, close, load, minutes, pack

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
FRENCH = {"language": "fr"}


def letter(invoice: Invoice) -> str:
    return send(invoice, at=AT).body.replace("\u00a0", " ")


def the_invoice() -> Invoice:
    (found,) = close("2026-10", "--issue")["invoices"]
    return Invoice.objects.get(number=found["number"])


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (Decimal("13.0"), "des pénalités de 13 % par an et une indemnité forfaitaire"),
        (None, "des pénalités au taux de refinancement de la Banque centrale européenne majoré de 10 points et"),
    ],
)
def test_late_penalties_are_said_in_good_french(rate: Decimal | None, words: str) -> None:
    load(pack(client=FRENCH, sop={"payment": {"late_rate": rate}}, time=[minutes("2026-10-07", 30)]))
    mentions = " ".join(snapshot_of(the_invoice()).mentions).replace("\u00a0", " ")
    assert words in mentions


def test_late_penalties_are_said_in_good_english() -> None:
    load(pack(sop={"payment": {"late_rate": Decimal("12.5")}}, time=[minutes("2026-10-07", 30)]))
    assert "penalties of 12.5% a year and a flat recovery fee" in " ".join(snapshot_of(the_invoice()).mentions)


def test_what_a_paragraph_refers_to_is_said_where_a_line_bears_one() -> None:
    load(pack(agreement("subscription"), agreement(), time=[minutes("2026-10-07", 30)]))
    assert "procedures, version 1" in snapshot_of(the_invoice()).rules_note


def test_no_paragraph_is_explained_where_none_is_printed() -> None:
    load(pack(agreement("subscription")))
    said = snapshot_of(the_invoice())
    assert (said.rules_note, [line.paragraph for line in said.lines]) == ("", [""])


def test_lines_of_her_own_are_of_the_month_they_are_on() -> None:
    load(pack())
    when: dict[str, Any] = {"on": AT.date(), "at": AT}
    acme = Client.objects.get()
    add_line(acme, "2026-10", label="Stamps", quantity=Decimal(1), unit="piece", price=Decimal("5.00"), **when)
    said = snapshot_of(the_invoice())
    assert (said.period_from, said.period_to) == (date(2026, 10, 1), date(2026, 10, 31))


def test_a_letter_names_a_deposit_invoice_as_what_it_is() -> None:
    load(pack(agreement("mission"), client=FRENCH))
    invoice, _proposal = bill_deposit("mission", on=date(2026, 11, 1), at=AT)
    assert "la facture d’acompte F2026-0001, de 450,00 €, à régler au plus tard le 1er novembre 2026" in letter(invoice)


def test_a_letter_writes_the_iban_as_people_copy_it() -> None:
    load(pack(client=FRENCH, time=[minutes("2026-10-07", 30)]))
    assert "IBAN : FR14 2004 1010 0505 0001 3M02 606" in letter(the_invoice())


def test_a_balance_of_nothing_asks_for_nothing() -> None:
    deposits = [{"agreement": "mission", "number": "A-1", "issued_on": date(2026, 10, 1), "net": Decimal("900.00")}]
    load(pack(agreement("mission", done_on=date(2026, 10, 20)), client=FRENCH, deposits=deposits))
    text = letter(the_invoice())
    assert "la facture de solde F2026-0001. Il ne reste rien à payer." in text
    assert "IBAN" not in text and "régler" not in text
