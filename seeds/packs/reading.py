"""Read a pack: from a file or standard input to tables, with one sentence per problem."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from seeds.packs.tables import Case, Pack
from sops.wording.refusals import WRITTEN
from vacrm.problems import problems, show_path, shown

LARGEST = 20 * 1024 * 1024  # bytes; a pack of ten years of work has about five million


class Problems(Exception):
    """Why a pack was refused: lines of `path: what is wrong, what would be right`."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(dict.fromkeys(lines))
        super().__init__("\n".join(self.lines))


def read_pack(path: str) -> Pack:
    """Read a pack from a path, or from standard input for "-". Raises Problems."""
    data = _toml(path)
    if "format" not in data:
        raise Problems(["format: is missing; write format = 1"])
    if data["format"] != 1:
        raise Problems([f"format: is {shown(data['format'])}; this version reads format = 1"])
    return _validated(Pack, data)


def read_case(path: str) -> Case:
    """Read what `assess` judges. Raises Problems."""
    return _validated(Case, _toml(path))


def _toml(path: str) -> dict[str, Any]:
    text = _text(path)
    try:
        data = tomllib.loads(text, parse_float=_decimal)
        if found := [show_path(place) for place in _unprintable(data, ())]:
            raise Problems(f"{place}: holds a control character; remove it" for place in found)
        return data
    except tomllib.TOMLDecodeError as error:
        raise Problems([f"{path}: is not TOML: {error}"]) from error
    except ValueError as error:  # Python reads whole numbers of 4,300 digits at most
        raise Problems([f"{path}: holds a number that is too long; write 12 digits at most"]) from error
    except RecursionError as error:
        raise Problems([f"{path}: is nested too deeply; a pack has three levels"]) from error


def _unprintable(value: Any, place: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    """The places of texts with control characters: no database, mail or PDF has a use for them."""
    if isinstance(value, str):
        if any(ord(character) < 32 and character not in "\t\n\r" for character in value):
            yield place
        return
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inside:
        yield from _unprintable(each, (*place, step))


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("_", ""))


def _text(path: str) -> str:
    try:
        content = sys.stdin.buffer.read(LARGEST + 1) if path == "-" else _content(Path(path))
    except OSError as error:
        raise Problems([f"{path}: cannot be read: {error.strerror}; give the path of a TOML file"]) from error
    if len(content) > LARGEST:
        raise Problems([f"{path}: is larger than {LARGEST // 1024 // 1024} MB; split it into several packs"])
    if not content.strip():
        raise Problems([f"{path}: is empty; a pack starts with format = 1"])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Problems([f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"]) from error


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _validated[T: BaseModel](shape: type[T], data: Mapping[str, Any]) -> T:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise Problems(problems(shape, error, WRITTEN)) from error
