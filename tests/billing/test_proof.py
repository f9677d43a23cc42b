"""The chain of proofs: pure, and any one changed character shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.proof import BEGINNING, Link, canonical, digest_of, faults

# SHA-256 of sixty-four zeros, a line feed and {"a":1}: worked out apart from this program.
KNOWN = "f21735afd2cd6af4fc5804b0045cebfd545aef8396d29d030c39cb8880b45b7f"


def chain(*bodies: str) -> list[Link]:
    links: list[Link] = []
    for number, body in enumerate(bodies, start=1):
        previous = links[-1].digest if links else BEGINNING
        links.append(Link(number, body, previous, digest_of(previous, body)))
    return links


def test_facts_have_one_spelling() -> None:
    assert canonical({"b": 1, "a": "é", "c": [True, None]}) == '{"a":"é","b":1,"c":[true,null]}'
    with pytest.raises(ValueError, match="Out of range float"):
        canonical({"a": float("nan")})


def test_a_known_digest_stays_what_it_is() -> None:
    assert digest_of(BEGINNING, '{"a":1}') == KNOWN


def test_a_chain_as_it_was_made_has_no_fault() -> None:
    assert list(faults(chain("one", "two", "three"))) == []
    assert list(faults([])) == []


bodies = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6)


@given(bodies, st.data())
def test_one_changed_character_is_found(said: list[str], data: st.DataObject) -> None:
    links = chain(*said)
    place = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(st.sampled_from(["body", "previous", "digest"]))
    text = getattr(links[place], field)
    spot = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != text[spot]))
    links[place] = replace(links[place], **{field: text[:spot] + other + text[spot + 1 :]})
    assert links[place].number in {number for number, _fault in faults(links)}


@given(bodies.filter(lambda said: len(said) > 1), st.data())
def test_an_entry_taken_out_or_moved_is_found(said: list[str], data: st.DataObject) -> None:
    links = chain(*said)
    place = data.draw(st.integers(0, len(links) - 2))
    assert list(faults(links[:place] + links[place + 1 :]))
    swapped = [*links[:place], links[place + 1], links[place], *links[place + 2 :]]
    assert list(faults(swapped))
