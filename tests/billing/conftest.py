"""What tests of closing months share: a clock that stands after all of them."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every issue date of these tests lies in the past."""
    monkeypatch.setenv("VACRM_NOW", "2027-12-31T12:00:00+01:00")
