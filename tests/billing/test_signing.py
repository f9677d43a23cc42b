"""A client signs in the portal: one act with its proof, its copies and what follows; and what signs nothing."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from billing import proposing, quoting, replying, signing
from billing.accepting import accept
from billing.attesting import Occasion, Typed, attest
from billing.models import Invoice, ProofEntry, Quote, Signature
from billing.offering import said_of
from billing.proving import verify
from billing.rules.signature import ASSISTANT, CLIENT, Browser, Hand
from clients import door
from clients.models import Agreement, Client, Milestone, PortalLink
from tests.billing.test_accepting import AT, ON, begun, hourly, mission, sent
from tests.billing.test_proving import flipped, unguarded
from tests.paper.reading import misplaced
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db
HERE = Browser("192.0.2.7", "A browser", "en")
HERS = Hand("Nadia Ferrand", Browser("192.0.2.1", "Her browser", "en", "a digest"))
CONSENT = "I have read it, and I agree."


@pytest.fixture
def quote() -> Quote:
    """A quote she sent from her account, with an option at its second place."""
    made = quoting.begin(begun(), on=ON)
    made.title = "Working together"
    draft = quoting.make(made, [mission(), mission("300.00", label="A shop", is_optional=True)], at=AT, on=ON)
    return proposing.seal(draft, at=AT, on=ON, hand=HERS)


@pytest.fixture
def link(quote: Quote) -> PortalLink:
    found, _secret = door.invite(quote.client, f"quote:{quote.pk}", to="ines@acme.example", days=60, at=AT)
    return found


def code_for(quote: Quote, link: PortalLink, at: Any = AT) -> str:
    signing.send_code(quote, link, at=at, on=ON)
    found = re.search(r"^(\d{6})$", Delivery.objects.latest("pk").body, re.MULTILINE)
    assert found
    return found[1]


def typed(quote: Quote, code: str = "", **more: Any) -> Typed:
    values = {"name": "Inès Acme", "capacity": "Manager", "document": quote.document.sha256, "chosen": (2,)}
    return Typed(**{**values, "code": code, "shown": (CONSENT,), "ticked": (CONSENT,), **more})


def sign(quote: Quote, link: PortalLink, **more: Any) -> Signature:
    made = signing.sign(quote, link, typed(quote, code_for(quote, link), **more), HERE, on=ON, at=AT)
    assert made
    return made


def text_of(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", " ")


def test_signing_accepts_proves_and_sends_the_copies(quote: Quote, link: PortalLink) -> None:
    made = sign(quote, link)
    quote.refresh_from_db()
    assert (quote.state, quote.answered_at) == ("accepted", AT)
    assert [str(each.price) for each in Agreement.objects.order_by("pk")] == ["900.00", "300.00"]
    assert [(each.kind, str(each.gross)) for each in Invoice.objects.all()] == [("deposit", "600.00")]
    assert Milestone.objects.filter(client=quote.client, kind="signed").count() == 1
    assert [each.what for each in quote.events.all()][-2:] == ["accepted", "signed"]
    copy = Delivery.objects.get(kind="signature")
    assert [*copy.to, *copy.cc][0] == "ines@acme.example"
    assert [each.sha256 for each in copy.attachments.all()] == [made.sha256, made.proof_sha256]
    assert list(verify()) == []


def test_the_signed_pdf_begins_with_the_bytes_shown_and_certifies_who_and_how(quote: Quote, link: PortalLink) -> None:
    before = bytes(quote.document.content)
    made = sign(quote, link)
    assert bytes(made.content).startswith(before)
    assert bytes(Quote.objects.get(pk=quote.pk).document.content) == before
    pages = len(PdfReader(io.BytesIO(before)).pages)
    certificate = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages[pages:])
    for said in (
        *("Certificate of signature", "simple electronic signature", "Inès Acme", "Manager", CONSENT, "A shop"),
        *(quote.document.sha256, "ines@acme.example", "192.0.2.7", "Nadia Ferrand", "€1,200.00", "09:00:00 UTC"),
    ):
        assert said in certificate.replace("\n", " "), said


def test_the_proof_says_all_that_is_known(quote: Quote, link: PortalLink) -> None:
    replying.note_seen(quote, at=AT - timedelta(minutes=5), on=ON)
    code = code_for(quote, link)
    assert signing.sign(quote, link, typed(quote, "x"), HERE, on=ON, at=AT) is None
    made = signing.sign(quote, link, typed(quote, code), HERE, on=ON, at=AT)
    assert made
    proof = json.loads(made.proof)
    assert proof["shown"]["sha256"] == quote.document.sha256
    assert proof["signer"] == {
        "name": "Inès Acme", "capacity": "Manager", "company": quote.client.name, "email": "ines@acme.example",
    }  # fmt: skip
    assert proof["seen_at"] == (AT - timedelta(minutes=5)).isoformat()
    assert proof["code"]["wrong_tries"] == 1
    assert proof["invitation"]["digest"] == link.token_hash
    assert proof["code"]["message_id"] == Delivery.objects.filter(kind="portal").latest("pk").message_id
    assert proof["consent"]["ticked"] == [CONSENT]
    assert proof["signed"] == made.sha256
    hers = Signature.objects.get(quote=quote, who=ASSISTANT)
    assert proof["other"]["proof"] == hers.proof_sha256
    assert json.loads(hers.proof)["browser"]["session"] == "a digest"
    entry = json.loads(ProofEntry.objects.get(quote=quote, kind="accepted").body)
    assert (entry["signature"], entry["signed"]) == (made.proof_sha256, made.sha256)


def test_the_same_facts_make_the_same_bytes(quote: Quote, link: PortalLink) -> None:
    _row, code = door.make_code(link, signing.purpose(quote), at=AT)
    used = door.use_code(link, signing.purpose(quote), code, at=AT)
    assert used
    said = said_of(quote, on=ON)
    once, again = (attest(Occasion(quote, link, used, HERE, ON, AT), typed(quote, code), said, None) for _time in "12")
    assert (once.sha256, once.proof) == (again.sha256, again.proof)


def test_a_second_click_finds_the_signature_and_makes_nothing(quote: Quote, link: PortalLink) -> None:
    code = code_for(quote, link)
    first = signing.sign(quote, link, typed(quote, code), HERE, on=ON, at=AT)
    again = signing.sign(quote, link, typed(quote, code), HERE, on=ON, at=AT)
    assert first and again and first.pk == again.pk
    assert Signature.objects.filter(who=CLIENT).count() == 1
    assert Agreement.objects.count() == 2
    assert Delivery.objects.filter(kind="signature").count() == 1


def test_a_wrong_code_signs_nothing_and_five_kill_it(quote: Quote, link: PortalLink) -> None:
    code = code_for(quote, link)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _try in range(door.TRIES):
        assert signing.sign(quote, link, typed(quote, wrong), HERE, on=ON, at=AT) is None
    assert signing.sign(quote, link, typed(quote, code), HERE, on=ON, at=AT) is None
    assert not Signature.objects.filter(who=CLIENT).exists()
    assert Quote.objects.get(pk=quote.pk).state == "sent"


def test_a_code_runs_out_and_one_for_another_quote_is_none(quote: Quote, link: PortalLink) -> None:
    code, late = code_for(quote, link), AT + timedelta(minutes=16)
    assert signing.sign(quote, link, typed(quote, code), HERE, on=ON, at=late) is None
    _row, other = door.make_code(link, "sign:999", at=AT)
    assert signing.sign(quote, link, typed(quote, other), HERE, on=ON, at=AT) is None


def test_a_second_click_at_once_sends_no_second_code(quote: Quote, link: PortalLink) -> None:
    code_for(quote, link)
    signing.send_code(quote, link, at=AT + timedelta(seconds=2), on=ON)
    assert link.codes.count() == 1
    signing.send_code(quote, link, at=AT + timedelta(minutes=2), on=ON)
    assert link.codes.count() == 2


def declined(quote: Quote) -> None:
    replying.decline(quote, why="Too dear.", at=AT)


def cancelled(quote: Quote) -> None:
    replying.cancel(quote, why="A mistake.", at=AT)


def replaced(quote: Quote) -> None:
    proposing.seal(quoting.revise(quote, at=AT, on=ON), at=AT, on=ON)


def expired(quote: Quote) -> None:
    Quote.objects.filter(pk=quote.pk).update(valid_until=ON - timedelta(days=1))


def by_hand(quote: Quote) -> None:
    accept(quote, (), on=ON, at=AT)


@pytest.mark.parametrize("change", [declined, cancelled, replaced, expired, by_hand])
def test_what_is_not_open_any_more_is_not_signed(
    quote: Quote, link: PortalLink, change: Callable[[Quote], None]
) -> None:
    code = code_for(quote, link)
    change(quote)
    with pytest.raises(ValidationError):
        signing.sign(quote, link, typed(quote, code), HERE, on=ON, at=AT)
    with pytest.raises(ValidationError):
        signing.send_code(Quote.objects.get(pk=quote.pk), link, at=AT, on=ON)
    assert not Signature.objects.filter(who=CLIENT).exists()
    assert link.codes.get().used_at is None


@pytest.mark.parametrize("wrong", [{"document": "0" * 64}, {"chosen": (1,)}, {"chosen": (7,)}])
def test_another_document_or_no_option_is_refused(quote: Quote, link: PortalLink, wrong: dict[str, Any]) -> None:
    code = code_for(quote, link)
    with pytest.raises(ValidationError):
        signing.sign(quote, link, typed(quote, code, **wrong), HERE, on=ON, at=AT)
    assert link.codes.get().used_at is None, "the code is still good"


def test_a_document_changed_after_sending_is_not_signed(quote: Quote, link: PortalLink) -> None:
    code = code_for(quote, link)
    with unguarded():
        type(quote.document).objects.update(content=flipped(bytes(quote.document.content)))
    with pytest.raises(ValidationError, match="not the one that this page showed"):
        signing.sign(quote, link, typed(quote, code), HERE, on=ON, at=AT)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("content", "its signed PDF is not the one that was made"),
        ("sha256", "its signed PDF is not the one that was made"),
        ("proof", "the proof of Inès Acme’s signature is not the one that was made"),
        ("proof_sha256", "the log does not hold the proof"),
        ("name", "is not what its proof says"),
        ("drawn", "is not what its proof says"),
    ],
)
def test_one_changed_byte_of_a_signature_is_found(quote: Quote, link: PortalLink, field: str, words: str) -> None:
    made = sign(quote, link)
    value = getattr(made, field)
    changed = f"{value[:-1]}{'x' if value[-1] != 'x' else 'y'}" if isinstance(value, str) else b"more"
    with unguarded():
        Signature.objects.filter(pk=made.pk).update(**{field: changed})
    assert any(words in line for line in verify())


def test_a_signature_that_is_gone_is_missed(quote: Quote, link: PortalLink) -> None:
    made = sign(quote, link)
    with unguarded():
        Signature.objects.filter(pk=made.pk)._raw_delete("default")
    assert f"quote {quote}: a signature is gone that the log names" in list(verify())


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_signature(quote: Quote, act: str) -> None:
    rows = Signature.objects.filter(quote=quote)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        _done = rows.update(name="Else") if act == "update" else rows._raw_delete(rows.db)
    row = rows.get()
    with pytest.raises(ValidationError, match="never changed"):
        row.save()
    with pytest.raises(ValidationError, match="never deleted"):
        row.delete()


def consumer(quote: Quote) -> None:
    Client.objects.filter(pk=quote.client_id).update(kind="person")
    quote.client.refresh_from_db()


@pytest.mark.parametrize(("early", "begins"), [(False, "2026-11-18"), (True, "2026-11-03")])
def test_a_consumer_is_told_of_the_right_to_withdraw_and_work_waits_for_it(early: bool, begins: str) -> None:
    client = begun()
    client.kind = "person"
    client.save()
    quote = sent(client, mission(), hourly())
    link, _secret = door.invite(client, f"quote:{quote.pk}", to="ines@acme.example", days=60, at=AT)
    made = sign(quote, link, chosen=(), begins_early=early)
    assert {str(each.starts_on) for each in Agreement.objects.all()} == {begins}
    body = Delivery.objects.get(kind="signature").body.replace("\u00a0", " ")
    assert "You may withdraw from this contract until 17 November 2026" in body
    assert "Withdrawal form" in body
    assert ("You asked that work begins before that day" in body) is early
    assert "Withdrawal form" in text_of(bytes(made.content))


def test_the_message_that_carried_the_link_is_named() -> None:
    made = quoting.begin(begun(), on=ON)
    made.title = "Working together"
    draft = quoting.make(made, [mission()], at=AT, on=ON)
    delivery = proposing.send(draft, at=AT, on=ON, address=lambda secret: f"https://va.example/{secret}", hand=HERS)
    proof = json.loads(sign(Quote.objects.get(), PortalLink.objects.get(), chosen=()).proof)
    assert proof["invitation"]["message_id"] == delivery.message_id
    assert proof["invitation"]["scope"] == f"quote:{draft.pk}"


def test_without_her_signature_the_sending_is_named() -> None:
    quote = sent(begun(), mission())
    link, _secret = door.invite(quote.client, to="ines@acme.example", days=60, at=AT)
    proof = json.loads(sign(quote, link, chosen=()).proof)
    assert (proof["other"]["signed_at"], proof["other"]["proof"]) == (AT.isoformat(), "")


def test_hostile_words_are_printed_as_they_are(quote: Quote, link: PortalLink) -> None:
    made = sign(quote, link, name="<b>Inès</b> & “Co”", capacity="x" * 200, ticked=(CONSENT * 60,))
    assert "<b>Inès</b> & “Co”" in text_of(bytes(made.content))
    assert misplaced(bytes(made.content)) == []


def test_what_is_hers_to_mend_signs_nothing_and_is_not_told_to_the_client(quote: Quote, link: PortalLink) -> None:
    other = sent(Client.objects.create(key="bolt", name="Bolt", language="en"), mission())
    accept(other, (), on=ON, at=AT + timedelta(days=2))  # its deposit invoice is of a later day
    with pytest.raises(ValidationError, match="Something on our side") as refused:
        sign(quote, link)
    assert "2026" in str(refused.value.__cause__)
    assert Quote.objects.get(pk=quote.pk).state == "sent"
    assert link.codes.get().used_at is None


def test_the_certificate_is_in_the_language_of_the_document(quote: Quote, link: PortalLink) -> None:
    _row, code = door.make_code(link, signing.purpose(quote), at=AT)
    used = door.use_code(link, signing.purpose(quote), code, at=AT)
    assert used
    said = replace(said_of(quote, on=ON), language="fr")
    quote.language = "fr"
    made = attest(Occasion(quote, link, used, HERE, ON, AT), typed(quote, code), said, None)
    assert "signature électronique simple" in text_of(bytes(made.content)).replace("\u00a0", " ")
