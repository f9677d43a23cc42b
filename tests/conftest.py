"""What all tests share: the two engines, the browser, and a vacrm of their own to drive from outside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import catalogue, live
from tests.workshop import Template, Workshop
from vacrm import entering

# A busy machine is slow, not wrong; the integration server tries the same cases each time, so that its verdict
# is about the change and not about the dice.
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("house")

# Pages worth a second engine: each opened and each form refused once, and those that search, sum and sort. What the
# acts behind the others do is tried in their rooms.
PAGES_AGAIN = {
    f"test_{name}.py"
    for name in (
        *("costs", "every_form", "work_pages", "today", "history", "pipeline", "quotes"),
        *("invoices", "reports", "portal", "portal_signing"),
    )
}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "workshop"}


def pytest_configure(config: pytest.Config) -> None:
    """Django reads compiled catalogues only; a stale one is compiled before the first test."""
    if not hasattr(config, "workerinput"):  # once, in the process that hands out the tests
        catalogue.compile_stale()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Second pass: what asks for no database, or the same in French, has nothing new to say on another engine."""
    second_pass = connection.vendor == "postgresql"
    idle = [item for item in items if second_pass and _has_nothing_new(item)]
    if idle:
        config.hook.pytest_deselected(items=idle)
        items[:] = [item for item in items if item not in set(idle)]
    items[:] = _spread(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    for item in items:
        if not second_pass and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="runs in the pass on PostgreSQL"))
        if item.get_closest_marker("browser") and not live.browser() and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="no browser here"))


def _spread(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """Tests in a browser take longest, so each process begins with some files of them; the end is then not theirs.

    Each process is handed one run of tests after another, of equal length, and takes over later what others left.
    """
    slow: dict[Path, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("browser"):
            slow.setdefault(item.path, []).append(item)
    rest = [item for item in items if item.path not in slow]
    files, length, spread = list(slow.values()), len(items) // processes, []
    for place in range(processes):
        first = [item for file in files[place::processes] for item in file]
        more = length - len(first) if place < processes - 1 else len(rest)
        spread += [*first, *rest[:more]]
        rest = rest[more:]
    return spread


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page asked for in French leaves its thread in French; each test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _somebody_lives_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins in a house with its owner; those of the first run begin in an empty one."""
    monkeypatch.setattr(entering, "lived_in", True)


def _has_nothing_new(item: pytest.Item) -> bool:
    given = getattr(getattr(item, "callspec", None), "params", {})
    if item.path.parent.name == "pages" and item.path.name not in PAGES_AGAIN:
        return not (item.get_closest_marker("postgres") or item.get_closest_marker("engines"))
    in_french = given.get("language") == "fr" and not item.get_closest_marker("postgres")
    return bool(item.get_closest_marker("once")) or in_french or not _asks_for_a_database(item)


def _asks_for_a_database(item: pytest.Item) -> bool:
    markers = any(item.get_closest_marker(name) for name in ("django_db", "postgres", "engines"))
    return markers or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def empty_vacrm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """An empty, migrated vacrm, made once and copied for each test that drives one."""
    template = Template.made(tmp_path_factory.mktemp("template"))
    yield template
    template.drop()


@pytest.fixture
def workshop(empty_vacrm: Template, tmp_path: Path) -> Iterator[Workshop]:
    """A vacrm of the test's own, with its own data folder and database, driven by its commands."""
    own = empty_vacrm.copied(tmp_path / "data")
    yield own
    own.drop()
