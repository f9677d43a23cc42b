"""The first invoice of the README, made as it is written there."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

from tests.workshop import ROOT, Workshop


def block(number: int) -> str:
    """One of the indented code blocks of the README, which stand in its numbered steps."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^   ```\w*\n(.*?)^   ```$", readme, re.DOTALL | re.MULTILINE)
    return textwrap.dedent(blocks[number])


def test_the_first_invoice_of_the_readme_is_issued(workshop: Workshop, tmp_path: Path) -> None:
    pack = tmp_path / "mine.toml"
    pack.write_text((ROOT / "seeds/sops/en-hourly.toml").read_text() + "\n" + block(0))
    commands = re.findall(r"manage\.py (.*)", block(1))
    assert [command.split()[0] for command in commands] == ["load_pack", "close_month", "close_month"]
    places = {"mine.toml": str(pack), "invoices": str(tmp_path / "invoices")}
    for command in commands:
        words = [places.get(word, word) for word in command.split()]
        done = workshop.manage(*words, VACRM_NOW="2026-11-02T09:00:00+00:00")
        assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "invoices").glob("*.pdf"))) == 1
    done = workshop.manage("close_month", "2026-10", "--json", VACRM_NOW="2026-11-02T09:00:00+00:00")
    assert json.loads(done.stdout)["invoices"] == []
