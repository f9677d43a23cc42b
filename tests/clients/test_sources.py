"""Where clients come from, in the words of the reader."""

from __future__ import annotations

import pytest
from django.utils import translation

from clients.models.people import in_words


@pytest.mark.parametrize(
    ("kept", "english", "french"),
    [
        ("referral", "referral", "recommandation"),
        ("word_of_mouth", "word of mouth", "bouche-à-oreille"),
        ("linkedin", "LinkedIn", "LinkedIn"),
        ("salon de mai", "salon de mai", "salon de mai"),
        ("trade_fair", "trade fair", "trade fair"),
        ("", "", ""),
    ],
)
def test_a_source_is_said_in_the_language_of_the_reader(kept: str, english: str, french: str) -> None:
    assert in_words(kept) == english
    with translation.override("fr"):
        assert in_words(kept) == french
