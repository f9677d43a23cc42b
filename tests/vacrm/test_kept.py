"""What was worked out is kept until anything changes in the database, here or elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from tests.workshop import Template
from vacrm.kept import kept, recalled

pytestmark = pytest.mark.django_db(transaction=True)


class Counted:
    """Work that says how often it was done."""

    times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_the_work_is_done_once_while_nothing_changes() -> None:
    work = Counted()
    if connection.vendor == "sqlite":  # elsewhere the server may write for reasons of its own
        assert [kept("sums", work) for _ in range(3)] == [1, 1, 1]
    assert kept("others", Counted()) == 1


def test_what_is_kept_is_recalled_until_something_changes() -> None:
    kept("sums", Counted())
    if connection.vendor == "sqlite":
        assert recalled("sums") == 1
    assert recalled("never worked out") is None
    User.objects.create_user("five")
    assert recalled("sums") is None


def test_a_change_of_ours_makes_it_work_again() -> None:
    work = Counted()
    kept("sums", work)
    User.objects.create_user("one")
    assert kept("sums", work) == 2


def test_a_change_from_elsewhere_makes_it_work_again() -> None:
    work = Counted()
    kept("sums", work)

    elsewhere(lambda: User.objects.create_user("two"))
    assert kept("sums", work) == 2


def elsewhere(act: Callable[[], object]) -> None:
    """Do something in a thread of its own, on a connection of its own."""

    def alone() -> None:
        act()
        connection._close()  # close() leaves a database in memory open

    with ThreadPoolExecutor(1) as pool:
        pool.submit(alone).result()


def test_a_change_while_it_works_makes_the_next_work_again() -> None:
    work = Counted()

    def changing() -> int:
        User.objects.create_user("three")
        return work()

    assert kept("sums", changing) == 1
    assert kept("sums", work) == 2


def test_nothing_is_kept_inside_a_transaction() -> None:
    work = Counted()
    with transaction.atomic():
        assert [kept("sums", work) for _ in range(2)] == [1, 2]


class Broken(Exception):
    """What makes a transaction roll back."""


def test_what_was_rolled_back_is_not_kept() -> None:
    def names() -> list[str]:
        return list(User.objects.values_list("username", flat=True))

    def broken() -> None:
        with transaction.atomic():
            User.objects.create_user("four")
            assert kept("names", names) == ["four"]
            raise Broken

    with pytest.raises(Broken):
        broken()
    assert kept("names", names) == []
    with pytest.raises(Broken):
        broken()
    assert kept("names", names) == []


PROCESS = """
import subprocess, sys
from django.contrib.auth.models import User
from vacrm.kept import kept
before = [kept("users", User.objects.count) for _ in range(2)]
words = "from django.contrib.auth.models import User; User.objects.create_user('six')"
subprocess.run([sys.executable, "manage.py", "shell", "--no-imports", "-c", words], check=True)
print(*before, kept("users", User.objects.count))
"""


@pytest.mark.engines
def test_a_change_by_another_process_makes_it_work_again(empty_vacrm: Template, tmp_path: Path) -> None:
    workshop = empty_vacrm.copied(tmp_path / "data")
    done = workshop.manage("shell", "--no-imports", "-c", PROCESS)
    workshop.drop()
    assert (done.stdout, done.stderr) == ("0 0 1\n", "")
