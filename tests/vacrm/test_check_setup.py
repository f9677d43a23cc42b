"""`check_setup`: what is missing, with a hint, and the exit status a script can read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.workshop import Workshop

pytestmark = pytest.mark.once


def test_an_open_secret_key_is_a_warning(workshop: Workshop) -> None:
    key = workshop.data / "secret-key"
    key.chmod(0o644)
    done = workshop.manage("check_setup")
    assert f"Others can read the secret key {key}. (vacrm.W001)" in done.stdout
    assert f"Run: chmod 600 {key}" in done.stdout


def test_missing_mail_is_only_a_note(workshop: Workshop) -> None:
    assert "note" in workshop.manage("check_setup").stdout.partition("(vacrm.I001)")[0].splitlines()[-1]
    assert "vacrm.I001" not in workshop.manage("check_setup", EMAIL_HOST="smtp.example").stdout


def test_missing_tables_are_an_error(tmp_path: Path) -> None:
    done = Workshop(tmp_path, "").manage("check_setup")
    assert done.returncode == 1
    assert "vacrm.E003" in done.stdout
    assert done.stderr.startswith("Not ready: ")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_locked_data_folder_is_an_error(workshop: Workshop) -> None:
    workshop.data.chmod(0o500)
    try:
        assert "vacrm.E001" in workshop.manage("check_setup").stdout
    finally:
        workshop.data.chmod(0o700)


def test_an_empty_house_lacks_a_business_and_procedures(workshop: Workshop) -> None:
    done = workshop.manage("check_setup")
    assert (done.returncode, done.stderr) == (1, "Not ready: 2 to mend.\n")
    assert "There is no business yet. (sops.E001)" in done.stdout
    assert "No version of the procedures (SOP) is published. (sops.E002)" in done.stdout


def test_the_demonstration_is_ready(workshop: Workshop) -> None:
    loaded = workshop.manage("load_pack", "seeds/demo.toml", VACRM_NOW="2026-11-02T09:00:00+01:00")
    assert loaded.returncode == 0, loaded.stderr
    done = workshop.manage("check_setup")
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("Ready.\n")
