"""Environment variables, read strictly: a value that is set but wrong stops the start with one sentence."""

from __future__ import annotations

import os
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}

# WAL lets pages read while a month is closed; IMMEDIATE takes the write lock at the start of a
# transaction, where SQLite can still wait for it, instead of failing at the first write.
# Up to 16 MB of pages in memory, for each connection: with the usual 2, a sum over years of invoices reads the
# file again for every page.
_SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-16000;",
}


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks; the default where it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """A yes or no. Raises ImproperlyConfigured for any other word."""
    value = text(name)
    if not value:
        return default
    if value.lower() not in _FLAGS:
        raise ImproperlyConfigured(f"{name}: “{value}” is neither yes nor no; write 1 or 0.")
    return _FLAGS[value.lower()]


def number(name: str, default: int) -> int:
    """A whole number from 0 up. Raises ImproperlyConfigured for anything else."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name}: “{value}” is not a whole number; write {default}, for example.")
    return int(value)


def port(name: str, default: int) -> int:
    """The number of a port. Raises ImproperlyConfigured for anything else."""
    value = number(name, default)
    if not 1 <= value <= 65535:
        raise ImproperlyConfigured(f"{name}: {value} is not a port; write 1 to 65535, such as {default}.")
    return value


def names(name: str) -> list[str]:
    """A list separated by commas; empty where the variable is absent."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def hosts(name: str) -> list[str]:
    """Names of hosts, separated by commas. Raises ImproperlyConfigured for an address with more than a name."""
    found = names(name)
    for host in found:
        if "/" in host:
            raise ImproperlyConfigured(f"{name}: “{host}” is more than a name; write crm.example, for example.")
    return found


def mailbox(name: str, default: str) -> str:
    """An e-mail address, alone or behind a name. Raises ImproperlyConfigured for anything else."""
    value = text(name, default)
    before, at, after = parseaddr(value)[1].rpartition("@")
    if not (before and at and after):
        raise ImproperlyConfigured(f"{name}: “{value}” is no e-mail address; write nadia@crm.example, for example.")
    return value


def choice(name: str, *allowed: str) -> str:
    """One of the allowed words, the first by default. Raises ImproperlyConfigured for any other."""
    value = text(name, allowed[0])
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}: “{value}” is unknown; write {' or '.join(allowed)}.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder, made if it is not there, readable by its owner only. Raises ImproperlyConfigured if it cannot be."""
    path = Path(text(name, str(default))).expanduser().absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be made ({error.strerror}).") from error
    return path


def database(name: str, default: Path) -> dict[str, Any]:
    """The database of a URL such as postgresql://user:password@host:5432/vacrm; a SQLite file by default.

    Raises ImproperlyConfigured for a URL of another kind.
    """
    url = text(name)
    if not url:
        return _sqlite(str(default))
    try:
        parts = urlsplit(url)
        port = parts.port or ""
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: is not an address ({error}).") from error
    path = unquote(parts.path)
    if parts.scheme == "sqlite" and path not in {"", "/"}:
        return _sqlite(path.removeprefix("/") if not path.startswith("//") else path[1:])
    if parts.scheme not in {"postgres", "postgresql"} or path in {"", "/"}:
        raise ImproperlyConfigured(f"{name}: write postgresql://user:password@host:5432/name or sqlite:///file.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: str) -> dict[str, Any]:
    # Kept by its thread: opening costs more than a short page, and it tells what has changed (vacrm.kept).
    options = {"OPTIONS": dict(_SQLITE_OPTIONS), "CONN_MAX_AGE": None}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, **options}


def secret_key(name: str, path: Path) -> str:
    """The secret key: the variable, else the content of the file, which is made with mode 0600 on the first run.

    Raises ImproperlyConfigured if the file can neither be read nor made, or is empty.
    """
    if value := text(name):
        return value
    try:
        if not path.exists():
            _write_key(path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be read or made ({error.strerror}).") from error
    if not key:
        raise ImproperlyConfigured(f"{name}: {path} is empty; delete it, and a new key is made.")
    return key


def _write_key(path: Path) -> None:
    """Write a new key beside the file, then link it into place: of two first runs, one wins and both read it whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
