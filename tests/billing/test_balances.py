"""Packages that run low, on Today: with the hours of the month, what earlier months left, and what goes beyond."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from billing.balances import low
from billing.models import SettledPeriod
from clients.heading import heading
from clients.models import Agreement, Client
from requests.models import TimeEntry
from requests.planning import package_left
from tests.billing.months import agreement, load, pack

ON = date(2026, 10, 20)


@pytest.fixture
def package(db: None) -> Agreement:
    """Ten hours a month for four hundred."""
    terms: dict[str, Any] = {"price": "400.00", "included_minutes": 600, "overage_rate": "42.00", "rate": "40.00"}
    load(pack(agreement()))
    found = Agreement.objects.get()
    for name, value in {**terms, "kind": "package", "starts_on": date(2026, 1, 1)}.items():
        setattr(found, name, value)
    found.save()
    return found


def work(terms: Agreement, minutes: int, on: date = ON) -> None:
    TimeEntry.objects.create(client=terms.client, agreement=terms, on=on, minutes=minutes)


@pytest.mark.parametrize(("minutes", "left"), [(480, None), (481, 119), (600, 0), (660, -60)])
def test_below_a_fifth_a_package_is_low(package: Agreement, minutes: int, left: int | None) -> None:
    work(package, minutes)
    assert [found for _terms, found, _whole in low(ON)] == ([] if left is None else [left])


def test_what_the_month_before_left_counts_as_far_as_it_is_carried_over(package: Agreement) -> None:
    work(package, 590)
    settled = SettledPeriod.objects.create(
        agreement=package, period="2026-09", settled_on=ON, overage=0, left=[["2026-09", "300"]]
    )
    assert [left for _terms, left, _whole in low(ON)] == [10]
    Agreement.objects.filter(pk=package.pk).update(carry_over_months=1)
    assert not list(low(ON))
    Agreement.objects.filter(pk=package.pk).update(carry_over_cap_minutes=30)
    assert [left for _terms, left, _whole in low(ON)] == [40]
    settled.delete()
    assert [left for _terms, left, _whole in low(ON)] == [10]


def test_hours_of_other_months_clients_at_rest_and_free_hours_do_not_count(package: Agreement) -> None:
    work(package, 600, date(2026, 9, 30))
    TimeEntry.objects.create(client=package.client, agreement=package, on=ON, minutes=600, billable=False)
    assert not list(low(ON))
    work(package, 600)
    package.client.stage = "paused"
    package.client.save()
    assert not list(low(ON))


@pytest.mark.parametrize(("language", "said"), [("en", "Packages running low"), ("fr", "Forfaits")])
def test_today_names_it_with_what_goes_beyond(
    package: Agreement, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VACRM_NOW", "2026-10-20T10:00:00+02:00")
    package.client.stage = "active"
    package.client.save()
    work(package, 660)
    owner = Browser()
    owner.force_login(User.objects.create_superuser("owner"))
    page = owner.get("/", headers={"accept-language": language}).content.decode()
    assert said in page
    assert "42" in page


def test_the_clients_page_and_a_request_count_what_is_carried_over(package: Agreement) -> None:
    Agreement.objects.filter(pk=package.pk).update(carry_over_months=1)
    SettledPeriod.objects.create(
        agreement=package, period="2026-09", settled_on=ON, overage=0, left=[["2026-09", "45"]]
    )
    work(package, 60)
    assert both(package) == (585, 585)


def test_a_package_begun_within_the_month_has_its_part_of_the_hours(package: Agreement) -> None:
    Agreement.objects.filter(pk=package.pk).update(starts_on=date(2026, 10, 17))  # 15 of 31 days: 290.32 minutes
    work(package, 20)
    assert both(package) == (270, 270)


def both(package: Agreement) -> tuple[int | None, int | None]:
    """What is left as the head of the client's pages says it, and as a request of the package does."""
    client = Client.objects.get()
    (terms,) = heading(client, "overview", ON)["terms"]
    left = package_left(package, ON)
    assert left
    return terms.left, left.minutes
