"""The house in order: both languages, migrations, variables, dependencies, and nothing that does not belong."""

from __future__ import annotations

import ast
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.core.management import call_command

from tests import catalogue
from tests.test_architecture import ROOMS, ROOT, shown, sources

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*[^}]*\}|%[sd]")
LONG_FILE, LONG_FUNCTION = 200, 40


def texts(message: Message) -> list[str]:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return [str(text or "") for text in strings]


def test_every_sentence_is_said_in_french() -> None:
    known = catalogue.french()
    missing = []
    for said in catalogue.extracted():
        french = known.get(said.id, context=said.context) if said.id else None
        if said.id and (french is None or not all(texts(french))):
            missing.append(f"{said.locations[0][0]}: {said.id!r}")
    assert missing == []


def test_no_french_sentence_is_a_guess() -> None:
    assert [message.id for message in catalogue.french() if message.id and message.fuzzy] == []


def test_french_sentences_keep_their_placeholders() -> None:
    wrong = []
    for message in catalogue.french():
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        asked = set(PLACEHOLDER.findall(ids[-1])) if message.id else set()
        if message.id and any(set(PLACEHOLDER.findall(text)) - asked for text in texts(message)):
            wrong.append(message.id)
        if message.id and asked - set(PLACEHOLDER.findall(texts(message)[-1])):
            wrong.append(message.id)
    assert wrong == []


def test_french_punctuation_never_starts_a_line() -> None:
    """Before : ; ! ? % € stands a no-break space."""
    loose = re.compile(r"\w [:;!?€](?:\s|$)|\d %(?![\w(])")
    wrong = [text for message in catalogue.french() if message.id for text in texts(message) if loose.search(text)]
    assert wrong == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_library_hides_behind_our_requests() -> None:
    """The HTTP library of that name would shadow our room, or be shadowed by it."""
    assert "requests" not in {(dist.name or "").lower() for dist in metadata.distributions()}
    for lock in ("requirements.txt", "requirements-dev.txt"):
        assert not re.search(r"^requests\b", (ROOT / lock).read_text(), re.MULTILINE)


def variables(path: Path) -> set[str]:
    """The environment variables a file reads, through our readers or straight from os.environ."""
    read = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        arguments: list[ast.expr] = []
        if isinstance(node, ast.Call) and re.search(r"^environment\.|environ\.get$|getenv$", ast.unparse(node.func)):
            arguments = node.args[:1]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            arguments = [node.slice]
        read |= {arg.value for arg in arguments if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return read


def test_every_variable_is_in_the_readme() -> None:
    read = set().union(*(variables(path) for path in sources(*ROOMS)))
    assert {"VACRM_DATA", "VACRM_NOW", "DATABASE_URL"} <= read, "the search finds what is surely there"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in readme} == set()


def test_every_dependency_has_its_sentence_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    asked = (ROOT / "requirements.in").read_text() + (ROOT / "requirements-dev.in").read_text()
    names = re.findall(r"^[a-z][a-z0-9-]*", asked, re.MULTILINE)
    assert [name for name in names if f"`{name}`" not in readme] == []


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_machine() -> None:
    # Written in halves, so that this file does not name them either.
    words = ["py" + "pi.org", "python" + "hosted", "/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/"]
    wrong = []
    for path in tracked():
        content = path.read_bytes()
        wrong += [f"{shown(path)}: {word}" for word in words if word.encode() in content]
    assert wrong == []


def test_lengths_are_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    """Length is a matter of taste, so it is shown and not refused; an unreadable file fails."""
    long = []
    for path in sources(*ROOMS):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if (length := len(text.splitlines())) > LONG_FILE:
            long.append((length, shown(path)))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONG_FUNCTION:
                long.append(((node.end_lineno or 0) - node.lineno + 1, f"{shown(path)}:{node.lineno} {node.name}"))
    with capsys.disabled():
        for length, name in sorted(long, reverse=True):
            print(f"\nlong: {length} lines: {name}", end="")  # noqa: T201
