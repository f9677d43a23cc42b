"""Type: figures of one width, kerned words, lines that fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vacrm.paper.styles import BODY, NAME
from vacrm.paper.typefaces import FOLDER, WEIGHTS, typeface


@pytest.mark.parametrize("weight", WEIGHTS)
def test_all_figures_are_equally_wide(weight: str) -> None:
    face = typeface(weight)
    assert len({face.line(figure).width for figure in "0123456789"}) == 1


@pytest.mark.parametrize("weight", WEIGHTS)
def test_names_of_europe_can_be_written(weight: str) -> None:
    known = typeface(weight).glyph_of
    for letter in "€£§«»’–—…×−œŒæ\u00a0\u202fŁukaszDvořákÅséŞeymaİĞßẞÞðĳΑθήναЖуковаĐặng":
        assert ord(letter) in known, letter


def test_the_licence_travels_with_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text()


def test_pairs_that_gape_are_kerned() -> None:
    face = typeface("Regular")
    assert face.line("AV").width < face.line("A").width + face.line("V").width
    assert face.line("nn").width == 2 * face.line("n").width


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("a🎉b", "ab"),
        ("a\u0007b", "ab"),
        ("e\u0301", "é"),
        ("日", "本"),
        ("ﬁn", "fin"),
        ("Ａ", "A"),
        ("le\u00a01er", "le\u00a01ᵉʳ"),
    ],
)
def test_what_cannot_be_drawn_disappears_or_becomes_a_box(text: str, same_as: str) -> None:
    face = typeface("Regular")
    assert face.word(text) == face.word(same_as)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 100, [""]),
        ("un deux trois", 500, ["un deux trois"]),
        ("un deux trois", 40, ["un deux", "trois"]),
        (" un  deux ", 500, ["un deux"]),
        (" abcdefgh", 20, ["abc", "defg", "h"]),
        ("un\n\ndeux", 500, ["un", "", "deux"]),
        ("9\u00a0h\u00a012 environ", 36, ["9\u00a0h\u00a012", "environ"]),
        ("sous-traitance", 45, ["sous-", "traitance"]),
    ],
)
def test_lines_break_where_they_should(text: str, width: float, lines: list[str]) -> None:
    assert BODY.wrap(text, width) == lines


def test_what_is_left_out_is_said() -> None:
    assert BODY.wrap("un deux trois quatre", 45, most=2) == ["un deux", "trois…"]


@given(st.text(max_size=200), st.floats(30, 500))
def test_no_line_is_wider_than_its_room_and_nothing_is_lost(text: str, width: float) -> None:
    for style in (BODY, NAME):
        lines = style.wrap(text, width)
        assert all(style.width(line) <= width + 0.01 for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
