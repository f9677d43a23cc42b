"""Variables and settings: nothing set runs, something wrong is one sentence."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.workshop import ROOT, Workshop
from vacrm import environment


@pytest.mark.parametrize(
    ("value", "expected"), [("", False), ("1", True), ("TRUE", True), ("off", False), ("no", False)]
)
def test_a_flag_is_a_yes_or_a_no(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("VACRM_X", value)
    assert environment.flag("VACRM_X") is expected


@pytest.mark.parametrize(
    ("reader", "value", "sentence"),
    [
        (environment.flag, "maybe", "VACRM_X: “maybe” is neither yes nor no; write 1 or 0."),
        (lambda name: environment.number(name, 587), "25a", "VACRM_X: “25a” is not a whole number; write 587"),
        (lambda name: environment.number(name, 587), "-1", "VACRM_X: “-1” is not a whole number"),
        (lambda name: environment.port(name, 587), "70000", "VACRM_X: 70000 is not a port; write 1 to 65535"),
        (environment.hosts, "crm.example, https://crm.example", "VACRM_X: “https://crm.example” is more than a name"),
        (lambda name: environment.mailbox(name, "a@b"), "nadia", "VACRM_X: “nadia” is no e-mail address; write"),
        (lambda name: environment.choice(name, "a", "b"), "c", "VACRM_X: “c” is unknown; write a or b."),
        (lambda name: environment.database(name, Path("x")), "mysql://u@h/n", "VACRM_X: write postgresql://"),
        (lambda name: environment.database(name, Path("x")), "postgresql://u@h", "VACRM_X: write postgresql://"),
        (lambda name: environment.database(name, Path("x")), "postgresql://u@h:port/n", "VACRM_X: is not an address"),
        (lambda name: environment.folder(name, Path("x")), "/dev/null/x", "VACRM_X: the folder /dev/null/x cannot be"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, reader: Any, value: str, sentence: str
) -> None:
    monkeypatch.setenv("VACRM_X", value)
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        reader("VACRM_X")


@pytest.mark.parametrize("value", ["nadia@crm.example", "Nadia Ferrand <nadia@crm.example>", "vacrm@localhost"])
def test_a_sender_may_have_a_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("VACRM_X", value)
    assert environment.mailbox("VACRM_X", "") == value


def test_a_database_address_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_X", "postgresql://nadia:p%40ss@db.example:5433/vacrm?sslmode=require")
    found = environment.database("VACRM_X", Path("x"))
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [found[name] for name in names] == ["vacrm", "nadia", "p@ss", "db.example", 5433]
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("url", "name"), [("", "here.db"), ("sqlite:///a/b.db", "a/b.db"), ("sqlite:////b.db", "/b.db")]
)
def test_a_file_is_the_database_by_default(monkeypatch: pytest.MonkeyPatch, url: str, name: str) -> None:
    monkeypatch.setenv("VACRM_X", url)
    found = environment.database("VACRM_X", Path("here.db"))
    assert found["NAME"] == name
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from vacrm import environment;"
        "print(environment.secret_key('VACRM_X', Path(sys.argv[1])))"
    )
    key = tmp_path / "secret-key"
    command = [sys.executable, "-c", program, str(key)]
    racers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    keys = {racer.communicate()[0].strip() for racer in racers}
    assert keys == {key.read_text().strip()}
    assert len(keys.pop()) > 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [key]


def test_an_empty_secret_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        environment.secret_key("VACRM_X", tmp_path / "secret-key")


@pytest.mark.parametrize("given", [{}, {"SECRET_KEY": "x" * 60}, {"ALLOWED_HOSTS": "crm.example"}])
def test_production_needs_a_key_and_hosts(tmp_path: Path, given: dict[str, str]) -> None:
    done = Workshop(tmp_path, "").manage("check", VACRM_ENV="production", **given)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "vacrm: VACRM_ENV=production needs SECRET_KEY and ALLOWED_HOSTS: set both, then start again."
    )


def test_production_passes_djangos_own_deployment_checks(tmp_path: Path) -> None:
    given = {"VACRM_ENV": "production", "SECRET_KEY": "k9" + "abcdefghij" * 6, "ALLOWED_HOSTS": "crm.example"}
    done = Workshop(tmp_path, "").manage("check", "--deploy", "--tag=security", "--fail-level=ERROR", **given)
    assert done.returncode == 0, done.stderr


def test_two_ways_to_encrypt_mail_exclude_each_other(tmp_path: Path) -> None:
    done = Workshop(tmp_path, "").manage("check", EMAIL_HOST="h.example", EMAIL_USE_TLS="1", EMAIL_USE_SSL="1")
    assert done.returncode == 1
    assert "exclude each other" in done.stderr


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-02T09:00:00"])
def test_a_clock_set_wrong_stops_the_start(tmp_path: Path, moment: str) -> None:
    done = Workshop(tmp_path, "").manage("check", VACRM_NOW=moment)
    assert done.returncode == 1
    assert done.stderr.startswith("vacrm: VACRM_NOW: ")
    assert done.stderr.count("\n") == 1
