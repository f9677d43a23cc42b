"""A vacrm of a test's own: a data folder and a database, driven from outside as a user drives it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")


@dataclass(frozen=True)
class Workshop:
    """Where its facts are: `data` is the folder, `url` the database (empty: a SQLite file in the folder)."""

    data: Path
    url: str

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, "VACRM_DATA": str(self.data), "DATABASE_URL": self.url, "PYTHONWARNINGS": "default"}

    def manage(self, *args: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end: `manage("close_month", "2026-10", VACRM_NOW="2026-11-02T09:00:00+01:00")`."""
        command = [sys.executable, "manage.py", *args]
        return subprocess.run(
            command, cwd=ROOT, env=self.env | env, input=stdin, capture_output=True, text=True, timeout=300, check=False
        )

    def begin(self, *args: str, **env: str) -> subprocess.Popen[str]:
        """Begin a command and hand over its process, for tests that race or kill; they wait for its end."""
        command = [sys.executable, "manage.py", *args]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=self.env | env, stdout=pipe, stderr=pipe, text=True)

    def drop(self) -> None:
        if self.url:
            _on_server(self.url, f'DROP DATABASE IF EXISTS "{_name(self.url)}" WITH (FORCE)')


@dataclass(frozen=True)
class Template(Workshop):
    """An empty, migrated one, to copy from."""

    @classmethod
    def made(cls, data: Path) -> Template:
        template = cls(data, _new_database(""))
        done = template.manage("migrate", "--verbosity=0")
        assert done.returncode == 0, done.stderr
        return template

    def copied(self, data: Path) -> Workshop:
        shutil.copytree(self.data, data)
        return Workshop(data, _new_database(f'TEMPLATE "{_name(self.url)}"') if self.url else "")


def _new_database(how: str) -> str:
    """The URL of a new database beside the configured one; empty on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return ""
    name = f"vacrm_{uuid.uuid4().hex[:12]}"
    _on_server(url, f'CREATE DATABASE "{name}" {how}')
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _on_server(url: str, statement: str) -> None:
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _name(url: str) -> str:
    return urlsplit(url).path[1:]
