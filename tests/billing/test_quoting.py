"""Quotes: written, sent as exact bytes, followed by versions, answered by hand."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from billing import contracting, proposing, quoting, replying
from billing.models import Quote, QuoteLine
from billing.offering import said_of
from billing.rules.quote import MONTH, ONCE, add_up
from clients.models import Client, Milestone
from tests.demonstration import NOW, demonstration
from vacrm.post.models import Delivery

__all__ = ["demonstration"]
ON = NOW.date()
LATER = NOW + timedelta(days=3)
D = Decimal


@pytest.fixture(autouse=True)
def _now(demonstration: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", NOW.isoformat())


def client(key: str = "nordlys") -> Client:
    found = Client.objects.get(key=key)
    found.email = found.email or "hello@nordlys.example"
    found.save()
    return found


def package(**more: object) -> QuoteLine:
    values = {"kind": "package", "label": "Eighteen hours", "price": D("720.00"), "included_minutes": 1080}
    return QuoteLine(**{**values, "overage_rate": D("42.00"), **more})


def setup(**more: object) -> QuoteLine:
    values = {"kind": "mission", "label": "Setting up", "quantity": D(2), "rate": D("150.00")}
    return QuoteLine(**{**values, **more})


def quote(*lines: QuoteLine, at: datetime = NOW, **more: object) -> Quote:
    made = quoting.begin(client(), on=at.date())
    made.title = "Working together"
    for name, value in more.items():
        setattr(made, name, value)
    return quoting.make(made, lines or (package(), setup()), at=at, on=at.date())


def text_of(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", " ")


def test_references_follow_one_another_within_a_year() -> None:
    first, second = quote(), quote()
    assert first.ref[:6] in ("Q2026-", "D2026-")
    assert int(second.ref[6:]) == int(first.ref[6:]) + 1


def test_a_mission_is_priced_by_its_quantity_and_a_month_is_one() -> None:
    made = quote()
    said = said_of(made, on=ON)
    assert {each.rhythm: str(each.net) for each in said.sums} == {ONCE: "300.00", MONTH: "720.00"}
    assert made.lines.get(kind="mission").price == D("300.00")


def test_it_is_valid_as_long_as_the_sop_says() -> None:
    made = quote()
    days = made.sop.policy().process.quote_valid_days
    assert days and made.valid_until == ON + timedelta(days=days)


def test_options_count_only_once_chosen() -> None:
    made = quote(package(), setup(is_optional=True))
    said = said_of(made, on=ON)
    assert [each.rhythm for each in said.sums] == [MONTH]
    chosen = add_up(said.offers({2}), said.discount)
    assert chosen.agreed == {1: D("720.00"), 2: D("300.00")}


def test_a_quote_of_options_only_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least one line"):
        quote(setup(is_optional=True))


def test_more_than_the_sum_is_not_taken_off() -> None:
    with pytest.raises(ValidationError, match="cannot be taken off"):
        quote(discount_amount=D("300.01"), discount_reason="Too kind")


def test_sending_freezes_the_bytes_and_records_the_evidence() -> None:
    made = quote()
    delivery = proposing.send(made, at=LATER, on=LATER.date())
    made = Quote.objects.get(pk=made.pk)
    content = bytes(made.document.content)
    assert made.document.sha256 == hashlib.sha256(content).hexdigest()
    assert (made.state, made.sent_at) == ("sent", LATER)
    assert Milestone.objects.filter(client=made.client, kind="quote_sent", source=f"quote:{made.pk}").count() == 1
    attached = delivery.attachments.get()
    assert bytes(attached.content) == content and attached.name == f"{made.ref}.pdf"
    assert [each.what for each in made.events.all()] == ["made", "sent"]


@pytest.mark.parametrize(
    ("is_optional", "by_link"),
    [
        (True, "tick the options you would like and sign online, with the link at the end"),
        (False, "To accept it, sign online with the link at the end of this message, or send it back signed."),
    ],
)
def test_the_letter_says_how_to_accept_with_a_link_and_without(is_optional: bool, by_link: str) -> None:
    draft = quote(package(), setup(is_optional=is_optional))
    Quote.objects.filter(pk=draft.pk).update(language="en")
    draft.refresh_from_db()
    assert by_link in proposing.letter(draft, on=ON).body
    without = proposing.letter(draft, on=ON, online=False).body
    assert "link" not in without
    assert "send it back signed, or write to me that you agree" in without
    delivery = proposing.send(draft, at=NOW, on=ON, address=lambda secret: f"https://va.example/p/open/{secret}/")
    assert by_link in delivery.body
    assert "https://va.example/p/open/" in delivery.body


def test_the_validity_runs_from_the_day_of_sending_unless_she_wrote_another() -> None:
    left, written = quote(), quote(valid_until=date(2026, 12, 24))
    days = left.sop.policy().process.quote_valid_days or 0
    assert proposing.seal(left, at=LATER, on=LATER.date()).valid_until == LATER.date() + timedelta(days=days)
    assert proposing.seal(written, at=LATER, on=LATER.date()).valid_until == date(2026, 12, 24)


def test_a_quote_whose_last_day_is_over_is_not_sent() -> None:
    with pytest.raises(ValidationError, match="last day"):
        proposing.send(quote(valid_until=ON - timedelta(days=1)), at=NOW, on=ON)
    assert not Delivery.objects.filter(kind="quote").exists()


def test_the_document_holds_offer_contract_and_procedures_in_the_clients_language() -> None:
    made = proposing.seal(quote(setup(is_optional=True), package(detail="Mails and dates")), at=NOW, on=ON)
    text = text_of(bytes(made.document.content))
    for words in ("Devis", made.ref, "Eighteen hours", "Mails and dates", "Options", "Contrat", "Annexe", "§5.4"):
        assert words in text, words


def test_the_same_quote_gives_the_same_bytes() -> None:
    made = quote()
    said = said_of(made, on=ON)
    assert proposing.draw_quote(said, made.sop) == proposing.draw_quote(said, made.sop)


def test_what_was_sent_is_not_changed_but_followed_by_a_version() -> None:
    made = proposing.seal(quote(), at=NOW, on=ON)
    with pytest.raises(ValidationError, match="next version"):
        quoting.change(made, [package()], on=ON)
    second = quoting.revise(made, at=LATER, on=ON)
    assert (second.ref, second.version, second.supersedes) == (made.ref, 2, made)
    assert [line.label for line in second.lines.all()] == [line.label for line in made.lines.all()]
    assert quoting.revise(made, at=LATER, on=ON) == second
    assert Quote.objects.get(pk=made.pk).can_be_answered(ON)
    proposing.seal(second, at=LATER, on=ON)
    first = Quote.objects.get(pk=made.pk)
    assert first.is_replaced and not first.can_be_answered(ON)
    assert first.events.last() is not None and first.events.latest("pk").what == "replaced"
    assert said_of(second, on=ON).replaces == made.ref


def test_a_duplicate_is_a_draft_of_its_own() -> None:
    made = proposing.seal(quote(discount_percent=D(10), discount_reason="First year"), at=NOW, on=ON)
    copy = quoting.duplicate(made, at=LATER, on=ON)
    assert copy.ref != made.ref and copy.is_draft and copy.version == 1
    assert copy.discount_percent == D(10) and copy.lines.count() == 2


def test_changing_a_draft_writes_its_lines_anew() -> None:
    made = quote()
    quoting.change(made, [setup(label="Only this")], on=ON)
    assert [line.label for line in made.lines.all()] == ["Only this"]


def test_the_clauses_are_those_of_the_sop_until_she_writes_her_own() -> None:
    made = quote()
    kept = {each.code: each for each in contracting.wordings(made)}
    assert {"hours", "scope", "urgencies", "payment", "boundaries", "termination"} <= set(kept)
    made = contracting.word(made, {"boundaries": "No calls after six.", "payment": kept["payment"].written})
    assert made.clauses == {"boundaries": "No calls after six."}
    said = {each.code: each for each in said_of(made, on=ON).clauses}
    assert said["boundaries"].is_edited and said["boundaries"].rules == (("", "No calls after six."),)
    assert contracting.word(made, {"boundaries": kept["boundaries"].written}).clauses == {}


def test_a_clause_left_empty_is_left_out() -> None:
    made = contracting.word(quote(), {"channels": ""})
    assert "channels" not in {each.code for each in said_of(made, on=ON).clauses}


def test_a_refusal_keeps_why_and_can_be_taken_back() -> None:
    made = replying.decline(proposing.seal(quote(), at=NOW, on=ON), why="Too dear", at=LATER)
    assert (made.state, made.answer, made.answered_at) == ("declined", "Too dear", LATER)
    made = replying.reopen(made, at=LATER)
    assert (made.state, made.answer, made.answered_at) == ("sent", "", None)


def test_a_quote_is_cancelled_with_a_reason_only() -> None:
    made = proposing.seal(quote(), at=NOW, on=ON)
    with pytest.raises(ValidationError):
        replying.cancel(made, why=" ", at=LATER)
    assert replying.cancel(made, why="Wrong client", at=LATER).state == "cancelled"
    with pytest.raises(ValidationError):
        replying.decline(made, why="", at=LATER)


def test_seen_counts_once() -> None:
    made = proposing.seal(quote(), at=NOW, on=ON)
    assert replying.note_seen(made, at=LATER, on=ON) and not replying.note_seen(made, at=LATER, on=ON)
    assert Milestone.objects.filter(client=made.client, kind="quote_seen").count() == 1


def test_a_draft_is_thrown_away_and_what_was_sent_is_kept() -> None:
    made = quote()
    for _tab in range(2):
        quoting.throw_away(made)
    assert not Quote.objects.filter(pk=made.pk).exists()
    with pytest.raises(ValidationError):
        quoting.throw_away(proposing.seal(quote(), at=NOW, on=ON))


def test_what_was_said_stays_when_the_business_changes() -> None:
    made = proposing.seal(quote(), at=NOW, on=ON)
    before = said_of(made, on=ON)
    made.client.name = "Another name"
    made.client.save()
    assert said_of(Quote.objects.get(pk=made.pk), on=ON) == before
