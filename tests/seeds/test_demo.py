"""The demonstration: one command from nothing to issued invoices, and it never touches anybody's data."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from tests.live import PATIENCE, free_port, serving, until
from tests.workshop import ROOT, Workshop

NOW = "2026-11-02T09:00:00+01:00"


def shown(workshop: Workshop) -> str:
    """What the demonstration prints, from its start to its end by Ctrl-C, once its mail is out."""
    with serving(workshop, "demo", VACRM_NOW=NOW) as (server, _port, _worker):
        until(lambda: len(mail(workshop)) >= 3, "the mail")
        server.send_signal(signal.SIGINT)
        out, _err = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    return out


def mail(workshop: Workshop) -> list[Path]:
    return sorted((workshop.data / "mail").glob("*.eml"))


def table(out: str) -> list[str]:
    return [line for line in out.splitlines() if "2026-11-02" in line]


def test_one_command_leads_to_issued_and_mailed_invoices_and_a_second_adds_nothing(workshop: Workshop) -> None:
    first = shown(workshop)
    documents = sorted((workshop.data / "invoices").glob("*.pdf"))
    assert len(table(first)) == len(documents) >= 5
    assert all(document.read_bytes().startswith(b"%PDF-") for document in documents)
    assert f"The PDFs are in {workshop.data / 'invoices'}" in first
    assert "Login: demo, password " in first
    sent = mail(workshop)
    assert all(b"Content-Type: application/pdf" in path.read_bytes() for path in sent)

    second = shown(workshop)
    assert table(second) == table(first)
    assert second.partition("Login:")[2] == first.partition("Login:")[2]
    assert mail(workshop) == sent
    assert sorted((workshop.data / "invoices").glob("*.pdf")) == documents


def test_a_ctrl_c_while_it_is_set_up_is_no_traceback(workshop: Workshop) -> None:
    server = workshop.begin("demo", "--port", str(free_port()), VACRM_NOW=NOW)
    until((workshop.data / "filling").exists, "the first data")
    server.send_signal(signal.SIGINT)
    _out, err = server.communicate(timeout=PATIENCE)
    assert (server.returncode, err) == (130, "")


def test_a_folder_with_somebodys_data_is_refused(workshop: Workshop) -> None:
    loaded = workshop.manage("load_pack", "seeds/demo.toml", VACRM_NOW=NOW)
    assert loaded.returncode == 0, loaded.stderr
    done = workshop.manage("demo", "--port", str(free_port()), VACRM_NOW=NOW)
    assert done.returncode == 1
    assert "holds somebody's data" in done.stderr
    assert not (workshop.data / "invoices").exists()


def test_it_takes_neither_her_database_nor_her_mail_server() -> None:
    said = subprocess.run(["make", "-n", "run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (line,) = [line for line in said.splitlines() if "manage.py demo" in line]
    assert {"VACRM_DATA=var/demo", "DATABASE_URL=", "EMAIL_HOST=", "VACRM_ENV="} <= set(line.split())
