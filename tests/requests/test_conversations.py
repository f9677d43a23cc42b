"""What is said about a request: questions, replies that leave, files that stay, and verdicts compared."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Agreement, Contact
from requests import answering, asking, assessing, attaching, proposing
from requests.comparing import changes
from requests.estimating import estimate
from requests.models import ClientRequest, Question, Reply, RequestFile, TimeEntry
from requests.planning import package_left
from requests.withdrawing import withdraw
from sops.rules.judging import assess
from sops.rules.policy import Hours, Process
from sops.rules.promises import client_answer_due
from tests.billing.months import agreement, load, pack, paris, urgent
from vacrm import uploads
from vacrm.post.models import Delivery

LATER = paris("2026-10-06 12:00")
AFTER = paris("2026-10-06 13:00")
PDF = b"%PDF-1.7 made up"


@pytest.fixture
def asked(db: None) -> ClientRequest:
    """An urgent request, not promised yet, of a client who can be written to."""
    load(pack(agreement(), requests=[urgent(committed_at=None)]))
    found = ClientRequest.objects.get()
    found.client.email = "hello@brisvent.example"
    found.client.save()
    return found


def test_a_question_waits_until_it_is_answered_and_waits_again_when_it_was_not(asked: ClientRequest) -> None:
    first = asking.ask(asked, at=LATER)
    assert asking.ask(asked, at=AFTER) == first
    assert asking.note_answer(asked, at=AFTER) == first
    assert not Question.objects.open().exists()
    asking.take_back_answer(asked)
    assert Question.objects.open().get().asked_at == LATER


def test_nothing_is_asked_about_a_closed_request(asked: ClientRequest) -> None:
    assessing.decline(asked, at=LATER)
    with pytest.raises(ValidationError, match="closed"):
        asking.ask(asked, at=AFTER)


def test_accepting_answers_the_question(asked: ClientRequest) -> None:
    asking.ask(asked, at=LATER)
    assessing.commit(asked, at=AFTER)
    assert Question.objects.get().answered_at == AFTER


def test_a_reply_that_confirms_promises_once_and_leaves(asked: ClientRequest) -> None:
    said = answering.answer(asked, "confirm", "Bonjour, c’est possible.", at=LATER)
    assert asked.commitments.get().at == LATER
    assert (
        said.delivery.to == ['"Brisvent" <hello@brisvent.example>'] or "hello@brisvent.example" in said.delivery.to[0]
    )
    assert (said.delivery.kind, said.delivery.body) == ("reply", "Bonjour, c’est possible.\n")
    answering.answer(asked, "confirm", "Encore une fois.", at=AFTER)
    assert asked.commitments.count() == 1
    assert Delivery.objects.count() == 2


def test_a_refused_act_sends_nothing(asked: ClientRequest) -> None:
    assessing.decline(asked, at=LATER)
    with pytest.raises(ValidationError, match="declined"):
        answering.answer(asked, "confirm", "Oui.", at=AFTER)
    assert not Delivery.objects.exists()
    assert not Reply.objects.exists()


def test_proposing_moves_the_date_and_waits(asked: ClientRequest) -> None:
    before = asked.wanted_by
    answering.answer(asked, "propose", "Plutôt jeudi ?", at=LATER)
    asked.refresh_from_db()
    assert asked.wanted_by != before
    assert Question.objects.open().count() == 1
    moved = asked.wanted_by
    answering.answer(asked, "propose", "Je relance.", at=AFTER)
    asked.refresh_from_db()
    assert asked.wanted_by == moved


def test_a_date_that_has_passed_is_not_proposed(asked: ClientRequest) -> None:
    much_later = asked.received_at + timedelta(days=20)
    proposing.propose_standard_date(asked, at=much_later)
    asked.refresh_from_db()
    assert asked.wanted_by is not None
    assert asked.wanted_by > much_later


def test_without_an_address_the_first_contact_is_written_to_and_else_nobody(asked: ClientRequest) -> None:
    asked.client.email = ""
    asked.client.save()
    with pytest.raises(ValidationError, match="no e-mail address"):
        answering.answer(asked, "ask", "Pour quand ?", at=LATER)
    Contact.objects.create(client=asked.client, name="Lou", email="lou@brisvent.example")
    assert "lou@brisvent.example" in answering.answer(asked, "ask", "Pour quand ?", at=LATER).delivery.to[0]


@pytest.mark.parametrize(("kind", "text"), [("ask", "  "), ("sing", "La la"), ("ask", "x" * 20_001)])
def test_no_empty_unknown_or_endless_reply_leaves(asked: ClientRequest, kind: str, text: str) -> None:
    with pytest.raises(ValidationError):
        answering.answer(asked, kind, text, at=LATER)
    assert not Delivery.objects.exists()


def test_a_file_is_kept_byte_for_byte_and_once(asked: ClientRequest) -> None:
    kept = attaching.attach(asked, "C:\\Scans\\offre.PDF", PDF, at=LATER)
    assert (kept.name, kept.mimetype, kept.size) == ("C--Scans-offre.PDF", "application/pdf", len(PDF))
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert RequestFile.objects.get().is_whole
    assert attaching.attach(asked, "again.pdf", PDF, at=AFTER) == kept


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.html", b"<script>", "type of file is not taken"),
        ("run.exe", b"MZ", "type of file is not taken"),
        ("noending", b"x", "type of file is not taken"),
        ("empty.txt", b"", "is empty"),
        ("big.txt", b"x" * (uploads.LARGEST + 1), "larger than 10 MB"),
        ("false.pdf", b"<html>", "not what its name says"),
        ("false.txt", b"MZ\x90\0", "not what its name says"),
        ("false.mp3", b"MZ\x90\0", "not what its name says"),
        ("false.heic", b"<svg onload=x>", "not what its name says"),
    ],
)
def test_a_file_that_is_not_taken_says_why(asked: ClientRequest, name: str, content: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        attaching.attach(asked, name, content, at=LATER)


def test_one_file_too_many_is_refused(asked: ClientRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MOST", 1)
    attaching.attach(asked, "one.txt", b"1", at=LATER)
    with pytest.raises(ValidationError, match="at most"):
        attaching.attach(asked, "two.txt", b"2", at=LATER)


def test_a_removed_file_comes_back_for_thirty_days(asked: ClientRequest) -> None:
    kept = attaching.attach(asked, "offre.pdf", PDF, at=LATER)
    attaching.remove(kept, at=LATER)
    assert not asked.files.kept().exists()
    assert attaching.forget(LATER + timedelta(days=30)) == 0
    attaching.restore(kept)
    assert asked.files.kept().get() == kept
    attaching.remove(kept, at=LATER)
    again = attaching.attach(asked, "offre.pdf", PDF, at=AFTER)
    with pytest.raises(ValidationError, match="there again"):
        attaching.restore(kept)
    assert attaching.forget(LATER + timedelta(days=30, minutes=1)) == 1
    assert attaching.forget(LATER + timedelta(days=31)) == 0
    assert RequestFile.objects.get() == again


@given(st.text(max_size=400))
def test_no_name_of_a_file_leaves_its_folder(name: str) -> None:
    clean = uploads.clean_name(name)
    assert len(clean) <= 150
    assert not set(clean) & set('/\\"\r\n\0')


def test_what_judging_again_changed_is_said(asked: ClientRequest) -> None:
    before = assessing.verdict_of(assessing.judge(asked, at=LATER))
    assert changes(before, before, "Europe/Paris") == []
    asked.wanted_by = asked.received_at + timedelta(days=6)
    after = assessing.verdict_of(assessing.judge(asked, at=AFTER))
    said = " ".join(changes(before, after, "Europe/Paris"))
    assert "The surcharge of +35% falls away." in said
    assert "It is no longer urgent." in said


def test_a_tier_is_chosen_and_judged_and_a_strange_one_is_not(asked: ClientRequest) -> None:
    assert assessing.verdict_of(assessing.choose_tier(asked, "complex", at=LATER)).percent == Decimal(50)
    with pytest.raises(ValidationError):
        assessing.choose_tier(asked, "heroic", at=AFTER)
    asked.refresh_from_db()
    assert asked.tier == "complex"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_tiers_stand_in_the_panel_with_their_prices(asked: ClientRequest, language: str) -> None:
    owner = Browser()
    owner.force_login(User.objects.create_superuser("owner"))
    page = owner.get(f"/requests/{asked.pk}/", headers={"accept-language": language}).content.decode()
    assert [f'name="tier" value="{code}"' in page for code in ("simple", "standard", "complex")] == [True] * 3
    assert 'aria-pressed="true"' in page
    chosen = owner.post(f"/requests/{asked.pk}/tier/", {"tier": "complex"}, headers={"HX-Request": "true"}, follow=True)
    assert 'id="inbox"' in chosen.content.decode()
    assert "<html" not in chosen.content.decode()
    asked.refresh_from_db()
    assert asked.tier == "complex"


def test_a_promise_made_by_mistake_is_taken_back_until_something_rests_on_it(asked: ClientRequest) -> None:
    assert withdraw(asked) is None
    assessing.commit(asked, at=LATER)
    withdraw(asked)
    assert not asked.commitments.exists()
    assessing.commit(asked, at=AFTER)
    entry = TimeEntry.objects.create(client=asked.client, client_request=asked, on=AFTER.date(), minutes=30)
    with pytest.raises(ValidationError, match="Time was logged"):
        withdraw(asked)
    entry.delete()
    answering.answer(asked, "confirm", "Oui.", at=AFTER)
    with pytest.raises(ValidationError, match="was told"):
        withdraw(asked)
    assert asked.commitments.count() == 1


def test_several_are_done_at_once_and_closed_ones_are_left(asked: ClientRequest) -> None:
    assert assessing.finish_all([asked], at=LATER) == [asked]
    asked.refresh_from_db()
    assert assessing.finish_all([asked], at=AFTER) == []
    assert ClientRequest.objects.get().done_at == LATER


def test_what_a_package_does_not_hold_any_more_is_priced(asked: ClientRequest) -> None:
    terms = asked.agreement
    assert terms is not None
    Agreement.objects.filter(pk=terms.pk).update(
        kind="package", included_minutes=600, price=Decimal(400), overage_rate=Decimal("42.00"), rate=Decimal(40)
    )
    asked.refresh_from_db()
    left = package_left(asked.agreement, LATER.date())
    assert left is not None
    assert (left.included, left.minutes) == (600, 600)
    policy = assessing.sop_of(asked).policy()
    asked.effort_minutes = 90
    found = estimate(asked, assess(assessing.facts_of(asked), policy), policy, left=45)
    assert (found.beyond, found.beyond_amount, found.amount) == (45, Decimal("31.50"), Decimal("21.00"))
    assert found.total == Decimal("52.50")


def test_an_answer_is_awaited_as_long_as_the_procedures_say() -> None:
    hours = Hours(monday=((540, 1080),), tuesday=((540, 1080),), first_reply_hours=4)
    at = paris("2026-10-05 16:00")  # a Monday
    assert client_answer_due(hours, Process(acceptance_silence_hours=48), at) == (paris("2026-10-07 16:00"), "§6.5")
    assert client_answer_due(hours, Process(), at) == (paris("2026-10-06 11:00"), "§1.4")
    assert client_answer_due(Hours(), Process(), at) is None
