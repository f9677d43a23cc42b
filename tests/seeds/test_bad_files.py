"""What is no pack at all: each file is refused in one line, and nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli_w

from tests.billing.months import Pack, agreement, close, load, minutes, pack, refused, urgent, write
from tests.workshop import Workshop

DEEP = "format = 1\nx = " + "[" * 100_000 + "]" * 100_000
FILES: list[tuple[str, bytes, str]] = [
    ("an empty file", b"", "is empty"),
    ("blanks only", b" \n\t\n", "is empty"),
    ("a comment only", b"# nothing yet\n", "format: is missing"),
    ("no format", b'[business]\nname = "Nadia"\n', "format: is missing"),
    ("not UTF-8", "format = 1 # déjà".encode("latin-1"), "byte 14 is not UTF-8"),
    ("UTF-16", "format = 1".encode("utf-16"), "is not UTF-8"),
    ("a zero byte", b"format = 1\n\x00", "is not TOML"),
    ("not TOML", b"format: 1\n", "is not TOML"),
    ("a key twice", b"format = 1\nformat = 1\n", "is not TOML"),
    ("nested deeply", DEEP.encode(), "nested too deeply"),
    ("tables nested deeply", ("format = 1\n[" + "a." * 5_000 + "a]\n").encode(), "nested too deeply"),
    ("a day that is none", b"format = 1\nx = 2026-02-30\n", "is not TOML"),
    ("a huge number", b"format = " + b"9" * 10_000, "is too long"),
    ("huge digits of a decimal", b"format = 1." + b"9" * 10_000, "format: is 1.9"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "said"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_that_is_no_pack_is_refused_in_one_line(content: bytes, said: str) -> None:
    (line,) = refused("load_pack", str(write(content)))
    assert said in line
    assert ": " in line
    assert len(line) < 400
    assert refused("assess", str(write(content)))


@pytest.mark.django_db
def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_bytes(b"format = 1\n" + b"#" * 50 * 1024 * 1024)
    assert refused("load_pack", str(path)) == [f"{path}: is larger than 20 MB; split it into several packs"]


@pytest.mark.django_db
def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (folder,) = refused("load_pack", str(tmp_path))
    (missing,) = refused("load_pack", str(tmp_path / "no.toml"))
    assert folder.startswith(f"{tmp_path}: cannot be read: Is a directory")
    assert missing.startswith(f"{tmp_path / 'no.toml'}: cannot be read: No such file")


@pytest.mark.django_db
def test_a_second_mistake_is_a_second_line() -> None:
    mistaken = pack(agreement(), time=[minutes("2026-09-30", 30)], client={"siren": "123456789"})
    lines = refused("load_pack", str(write(mistaken)))
    assert [line.partition(":")[0] for line in lines] == ["clients[0].siren", "time[0].on"]


@pytest.mark.django_db
def test_a_good_pack_with_one_bad_row_changes_nothing_at_all() -> None:
    load(pack(agreement(), time=[minutes("2026-10-02", 30)]))
    changed = pack(agreement(rate=99), client={"name": "Renamed"}, time=[minutes("2026-09-30", 30)])
    refused("load_pack", str(write(changed)))


@pytest.mark.django_db
def test_what_was_promised_is_frozen() -> None:
    load(pack(agreement(), requests=[urgent()]))
    (line,) = refused("load_pack", str(write(pack(agreement(), requests=[urgent(effort_minutes=90)]))))
    assert line.startswith("requests[0].committed_at: ")


# A few from outside, as a person meets them.


def written(tmp_path: Path, document: Pack) -> str:
    path = tmp_path / "month.toml"
    path.write_text(tomli_w.dumps(document), encoding="utf-8")
    return str(path)


@pytest.mark.engines
def test_from_outside_a_refusal_is_a_line_and_status_1(workshop: Workshop, tmp_path: Path) -> None:
    done = workshop.manage("load_pack", written(tmp_path, pack(agreement(colour="red"))))
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("agreements[0].colour: is not a known key")
    assert workshop.manage("close_month", "2026-10").returncode == 1  # nothing is there yet


@pytest.mark.engines
def test_from_outside_a_pack_comes_in_by_the_standard_input(workshop: Workshop) -> None:
    done = workshop.manage("load_pack", "-", stdin=tomli_w.dumps(pack(agreement(), time=[minutes("2026-10-02", 30)])))
    assert (done.returncode, done.stderr) == (0, "")
    closed = workshop.manage("close_month", "2026-10", "--on", "2026-11-01", VACRM_NOW="2026-11-02T09:00:00+01:00")
    assert (closed.returncode, closed.stderr) == (0, "")
    assert "22.50 EUR" in closed.stdout


@pytest.mark.once
@pytest.mark.parametrize(
    "words",
    [
        ("load_pack",),
        ("load_pack", "a.toml", "b.toml"),
        ("close_month",),
        ("close_month", "october"),
        ("close_month", "2026-13"),
        ("close_month", "9999-12"),
        ("close_month", "2026-10", "--on", "9999-12-31"),
        ("close_month", "2026-10", "--on", "2026-02-30"),
        ("close_month", "2026-10", "--jobs", "0"),
        ("close_month", "2026-10", "--send"),
        ("bill_deposit",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(workshop: Workshop, words: tuple[str, ...]) -> None:
    done = workshop.manage(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_an_unknown_client_is_refused_by_closing_too() -> None:
    load(pack(agreement()))
    (line,) = refused("close_month", "2026-10", "--client", "nobody")
    assert line.startswith("client: ") and "nobody" in line
    assert close("2026-10", "--client", "acme")["invoices"] == []
