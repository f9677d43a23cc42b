"""Prepared questions answer as the querysets they are made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from vacrm.models import UserPreferences
from vacrm.prepared import Prepared, keys, moment, number, words

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def _user(name: str, hours: int = 0, **facts: Any) -> User:
    return User.objects.create(username=name, date_joined=NOON + timedelta(hours=hours), **facts)


@pytest.mark.django_db
def test_the_values_given_decide_and_each_time_anew() -> None:
    early, late = _user("early", -1), _user("late", 1)
    since = Prepared(lambda: User.objects.filter(date_joined__gte=moment("at")).order_by("date_joined"))

    assert since(at=NOON - timedelta(hours=2)) == [early, late]
    assert since(at=NOON) == [late]
    later = _user("later", 2)
    assert since(at=NOON) == [late, later]
    assert since(at=NOON + timedelta(days=1)) == []


@pytest.mark.django_db
def test_records_come_with_their_relations_in_one_statement_and_can_be_saved() -> None:
    UserPreferences.objects.create(user=_user("rose"), theme="dark")
    named = Prepared(
        lambda: (
            User.objects.select_related("preferences").only("username", "preferences").filter(username=words("name"))
        )
    )
    named(name="nobody")

    with CaptureQueriesContext(connection) as statements:
        found = named.first(name="rose")
        assert found and found.preferences.theme == "dark"
    assert len(statements) == 1

    found.first_name = "Rose"
    found.save()
    assert User.objects.get().first_name == "Rose"
    assert named.first(name="nobody") is None


@pytest.mark.django_db
def test_sums_subqueries_and_slices_are_asked_as_they_are() -> None:
    for hours, name in enumerate(("ida", "jo", "kim")):
        user = _user(name, hours, is_staff=name != "jo")
        if name == "kim":
            UserPreferences.objects.create(user=user)
    chosen = Exists(UserPreferences.objects.filter(user=OuterRef("pk")))
    shown = Prepared(
        lambda: (
            User.objects.filter(Q(date_joined__lte=moment("until")) | Q(pk=number("pk")))
            .annotate(chosen=chosen)
            .order_by("username")
            .values_list("username", "chosen")[:2]
        )
    )
    counted = Prepared(lambda: User.objects.order_by("is_staff").values_list("is_staff").annotate(of=Count("pk")))

    kim = User.objects.get(username="kim").pk
    assert shown(until=NOON, pk=kim) == [("ida", False), ("kim", True)]
    assert shown(until=NOON + timedelta(days=1), pk=0) == [("ida", False), ("jo", False)]
    assert counted() == [(False, 1), (True, 2)]


@pytest.mark.django_db
def test_of_many_those_whose_keys_are_given_are_found_however_many() -> None:
    users = [_user(name, hours) for hours, name in enumerate(("ida", "jo", "kim"))]
    for user in users:
        UserPreferences.objects.create(user=user)
    among = Prepared(lambda: User.objects.filter(pk__in=keys("users")).order_by("username"))
    theirs = Prepared(
        lambda: (
            UserPreferences.objects.filter(user__in=keys("users"))
            .values_list("user__username")
            .union(User.objects.filter(pk__in=keys("others")).values_list("username"))
            .order_by("user__username")
        )
    )
    ida, jo, kim = (each.pk for each in users)

    assert among(users=[kim, ida]) == [users[0], users[2]]
    assert among(users=[jo]) == [users[1]]
    assert among(users=[]) == []
    assert among(users=range(ida, kim + 2000)) == users
    assert theirs(users=[ida], others=(kim,)) == [("ida",), ("kim",)]
    assert theirs(users=[], others=[jo]) == [("jo",)]


@pytest.mark.django_db
def test_a_value_that_is_not_given_is_told() -> None:
    named = Prepared(lambda: User.objects.filter(username=words("name")))
    with pytest.raises(KeyError, match="name"):
        named()
