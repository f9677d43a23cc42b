"""What a client says to a quote: kept, mailed to the assistant, answered once; two clicks are one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from billing import proposing, quoting, replying
from billing.hearing import LONGEST, answer, ask, bring_back, refuse, set_aside, unheard
from billing.models import Quote
from tests.billing.test_accepting import AT, ON, begun, mission, sent
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db
BY = "ines@acme.example"
LATER = AT + timedelta(hours=1)


@pytest.fixture
def quote(monkeypatch: pytest.MonkeyPatch) -> Quote:
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())
    return sent(begun(), mission())


def said(quote: Quote) -> list[str]:
    return [each.what for each in quote.events.all()]


def test_a_question_is_kept_and_mailed_with_the_way_back(quote: Quote) -> None:
    ask(quote, " Is <b>training</b> included? ", by=BY, at=AT)
    (event,) = unheard()
    assert (event.note, event.by) == ("Is <b>training</b> included?", BY)
    mail = Delivery.objects.get(kind="question")
    assert (mail.to, mail.reply_to) == (["Nadia Ferrand <nadia@ferrand.example>"], BY)
    assert mail.subject == f"Acme SARL asks about quote {quote}"
    assert "Is <b>training</b> included?" in mail.body


def test_the_same_words_a_moment_later_are_a_second_click(quote: Quote) -> None:
    first = ask(quote, "When?", by=BY, at=AT)
    assert ask(quote, "When? ", by=BY, at=AT + timedelta(minutes=2)) == first
    assert ask(quote, "When?", by=BY, at=LATER) != first
    assert Delivery.objects.filter(kind="question").count() == 2


@pytest.mark.parametrize("words", ["", "  \n", "x" * (LONGEST + 1)])
def test_no_words_and_too_many_are_no_question(quote: Quote, words: str) -> None:
    with pytest.raises(ValidationError):
        ask(quote, words, by=BY, at=AT)
    assert not unheard().exists()


def test_her_answer_goes_to_who_asked_and_closes_it(quote: Quote) -> None:
    ask(quote, "When?", by=BY, at=AT)
    answer(quote, "On Monday.", at=LATER)
    mail = Delivery.objects.latest("pk")
    assert (mail.to, mail.reply_to, mail.body) == ([f"Acme SARL <{BY}>"], "nadia@ferrand.example", "On Monday.\n")
    assert not unheard().exists()
    assert said(quote)[-2:] == ["asked", "answered"]


def test_what_is_set_aside_comes_back(quote: Quote) -> None:
    set_aside(quote, at=AT)
    ask(quote, "When?", by=BY, at=AT)
    set_aside(quote, at=LATER)
    set_aside(quote, at=LATER)
    assert not unheard().exists()
    assert said(quote).count("dismissed") == 1
    bring_back(quote)
    bring_back(quote)
    assert unheard().count() == 1


def test_a_refusal_is_told_once_and_closed_by_a_new_version(quote: Quote) -> None:
    for _click in range(2):
        refuse(quote, "The price: too much for us", by=BY, at=AT)
    quote.refresh_from_db()
    assert (quote.state, quote.answer) == ("declined", "The price: too much for us")
    assert said(quote).count("refused") == 1
    assert Delivery.objects.filter(kind="question").count() == 1
    proposing.seal(quoting.revise(quote, at=LATER, on=ON), at=LATER, on=ON)
    assert not unheard().exists()


def test_a_refusal_that_she_notes_herself_tells_her_nothing(quote: Quote) -> None:
    replying.decline(quote, why="on the phone", at=AT)
    assert not unheard().exists()
    with pytest.raises(ValidationError, match="nothing is left to answer"):
        replying.decline(quote, why="again", at=AT)


def test_a_question_is_no_door_for_a_second_recipient(quote: Quote) -> None:
    with pytest.raises(ValidationError):
        ask(quote, "When?", by="a@b.example\r\nBcc: c@d.example", at=AT)
