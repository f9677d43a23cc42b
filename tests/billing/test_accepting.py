"""Signing a quote: its agreements, what is billed before work, the gate and the stage, in one act."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import proposing, quoting
from billing.accepting import Signed, accept, cancel, signed
from billing.choosing import plan
from billing.collecting import record_payment
from billing.crediting import credit
from billing.gating import overrule
from billing.issuing import issue_month
from billing.models import Gate, Invoice, Quote, QuoteLine
from billing.offering import said_of
from billing.storing import Entry
from clients import admitting
from clients.gates import holds_of
from clients.models import Agreement, ChecklistItem, Client, Milestone, Onboarding
from requests.timing import Span, log
from tests.billing.months import SOP, Pack, load, pack, passing
from vacrm.exact import month_of
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db
D = Decimal
ON, AT = date(2026, 11, 3), datetime(2026, 11, 3, 9, tzinfo=UTC)
HALF: Pack = {"mission": {"percent": 50}}
NONE: Pack = {"mission": None}
MONTHS: Pack = {**HALF, "package": {"percent": 100}}
HELD: Pack = {"mission": {"percent": 50, "gates": "onboarding"}}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())


def begun(deposits: Pack = HALF, more: Pack | None = None, **rest: Any) -> Client:
    load(
        {**pack(sop={**SOP, **(more or {}), "deposits": deposits}, client={"stage": "lead"}, **rest), "agreements": []}
    )
    return Client.objects.get()


def mission(price: str = "900.00", **more: Any) -> QuoteLine:
    return QuoteLine(**{"kind": "mission", "label": "A site", "quantity": D(1), "rate": D(price), **more})


def package(**more: Any) -> QuoteLine:
    values = {"kind": "package", "label": "Ten hours", "price": D("350.00"), "included_minutes": 600}
    return QuoteLine(**{**values, "overage_rate": D("40.00"), **more})


def hourly(hours: str = "10", **more: Any) -> QuoteLine:
    return QuoteLine(**{"kind": "hourly", "label": "Agenda", "quantity": D(hours), "rate": D("45.00"), **more})


def sent(client: Client, *lines: QuoteLine, **more: Any) -> Quote:
    made = quoting.begin(client, on=ON)
    made.title = "Working together"
    for name, value in more.items():
        setattr(made, name, value)
    return proposing.seal(quoting.make(made, lines, at=AT, on=ON), at=AT, on=ON)


def sign(quote: Quote, *chosen: int, on: date = ON) -> Signed:
    return accept(quote, chosen, on=on, at=AT)


def shown(invoice: Invoice) -> tuple[str, str, list[str]]:
    return invoice.kind, str(invoice.gross), [str(line.net) for line in invoice.lines.order_by("position")]


def test_signing_makes_the_agreements_bills_the_deposit_and_moves_the_stage() -> None:
    quote = sent(begun(), mission(service="agenda"), package(timing="arrears"), hourly())
    made = sign(quote)
    assert [(each.kind, each.sop_id, each.signed_on, each.starts_on) for each in made.agreements] == [
        (kind, quote.sop_id, ON, ON) for kind in ("mission", "package", "hourly")
    ]
    site, month, hours = made.agreements
    assert (site.price, site.services) == (D("900.00"), ["agenda"])
    assert (month.price, month.included_minutes, month.overage_rate) == (D("350.00"), 600, D("40.00"))
    assert (hours.rate, hours.price) == (D("45.00"), None)
    assert [shown(each) for each in made.invoices] == [("deposit", "450.00", ["450.00"])]
    assert [row.subject for row in Delivery.objects.filter(kind="invoice")] != []
    client = Client.objects.get()
    assert client.stage == "signed"
    (hold,) = holds_of(client, ON)
    assert hold.short == "deposit €450.00 unpaid, on its way"
    quote.refresh_from_db()
    assert (quote.state, quote.answered_at) == ("accepted", AT)


def test_signing_twice_changes_nothing() -> None:
    quote = sent(begun(), mission())
    first, again = sign(quote), sign(quote)
    assert [each.pk for each in again.agreements] == [each.pk for each in first.agreements]
    assert [each.number for each in again.invoices] == [each.number for each in first.invoices]
    assert (Agreement.objects.count(), Invoice.objects.count(), Delivery.objects.count()) == (1, 1, 1)
    assert Milestone.objects.filter(kind="signed").count() == 1


def test_the_payment_opens_the_gate_and_the_onboarding_begins() -> None:
    (invoice,) = sign(sent(begun(), mission())).invoices
    record_payment(str(invoice.number), on=ON, amount=D("450.00"), at=AT)
    client = Client.objects.get()
    assert client.stage == "onboarding"
    assert holds_of(client, ON) == []


def test_without_a_deposit_the_onboarding_begins_at_once() -> None:
    made = sign(sent(begun(NONE), mission(), hourly()))
    assert made.invoices == []
    assert Client.objects.get().stage == "onboarding"
    assert set(Milestone.objects.values_list("kind", flat=True)) >= {"signed", "deposit_not_due"}


STEPS = {"process": {"onboarding": [{"code": "access", "label": "Open an account"}]}}


@pytest.mark.parametrize(("deposits", "begins"), [(NONE, True), (HALF, True), (HELD, False)])
def test_signing_begins_the_onboarding_unless_a_deposit_holds_it(deposits: Pack, begins: bool) -> None:
    quote = sent(begun(deposits, more=STEPS), mission())
    invoices = sign(quote).invoices
    assert [each.begun_on for each in Onboarding.objects.all()] == [ON] * begins
    for invoice in invoices:
        record_payment(str(invoice.number), on=ON, amount=D("450.00"), at=AT)
    sign(quote)
    assert Onboarding.objects.get().items.get().label == "Open an account"


def test_the_client_is_told_where_to_begin_and_the_signature_is_a_step() -> None:
    steps = [{"code": "contract", "label": "Sign"}, {"code": "form", "label": "Fill in the form"}]
    client = begun(NONE, more={"process": {"onboarding": steps}})
    Client.objects.update(email="lou@acme.example", language="fr")
    quote = sent(client, mission())
    admitting.invite(client, to="lou@acme.example", address="https://crm.example/p/open/{}/".format, at=AT)
    sign(quote)
    told = Delivery.objects.get(kind="checklist")
    assert "une étape vous revient" in told.body
    assert "Fill in the form" in told.body
    assert "https://crm.example/p/open/" in told.body
    assert list(ChecklistItem.objects.values_list("code", "done_at")) == [("contract", AT), ("form", None)]


def test_a_gate_opened_by_hand_begins_the_onboarding_it_held() -> None:
    sign(sent(begun(HELD, more=STEPS), mission()))
    overrule(Gate.objects.get(), note="An old friend.", by="nadia", at=AT)
    assert Onboarding.objects.count() == 1


def test_nothing_begins_where_the_rules_have_no_steps() -> None:
    sign(sent(begun(NONE), mission()))
    assert not Onboarding.objects.exists()


def test_who_works_with_her_already_is_not_brought_in_anew() -> None:
    client = begun(NONE, more=STEPS)
    Client.objects.update(stage="active")
    sign(sent(client, mission()))
    assert not Onboarding.objects.exists()


def test_only_the_options_chosen_become_agreements() -> None:
    quote = sent(begun(), mission(), mission("300.00", is_optional=True), hourly(is_optional=True))
    made = sign(quote, 2)
    assert [each.price for each in made.agreements] == [D("900.00"), D("300.00")]
    assert [each.is_chosen for each in quote.lines.order_by("position")] == [True, True, False]
    assert [shown(each) for each in made.invoices] == [("deposit", "600.00", ["450.00", "150.00"])]


def test_a_line_that_is_no_option_cannot_be_chosen() -> None:
    quote = sent(begun(), mission(), hourly())
    with pytest.raises(ValidationError, match="no option"):
        sign(quote, 2)
    assert not Agreement.objects.exists()


def test_the_threshold_and_the_amount_are_of_all_missions_together() -> None:
    rule = {"mission": {"amount": D("200.00"), "above": D("1000.00")}}
    made = sign(sent(begun(rule), mission("600.00"), mission("600.00")))
    assert [shown(each) for each in made.invoices] == [("deposit", "200.00", ["100.00", "100.00"])]


def test_below_the_threshold_nothing_is_billed() -> None:
    assert sign(sent(begun({"mission": {"percent": 50, "above": D("900.00")}}), mission())).invoices == []


def test_the_discount_is_in_the_agreements_and_in_the_deposit() -> None:
    quote = sent(begun(), mission(), mission("300.00"), hourly(), discount_percent=D(10), discount_reason="first work")
    made = sign(quote)
    assert [each.price or each.rate for each in made.agreements] == [D("810.00"), D("270.00"), D("40.50")]
    assert [shown(each) for each in made.invoices] == [("deposit", "540.00", ["405.00", "135.00"])]


def test_a_package_in_advance_bills_its_first_month_and_work_waits_where_the_sop_says_so() -> None:
    made = sign(
        sent(begun({"package": {"percent": 100, "gates": "onboarding"}}), package(), starts_on=date(2026, 12, 1))
    )
    assert [shown(each) for each in made.invoices] == [("invoice", "350.00", ["350.00"])]
    (hold,) = holds_of(Client.objects.get(), ON)
    assert hold.holds_onboarding
    assert hold.short == "first month €350.00 unpaid, on its way"
    closed(date(2026, 12, 1))
    assert Invoice.objects.filter(lines__period="2026-12").count() == 1  # billed once


def test_a_first_month_far_ahead_is_left_to_the_months_where_no_deposit_is_asked() -> None:
    assert sign(sent(begun(NONE), package(), starts_on=date(2027, 2, 1))).invoices == []


def test_two_invoices_are_waited_for_until_both_are_paid() -> None:
    made = sign(sent(begun({**HALF, "package": {"percent": 100}}), mission(), package()))
    deposit, month = made.invoices
    record_payment(str(deposit.number), on=ON, amount=deposit.gross, at=AT)
    assert len(holds_of(Client.objects.get(), ON)) == 1
    assert Client.objects.get().stage == "signed"
    record_payment(str(month.number), on=ON, amount=month.gross, at=AT)
    assert Client.objects.get().stage == "onboarding"


def test_two_kinds_asked_whole_are_two_deposits_where_one_would_cost_a_cent() -> None:
    whole: Pack = {"mission": {"percent": 100}, "hourly": {"percent": 100}}
    hours = hourly("1", rate=D("10.03"), vat_rate=D(20))
    quote = sent(begun(whole, business=business(liable=True)), mission("10.03", vat_rate=D(20)), hours)
    foretold = plan(quote, said_of(quote, on=ON), on=ON)
    made = sign(quote)
    assert [shown(each) for each in made.invoices] == [("deposit", "12.04", ["10.03"]), ("deposit", "12.04", ["10.03"])]
    assert foretold.now == D("24.08")
    assert len(holds_of(Client.objects.get(), ON)) == 2


def test_invoices_call_what_was_signed_as_the_quote_did() -> None:
    month = QuoteLine(kind="subscription", label="Standby", price=D("80.00"), timing="arrears")
    made = sign(sent(begun({**HALF, "hourly": {"percent": 50}}), mission(), hourly(), month))
    assert labels(made.invoices[0]) == ["Deposit of 50%: A site", "Deposit of 50%: Agenda"]
    Agreement.objects.filter(kind="mission").update(done_on=date(2026, 11, 20))
    (invoice,) = closed(date(2026, 12, 1))
    assert "A site" in labels(invoice)
    assert "Standby, November 2026" in labels(invoice)


def labels(invoice: Invoice) -> list[str]:
    return [line.label for line in invoice.lines.order_by("position")]


def closed(on: date) -> list[Invoice]:
    """Close the month before a day, on that day."""
    month = month_of(on.replace(day=1) - timedelta(days=1))
    return [entry.invoice for entry in issue_month(month, on=on, at=AT) if isinstance(entry, Entry) and entry.invoice]


def test_a_deposit_on_hours_comes_off_the_months_until_it_is_used_up() -> None:
    made = sign(sent(begun({"hourly": {"percent": 50}}), hourly(), starts_on=date(2026, 11, 1)))
    assert [shown(each) for each in made.invoices] == [("deposit", "225.00", ["225.00"])]
    (agreement,) = made.agreements
    nets = []
    for month, minutes in ((11, 180), (12, 240), (1, 60)):
        work(agreement, date(2026 + (month == 1), month, 5), minutes)
        (invoice,) = closed((date(2026 + (month == 1), month, 28) + timedelta(days=7)).replace(day=1))
        nets.append([str(line.net) for line in invoice.lines.order_by("position")])
    assert nets == [["135.00", "-135.00"], ["180.00", "-90.00"], ["45.00"]]


def work(agreement: Agreement, on: date, minutes: int) -> None:
    log(agreement.client, Span(on, minutes), agreement=agreement)


CENTS = st.integers(1, 200_000).map(lambda n: D(n) / 100)
PARTS = st.lists(st.tuples(CENTS, st.sampled_from(["20.00", "10.00", "5.50", "2.10", "0.00"])), min_size=1, max_size=3)


@pytest.mark.parametrize("regime", ["franchise", "debits"])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=PARTS,
    percent=st.integers(1, 100),
    months=st.lists(st.integers(0, 2), min_size=3, max_size=3),
    takes_back=st.booleans(),
)
def test_deposits_and_balances_come_to_the_quote_to_the_cent(
    regime: str, parts: list[tuple[Decimal, str]], percent: int, months: list[int], takes_back: bool
) -> None:
    with passing():
        liable = regime != "franchise"
        client = begun({"mission": {"percent": percent}}, business=business(liable))
        lines = [mission(str(price), vat_rate=D(rate) if liable else None) for price, rate in parts]
        quote = sent(client, *lines)
        made = sign(quote)
        if takes_back:
            for invoice in made.invoices:
                credit(invoice, on=ON, at=AT)
        for agreement, later in zip(made.agreements, months, strict=False):
            agreement.done_on = date(2026, 11, 20) if later == 0 else date(2026, 11 + 1, 20)
            agreement.save()
        for on in (date(2026, 12, 1), date(2027, 1, 1)):
            closed(on)
        billed = sum((each.gross for each in Invoice.objects.issued()), D(0))
        offered = quote.document.said["sums"][0]["gross"]
        if not takes_back or len(set(months[: len(parts)])) == 1:
            assert billed == D(offered)
        else:
            assert abs(billed - D(offered)) <= D("0.02")  # two months without a deposit round each for itself


def business(liable: bool) -> Pack:
    return {"vat_regime": "debits", "vat_number": "FR25900000019"} if liable else {}


def test_a_quote_that_cannot_be_signed_says_why() -> None:
    client = begun()
    draft = quoting.begin(client, on=ON)
    draft.title = "Working together"
    quoting.make(draft, [mission()], at=AT, on=ON)
    with pytest.raises(ValidationError, match="draft"):
        sign(draft)
    quote = sent(client, mission())
    with pytest.raises(ValidationError, match="valid until"):
        sign(quote, on=quote.valid_until + timedelta(days=1))
    with pytest.raises(ValidationError, match="sent on 2026-11-03; write that day or a later one"):
        sign(quote, on=ON - timedelta(days=1))
    later = quoting.revise(quote, at=AT, on=ON)
    proposing.seal(later, at=AT, on=ON)
    with pytest.raises(ValidationError, match="later version"):
        sign(quote)
    assert not Agreement.objects.exists()


def test_a_client_without_an_address_gets_the_invoice_by_hand() -> None:
    client = begun()
    Client.objects.update(email="")
    made = sign(sent(client, mission()))
    assert [each.number for each in made.unsent] == [made.invoices[0].number]


def test_a_signed_quote_called_off_proposes_the_credit_note_of_its_deposit() -> None:
    quote = sent(begun(), mission())
    sign(quote)
    with pytest.raises(ValidationError, match="why"):
        cancel(quote, why=" ", on=ON, at=AT)
    made = cancel(quote, why="The shop closes.", on=ON, at=AT)
    assert [each.ends_on for each in made.agreements] == [ON]
    credit(made.to_credit[0], on=ON, at=AT)
    assert signed(quote).to_credit == []
    with pytest.raises(ValidationError, match="not signed"):
        cancel(quote, why="Again", on=ON, at=AT)


@pytest.mark.parametrize("prorate", [True, False])
def test_what_is_called_off_before_it_begins_costs_nothing(prorate: bool) -> None:
    quote = sent(begun(NONE), package(), starts_on=date(2026, 12, 1))
    sign(quote)
    Agreement.objects.update(prorate=prorate)
    made = cancel(quote, why="The shop closes.", on=ON, at=AT + timedelta(days=1))
    credit(made.to_credit[0], on=ON, at=AT)
    assert closed(date(2026, 12, 1)) + closed(date(2027, 1, 1)) == []


def test_nothing_waits_for_the_deposit_of_a_quote_called_off() -> None:
    quote = sent(begun(HELD), mission())
    sign(quote)
    assert len(holds_of(quote.client, ON)) == 1
    cancel(quote, why="The shop closes.", on=ON, at=AT)
    assert holds_of(quote.client, ON) == []


def test_called_off_it_says_since_when_and_still_names_what_was_billed() -> None:
    quote, later = sent(begun(MONTHS), mission(), package()), AT + timedelta(days=3)
    made = sign(quote)
    cancel(quote, why="The shop closes.", on=later.date(), at=later)
    quote.refresh_from_db()
    assert quote.answered_at == later
    assert signed(quote).invoices == made.invoices


def test_nothing_is_kept_where_one_line_cannot_become_an_agreement() -> None:
    quote = sent(begun(), mission(), package())
    QuoteLine.objects.filter(kind="package").update(kind="nonsense")
    with pytest.raises(ValidationError):
        sign(quote)
    assert not Agreement.objects.exists()
    assert not Gate.objects.exists()
