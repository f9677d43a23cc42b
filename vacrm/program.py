"""The program itself: its release, where it keeps its data, and whose work is in it."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import django
import django_htmx
from django.conf import settings
from django.db import connection
from django.templatetags.static import static

from vacrm import VERSION

VENDORED = Path(__file__).resolve().parent / "static" / "vacrm" / "vendor"
ROW = re.compile(r"^\| `(\w+)/` \| ([^|,]+)[^|]*\| ([^|]+) \| ([^|,]+), `(\w+/\w+)` \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody else's work that is served or printed from here."""

    name: str
    version: str
    licence: str
    url: str = ""  # the licence, word for word


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know."""

    version: str
    python: str
    django: str
    data: Path
    database: str
    file: Path | None  # of SQLite
    size: int | None  # its bytes
    inside: bool  # the database lies in the data folder: a copy of the folder holds everything
    parts: tuple[Part, ...]


def facts() -> Facts:
    """The facts of this installation; nothing is asked of the database."""
    database, file = _database()
    return Facts(
        version=VERSION,
        python=platform.python_version(),
        django=django.get_version(),
        data=Path(settings.DATA_DIR),
        database=database,
        file=file,
        size=_size(file) if file else None,
        inside=bool(file and file.is_relative_to(settings.DATA_DIR)),
        parts=parts(),
    )


def _database() -> tuple[str, Path | None]:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return "SQLite", None if "memory" in name else Path(name)
    return "PostgreSQL", None


def _size(file: Path) -> int:
    """The bytes of a SQLite file, with what is written but not moved into it yet."""
    found = [file, file.with_name(f"{file.name}-wal")]
    return sum(each.stat().st_size for each in found if each.is_file())


@cache
def parts() -> tuple[Part, ...]:
    """The vendored parts, as their own list names them, and htmx, which comes with a package."""
    text = (VENDORED / "README.md").read_text(encoding="utf-8")
    listed = [
        Part(name.strip(), version, licence, static(f"vacrm/vendor/{file}"))
        for _folder, name, version, licence, file in ROW.findall(text)
    ]
    return (*listed, Part("htmx", _htmx(), "0BSD"))


def _htmx() -> str:
    """The release that the file itself names."""
    files = sorted((Path(django_htmx.__file__).parent / "static" / "django_htmx").glob("htmx*.js"))
    found = [
        match[1] for file in files if (match := re.search(r'version:"([\d.]+)"', file.read_text(encoding="utf-8")))
    ]
    return found[0] if found else ""
