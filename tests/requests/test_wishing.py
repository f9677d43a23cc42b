"""What a client asks in the portal: judged as any request, by a door that is right unless the procedures refuse it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients import door
from clients.models import Client
from requests.assessing import PORTAL, facts_of, verdict_of
from requests.foreseeing import choices, seen
from requests.models import ClientRequest
from requests.wishing import wish
from sops.rules.judging import assess
from tests.billing.months import SOP, load, pack
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Paris
BY = "ines@acme.example"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())


def customer(**channels: list[str]) -> Client:
    load(pack(sop={**SOP, "channels": {"main": ["email"], **channels}}))
    return Client.objects.get()


def draft(client: Client, **more: Any) -> ClientRequest:
    values = {"subject": "The newsletter", "received_at": AT, "channel": PORTAL, "effort_minutes": 60}
    return ClientRequest(client=client, agreement=client.agreements.first(), **{**values, **more})


@pytest.mark.parametrize(
    ("channels", "channel", "verdict"),
    [
        pytest.param({}, None, "agreed", id="not named: ours is right"),
        pytest.param({"main": ["portal"]}, "portal", "agreed", id="a main one"),
        pytest.param({"urgent_only": ["portal"]}, "portal", "urgent_only", id="urgent only"),
        pytest.param({"refused": ["portal"]}, "portal", "refused", id="refused"),
    ],
)
def test_our_own_door_is_right_unless_the_procedures_say_otherwise(
    channels: dict[str, list[str]], channel: str | None, verdict: str
) -> None:
    asked = draft(customer(**channels))
    assert facts_of(asked).channel == channel
    found = seen(asked, at=AT)
    assert found is not None and found.verdict.channel == verdict


def test_a_request_is_kept_judged_and_told_once() -> None:
    client = customer()
    (asked, is_new), (again, twice) = (wish(draft(client), [], by=BY, at=AT + timedelta(minutes=n)) for n in (0, 1))
    assert (asked.pk, is_new, twice) == (again.pk, True, False)
    assert verdict_of(asked.assessments.get()).channel == "agreed"
    mail = Delivery.objects.get(kind="request")
    assert (mail.to, mail.reply_to) == (["Nadia Ferrand <nadia@ferrand.example>"], BY)
    assert mail.subject == "Acme SARL asks: The newsletter"


def test_the_moments_offered_end_with_one_that_costs_nothing_though_it_takes_a_while_to_write() -> None:
    asked = draft(customer())
    offered = choices(asked, at=AT)
    assert [f"{each.at:%d %H:%M}" for each in offered] == ["03 18:00", "04 09:00", "04 10:30"]
    assert [str(each.percent) for each in offered] == ["35", "35", "0"]
    policy = asked.agreement.sop.policy() if asked.agreement else None
    asked.received_at, asked.wanted_by = AT + timedelta(minutes=29), offered[-1].at
    assert policy and not assess(facts_of(asked), policy).percent


def test_what_became_dearer_is_a_surprise_and_what_became_cheaper_is_none() -> None:
    client = customer()
    free, dear = (seen(draft(client, wanted_by=AT + timedelta(hours=hours)), at=AT + timedelta()) for hours in (48, 5))
    assert free is not None and dear is not None
    assert dear.is_dearer_than(free.mark) and dear.is_dearer_than("") and dear.is_dearer_than("nonsense")
    assert not free.is_dearer_than(dear.mark) and not dear.is_dearer_than(dear.mark)
    exact = replace(dear, verdict=replace(dear.verdict, percent=Decimal("87.50")))
    assert exact.mark.startswith("87.5 ") and not exact.is_dearer_than(exact.mark) and exact.is_dearer_than("87 in")
    out = seen(draft(client, service="magic"), at=AT)
    assert out is not None and out.is_dearer_than(dear.mark) and not out.is_dearer_than(out.mark)


def test_where_the_portal_is_refused_its_page_says_which_way() -> None:
    client = customer(refused=["portal"])
    _link, secret = door.invite(client, to=BY, days=30, at=AT)
    browser = Browser()
    browser.get(f"/p/open/{secret}/")
    address = reverse("requests:portal-request-new", args=[client.pk])
    page = browser.get(address).content.decode()
    assert "Requests are not taken here. Please send them by e-mail." in page and "<form" not in page
    assert "<form" not in browser.post(address, {"subject": "x"}).content.decode()
    assert not ClientRequest.objects.exists()
