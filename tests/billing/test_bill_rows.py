"""What a bill of the month says while it is folded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from billing.reviewing import Bill, Warned
from billing.rules.book import Noted
from billing.templatetags.bill_rows import NO_TICK, bill_summary, bill_tick, bills_idle
from clients.models import Client

SOMEBODY = Client(pk=7, key="a&b", name="Ash & <Bee>", currency="EUR")
UNSIGNED = Warned("not_signed", "It is not signed.", "not_signed:7")
NOTED = Warned(
    "not_signed", "It is not signed.", "k", note=Noted("k", "He will.", "Lea", datetime(2026, 11, 1, tzinfo=UTC))
)
TOLD = Warned("month_not_over", "The month is not over.", "month_not_over")


@pytest.mark.parametrize(
    ("bill", "en", "fr"),
    [
        (
            Bill(SOMEBODY, refusal="A credit note is needed first."),
            "cannot be issued yet",
            "ne peut pas encore être émise",
        ),
        (Bill(SOMEBODY, warnings=(UNSIGNED,)), "1 thing to look at", "1 point à voir"),
        (Bill(SOMEBODY, warnings=(UNSIGNED, UNSIGNED)), "2 things to look at", "2 points à voir"),
        (Bill(SOMEBODY, warnings=(NOTED, TOLD)), "overruled, with a note", "passé outre, avec une note"),
    ],
)
def test_a_folded_bill_says_what_is_to_be_looked_at(bill: Bill, en: str, fr: str) -> None:
    for language, words in (("en", en), ("fr", fr)):
        with translation.override(language):
            said = bill_summary(bill)
        assert words in said
        assert '<span class="strong">Ash &amp; &lt;Bee&gt;</span>' in said
    assert bill_tick(bill) == NO_TICK


def test_who_owes_nothing_is_named_with_what_is_warned_of() -> None:
    with translation.override("en"):
        said = bills_idle([Bill(SOMEBODY, warnings=(TOLD,)), Bill(SOMEBODY, warnings=(TOLD, UNSIGNED))])
    plain = '<a href="/clients/7/">Ash &amp; &lt;Bee&gt;</a>'
    assert said == f"{plain}, {plain} (It is not signed.)"
