"""A business that is written down and read again elsewhere is the same business."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.billing.months import (
    agreement,
    answer,
    close,
    everything,
    load,
    minutes,
    pack,
    passing,
    refused,
    urgent,
    worked,
)

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
PACKS = sorted(path for path in (ROOT / "tests" / "packs").glob("*.toml") if ".expected" not in path.name)
ALL = [*PACKS, ROOT / "seeds" / "demo.toml"]
D = Decimal
type Closing = tuple[str, str]


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2027-12-31T12:00:00+01:00")


def dumped(*words: str) -> str:
    out = StringIO()
    call_command("dump_pack", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def loaded(path: Path, text: str | None = None) -> Any:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return answer("load_pack", str(path))


def closings(path: Path) -> list[Closing]:
    """The months and issue dates that a test pack is closed on; the demonstration's last month."""
    by_hand = path.with_name(path.name.replace(".toml", ".expected.toml"))
    if not by_hand.exists():
        return [("2026-10", "2026-11-02")]
    return [(each["month"], str(each["on"])) for each in tomllib.loads(by_hand.read_text(encoding="utf-8"))["closings"]]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_loading_twice_changes_nothing(path: Path) -> None:
    loaded(path)
    before = everything()
    again = loaded(path)
    assert everything() == before
    assert (again["created"], again["updated"]) == ({}, {})


@pytest.mark.parametrize(
    ("path", "closed"),
    [(path, closed) for path in ALL for closed in range(len(closings(path)) + 1)],
    ids=lambda value: value.stem if isinstance(value, Path) else f"after {value} closings",
)
def test_a_dump_loaded_elsewhere_dumps_the_same(path: Path, closed: int, tmp_path: Path) -> None:
    months = closings(path)
    with passing():
        loaded(path)
        for month, on in months[:closed]:
            close(month, "--issue", on=on)
        first = dumped()
    again = loaded(tmp_path / "elsewhere.toml", first)
    assert dumped() == first
    assert "updated" in again and again["updated"] == {}


@pytest.mark.parametrize("path", [path for path in PACKS if len(closings(path)) > 1], ids=lambda path: path.stem)
def test_the_next_month_is_the_same_elsewhere(path: Path, tmp_path: Path) -> None:
    (month, on), (later, later_on), *_rest = closings(path)
    with passing():
        loaded(path)
        close(month, "--issue", on=on)
        text = dumped()
        here = close(later, on=later_on)
    loaded(tmp_path / "elsewhere.toml", text)
    assert close(later, on=later_on) == here


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_loading_a_dump_over_its_own_source_bills_nothing_again(path: Path, tmp_path: Path) -> None:
    month, on = closings(path)[0]
    loaded(path)
    close(month, "--issue", on=on)
    loaded(tmp_path / "own.toml", dumped())
    assert close(month, on=on)["invoices"] == []


def test_one_client_is_dumped_with_what_is_his_alone() -> None:
    other = {"key": "bolt", "name": "Bolt SAS", "stage": "active"}
    hers = agreement(key="bolt-hours", client="bolt")
    time = [minutes("2026-10-02", 30), minutes("2026-10-02", 45, client="bolt", agreement="bolt-hours")]
    load(
        pack(
            agreement(),
            hers,
            clients=[other],
            time=time,
        )
    )
    table = tomllib.loads(dumped("--client", "bolt"))
    assert [each["key"] for each in table["clients"]] == ["bolt"]
    assert [each["key"] for each in table["agreements"]] == ["bolt-hours"]
    assert [each["minutes"] for each in table["time"]] == [45]
    (line,) = refused("dump_pack", "--client", "nobody")
    assert line.startswith("client: ")


def test_numbers_go_on_elsewhere_where_they_stopped(tmp_path: Path) -> None:
    with passing():
        load(pack(time=[minutes("2026-10-02", 60), minutes("2026-11-02", 60)]))
        (first,) = close("2026-10", "--issue")["invoices"]
        text = dumped()
    loaded(tmp_path / "elsewhere.toml", text)
    (second,) = close("2026-11", "--issue", on="2026-12-01")["invoices"]
    assert (first["number"], second["number"]) == ("F2026-0001", "F2026-0002")


def test_a_deposit_issued_here_is_deducted_elsewhere_with_its_payment(tmp_path: Path) -> None:
    mission = agreement("mission", done_on=date(2026, 10, 20))
    with passing():
        load(pack(mission))
        (deposit,) = answer("bill_deposit", "mission", "--on", "2026-10-02", "--issue")["invoices"]
        paid = [{"invoice": deposit["number"], "on": date(2026, 10, 5), "amount": D("450.00")}]
        load(pack(mission, payments=paid))
        here = close()["invoices"][0]
        text = dumped()
    loaded(tmp_path / "elsewhere.toml", text)
    assert close()["invoices"][0] == here
    assert [each["invoice"] for each in tomllib.loads(dumped())["payments"]] == [deposit["number"]]


def test_an_entry_and_its_twin_are_two() -> None:
    twice = [worked("2026-10-06 10:00", "2026-10-06 11:00")] * 2
    assert load(pack(time=twice))["created"]["time"] == 2
    assert load(pack(time=twice))["created"] == {}
    assert load(pack(time=[*twice, twice[0]]))["created"] == {"time": 1}


def test_a_row_with_a_key_is_changed_in_its_place() -> None:
    load(pack(time=[minutes("2026-10-02", 30, key="t1")], requests=[urgent(committed_at=None)]))
    changed = load(pack(time=[minutes("2026-10-02", 45, key="t1")], requests=[urgent(committed_at=None, subject="B")]))
    assert changed["updated"] == {"requests": 1, "time": 1}
    assert changed["created"] == {}
