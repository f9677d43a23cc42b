"""A colour of hers is read on light and dark pages, or refused."""

from __future__ import annotations

import pytest

from vacrm import colours


@pytest.mark.parametrize("accent", ["#14614f", "#7a1f5c", "#000000", "#1d4ed8", "#8a5a00"])
def test_every_shade_of_a_colour_that_is_taken_can_be_read(accent: str) -> None:
    assert colours.can_be_read(accent)
    found = colours.shades(accent)
    for name in ("accent", "accent-ink", "accent-deep"):
        assert colours.contrast(found[name][0], colours.LIGHT) >= colours.READ, name
        assert colours.contrast(found[name][1], colours.DARK) >= colours.READ, name
    for look in (0, 1):
        assert colours.contrast(found["accent"][look], found["on-accent"][look]) >= colours.READ
        assert colours.contrast(found["accent-ink"][look], found["accent-soft"][look]) >= colours.READ


@pytest.mark.parametrize("accent", ["#ffffff", "#ffd400", "#8aa2ff"])
def test_a_pale_colour_is_refused(accent: str) -> None:
    assert not colours.can_be_read(accent)


@pytest.mark.parametrize("text", ["", "red", "#123", "#12345g", "#14614f;}", "#14614f\n"])
def test_what_is_no_colour_is_known(text: str) -> None:
    assert not colours.is_colour(text)


def test_contrast_is_counted_as_the_rule_says() -> None:
    assert colours.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
