"""Where measurements run: a database filled once, and a fresh copy of it for each run, so that none sees another's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
QUIET = {
    "DJANGO_SETTINGS_MODULE": "vacrm.settings",
    "VACRM_ENV": "",
    "VACRM_NOW": "",
    "EMAIL_HOST": "",
    "LOG_LEVEL": "",
}  # deaf to the user's own settings


@dataclass(frozen=True)
class Place:
    """A data folder, and the database if it is no SQLite file in that folder."""

    folder: Path
    url: str = ""

    def measure(self, what: str, *options: str | int) -> dict[str, Any]:
        """Measure one thing in a fresh process. Raises SystemExit with its last words when it fails."""
        words = [sys.executable, "-m", "bench.measuring", what, *map(str, options)]
        env = os.environ | QUIET | {"VACRM_DATA": str(self.folder), "DATABASE_URL": self.url}
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"bench: “{what}” failed.\n{done.stderr}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def copied(self, name: str) -> Place:
        """A copy to be used up."""
        copy = self.beside(name)
        if not self.url:
            shutil.copytree(self.folder, copy.folder)
            return copy
        copy.folder.mkdir()
        _on_server(self.url, f'CREATE DATABASE "{_name(copy.url)}" TEMPLATE "{_name(self.url)}"')
        return copy

    def made(self) -> Place:
        """This place, with its folder and an empty database."""
        self.folder.mkdir(parents=True)
        if self.url:
            _on_server(self.url, f'CREATE DATABASE "{_name(self.url)}"')
        return self

    def beside(self, name: str) -> Place:
        """A place of another name beside this one."""
        url = self.url and self.url.replace(urlsplit(self.url).path, f"{urlsplit(self.url).path}_{name}")
        return Place(self.folder.parent / f"{self.folder.name}-{name}", url)

    def drop(self) -> None:
        """Remove it; nothing happens where it never was."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.url:
            with suppress(Exception):
                _on_server(self.url, f'DROP DATABASE IF EXISTS "{_name(self.url)}" WITH (FORCE)')


def _name(url: str) -> str:
    return urlsplit(url).path[1:]


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url.replace(urlsplit(url).path, "/postgres"), autocommit=True) as server:
        server.execute(statement)
