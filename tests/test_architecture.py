"""The rooms stand in one column and every import points down; the kinds of code keep to their own."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up: a room may import itself and what stands before it.
ROOMS = ("vacrm", "sops", "clients", "requests", "billing", "seeds")
NAMES_THAT_SAY_NOTHING = {"services", "utils", "helpers", "signals", "managers", "common", "misc"}

# Rules are pure: the standard library, the rules and pure ground modules, and small pure libraries.
PURE = {"pydantic", "pydantic_core", "dateutil", "holidays", "vacrm.exact", "vacrm.shapes"}
IMPURE = {"time", "random", "os", "socket", "subprocess", "sqlite3", "threading", "urllib", "secrets"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "monotonic"}


def sources(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of a file with its line, also those inside functions; `from a import b` counts as a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by dots; name the room"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("room", ROOMS)
def test_every_import_points_down(room: str) -> None:
    above = set(ROOMS[ROOMS.index(room) + 1 :])
    wrong = [
        f"{shown(path)}:{line} imports {name}"
        for path in sources(room)
        for line, name in imports(path)
        if name.partition(".")[0] in above
    ]
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_has_a_name_that_says_nothing(room: str) -> None:
    assert [shown(path) for path in sources(room) if path.stem in NAMES_THAT_SAY_NOTHING] == []


def rule_files() -> list[Path]:
    return [path for path in sources(*ROOMS) if "rules" in path.parent.parts]


def is_pure(name: str) -> bool:
    first = name.partition(".")[0]
    if first in ROOMS:
        return ".rules" in name or any(name == pure or name.startswith(f"{pure}.") for pure in PURE)
    return first in PURE or first in sys.stdlib_module_names - IMPURE


def test_rules_are_pure() -> None:
    assert rule_files(), "there are no rules to look at"
    wrong = [
        f"{shown(path)}:{line} imports {name}"
        for path in rule_files()
        for line, name in module_imports(path)
        if not is_pure(name)
    ]
    assert wrong == []


def module_imports(path: Path) -> Iterator[tuple[int, str]]:
    """The modules imported; `from vacrm import exact` counts as vacrm.exact."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module in ROOMS:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def test_rules_hold_no_float() -> None:
    wrong = []
    for path in rule_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            if literal or call:
                wrong.append(f"{shown(path)}:{node.lineno}")
    assert wrong == []


def is_face(path: Path) -> bool:
    faces = {"views", "admin", "tasks", "today", "urls", "serving", "frame"}
    parts = set(path.relative_to(ROOT).with_suffix("").parts)
    return bool(parts & faces) or "commands" in parts or "admin" in parts


def clock_calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS):
            continue
        converts = node.func.attr.startswith("local") and node.args  # a moment it was given, in another zone
        if not converts:
            yield f"{shown(path)}:{node.lineno} reads {ast.unparse(node.func)}"


def test_only_faces_read_the_clock() -> None:
    # The clock itself, and a bar that measures how long a person has waited.
    exempt = {ROOT / "vacrm/clock.py", ROOT / "vacrm/progress.py"}
    looked_at = [path for path in sources(*ROOMS) if path not in exempt and not is_face(path)]
    assert [call for path in looked_at for call in clock_calls(path)] == []


def test_models_keep_clear_of_pages() -> None:
    pages = ("django.http", "django.shortcuts", "django.template", "django.core.mail", "vacrm.clock")
    models = [path for path in sources(*ROOMS) if path.stem == "models" or path.parent.name == "models"]
    wrong = [
        f"{shown(path)}:{line} imports {name}"
        for path in models
        for line, name in imports(path)
        if name.startswith(pages)
    ]
    assert wrong == []


def test_every_public_act_says_what_it_does() -> None:
    """Act modules are gerunds."""
    undocumented = []
    for path in sources(*ROOMS):
        if not path.stem.endswith("ing") or "rules" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and ast.get_docstring(node) is None:
                undocumented.append(f"{shown(path)}:{node.lineno} {node.name}")
    assert undocumented == []


def test_every_module_has_a_caption() -> None:
    missing = [
        shown(path)
        for path in sources(*ROOMS)
        if "migrations" not in path.parts and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert missing == []


def test_the_rules_of_this_test_see_what_they_forbid(tmp_path: Path) -> None:
    path = tmp_path / "upward.py"
    path.write_text("def act():\n    from billing.models import Invoice\n    return Invoice\n")
    assert (2, "billing.models") in list(imports(path))
    assert not is_pure("django.db.models")
    assert not is_pure("vacrm.money")
    assert is_pure("sops.rules.policy")
