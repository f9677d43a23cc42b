"""What was worked out is kept until anything changes in the database, here or elsewhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from vacrm.kept import kept

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


def test_a_change_of_ours_makes_it_work_again() -> None:
    work = Counted()
    kept("sums", work)
    User.objects.create_user("one")
    assert kept("sums", work) == 2


def test_a_change_from_elsewhere_makes_it_work_again() -> None:
    work = Counted()
    kept("sums", work)

    def elsewhere() -> None:
        User.objects.create_user("two")
        connection._close()  # close() leaves a database in memory open

    with ThreadPoolExecutor(1) as pool:
        pool.submit(elsewhere).result()
    assert kept("sums", work) == 2


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
