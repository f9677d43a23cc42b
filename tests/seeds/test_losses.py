"""A dump says what it cannot hold: nothing of money is lost silently."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from billing.adjusting import discount
from billing.crediting import credit
from billing.models import Expense, Invoice, Quote, QuoteLine
from billing.quoting import make
from clients import onboarding, sharing
from clients.models import Client
from requests.attaching import attach
from requests.models import ClientRequest
from sops.models import SopVersion
from tests.billing.months import agreement, close, load, minutes, pack, paris, refused, urgent, worked, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2027-12-31T12:00:00+01:00")


def said() -> list[str]:
    """The lines that dumping writes on the standard error."""
    err = StringIO()
    call_command("dump_pack", stdout=StringIO(), stderr=err)
    return err.getvalue().splitlines()


def test_what_was_said_about_requests_is_counted() -> None:
    load(pack(requests=[urgent()]))
    asked = ClientRequest.objects.get()
    ClientRequest.objects.update(words="Bonjour")
    attach(asked, "offre.txt", b"offre", at=paris("2026-10-06 12:00"))
    assert said() == [
        "requests: 1 words, 1 files stay behind; a pack holds the facts of a request, and a backup all of it"
    ]


def test_what_clients_gave_at_the_beginning_is_counted() -> None:
    load(pack())
    client = Client.objects.get()
    at = paris("2026-10-06 09:00")
    onboarding.begin(client, at=at, on=at.date())
    sharing.note_access(client, {"tool": "Canva", "shared": "Invitation", "right": "edit"}, by="client", at=at)
    (line,) = said()
    assert line.startswith("clients: 1 onboardings, 1 accesses stay behind")


def test_quotes_and_meetings_are_counted() -> None:
    load(pack())
    client, at = Client.objects.get(), paris("2026-10-06 09:00")
    offered = Quote(client=client, sop=SopVersion.objects.get(), title="Inbox", language="fr", currency="EUR")
    offered.valid_until = date(2026, 11, 6)
    make(offered, [QuoteLine(kind="mission", label="Inbox", quantity=1, rate=Decimal(90))], at=at, on=at.date())
    assert said() == ["clients: 1 quotes stay behind; a backup holds them with their proofs"]


def test_a_plain_business_is_dumped_without_a_word() -> None:
    load(pack(requests=[urgent()], time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")]))
    assert said() == []
    close("2026-10", "--issue")
    assert said() == []


def test_an_agreement_pinned_to_an_older_sop_is_named() -> None:
    load(pack())
    load(pack(sop={"title": "New", "urgency": {"notice_hours": 48}}))
    (line,) = said()
    assert line.startswith("agreements.hourly: ") and "v1" in line


def test_a_request_promised_twice_is_named() -> None:
    load(pack(requests=[urgent()]))
    later = {"wanted_by": paris("2026-10-06 17:00"), "committed_at": paris("2026-10-06 10:00")}
    load(pack(requests=[urgent(**later)]))
    (line,) = said()
    assert line.startswith("requests.r1: ")


def test_hours_that_came_late_are_named() -> None:
    load(pack(time=[minutes("2026-10-07", 30)]))
    close("2026-10", "--issue")
    load(pack(time=[minutes("2026-10-08", 45)]))
    (line,) = said()
    assert line.startswith("agreements.hourly: 45 unbilled minutes")


def test_a_period_freed_by_a_credit_note_is_named() -> None:
    load(pack(agreement("subscription")))
    for month, on in (("2026-10", "2026-11-01"), ("2026-11", "2026-12-01"), ("2026-12", "2027-01-01")):
        close(month, "--issue", on=on)
    middle = Invoice.objects.get(month="2026-11")
    credit(middle, on=date(2027, 1, 2), at=datetime(2027, 1, 2, 9, tzinfo=UTC))
    (line,) = said()
    assert line.startswith("agreements.subscription: 2026-11 was credited")


def test_overage_that_waits_for_a_consent_is_named() -> None:
    load(pack(agreement("package", overage="consent"), time=[minutes("2026-10-02", 690, agreement="package")]))
    close("2026-10", "--issue")
    (line,) = said()
    assert line.startswith("agreements.package: 90 minutes beyond the package in 2026-10")


def test_facts_of_a_promise_cannot_be_reloaded_away() -> None:
    load(pack(requests=[urgent()]))
    later = paris("2026-10-08 18:00")
    for change in ({"committed_at": None, "wanted_by": later}, {"wanted_by": later}):
        (line,) = refused("load_pack", str(write(pack(requests=[urgent(**change)]))))
        assert line.startswith("requests[0].committed_at: ") and "wanted_by" in line


def test_an_older_promise_does_not_come_back() -> None:
    first = urgent()
    load(pack(requests=[first]))
    load(pack(requests=[urgent(wanted_by=paris("2026-10-06 17:00"), committed_at=paris("2026-10-06 10:00"))]))
    (line,) = refused("load_pack", str(write(pack(requests=[first]))))
    assert line.startswith("requests[0].committed_at: ")


def test_an_agreement_keeps_the_hours_it_has() -> None:
    load(pack(time=[minutes("2026-10-09", 30)]))
    for change, field in (
        ({"ends_on": date(2026, 10, 5)}, "ends_on"),
        ({"starts_on": date(2026, 10, 20)}, "starts_on"),
    ):
        (line,) = refused("load_pack", str(write(pack(agreement(**change)))))
        assert line.startswith(f"agreements[0].{field}: ") and "2026-10-09" in line


def test_a_country_or_currency_that_is_none_is_refused() -> None:
    for change, field in (({"country": "ZQ"}, "country"), ({"currency": "XQZ"}, "currency")):
        (line,) = refused("load_pack", str(write(pack(client=change))))
        assert line.startswith(f"clients[0].{field}: ")


def test_a_billed_expense_stays_as_it_was() -> None:
    spent = {"key": "e1", "client": "acme", "on": date(2026, 10, 2), "label": "Licence", "net": Decimal("12.00")}
    load(pack(expenses=[spent]))
    close("2026-10", "--issue")
    load(pack(expenses=[spent]))
    (line,) = refused("load_pack", str(write(pack(expenses=[spent | {"net": Decimal("15.00")}]))))
    assert line.startswith("expenses[0].key: ")
    with pytest.raises(DatabaseError), transaction.atomic():
        Expense.objects.update(label="Other")


def test_an_agreement_stays_with_its_client() -> None:
    load(pack())
    other = {"key": "bolt", "name": "Bolt"}
    (line,) = refused("load_pack", str(write(pack(agreement(client="bolt"), clients=[other]))))
    assert line.startswith("agreements[0].client: ")


def test_what_was_adjusted_by_hand_is_named_until_it_is_issued() -> None:
    load(pack(time=[minutes("2026-10-07", 60)]))
    acme, at = Client.objects.get(), datetime(2026, 11, 1, tzinfo=UTC)
    discount(acme, "2026-10", reason="Loyalty", percent=Decimal("10"), on=at.date(), at=at)
    (line,) = said()
    assert line.startswith("clients.acme: a discount “Loyalty” of 2026-10 ")
    close("2026-10", "--issue")
    assert said() == []
