"""The sample business: only where nothing real is, no mail, and gone without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from billing.models import Invoice, InvoiceLine, Series
from clients.models import Client as Customer
from seeds import sampling, starting
from seeds.models import Sample
from sops.models import Business, SopVersion
from vacrm.post.models import Delivery

ON = date(2027, 3, 17)
AT = datetime(2027, 3, 17, 9, tzinfo=UTC)


@pytest.fixture
def owner(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """She has an account, an identity, and published rules; no client."""
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_superuser("nadia", password="x"))
    Business.objects.create(name="Nadia Roux", next_number=7, logo=b"\x89PNG")
    table = starting.starter("hourly", "en")
    starting.publish_rules(starting.placed(table, "Europe/London", ON), title="Mine", on=ON, at=AT)
    return client


@pytest.fixture
def sample(owner: Client) -> Iterator[None]:
    sampling.begin(at=AT)
    sampling.fill(language="fr", at=AT)
    yield


def rows() -> dict[str, list[Any]]:
    """All that the rooms hold, so that before and after can be compared."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for room in sampling.ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    }


@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)])
def test_the_sample_can_be_loaded_on_any_day(owner: Client, on: date) -> None:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    sampling.begin(at=at)
    sampling.fill(language="fr", at=at)
    assert Invoice.objects.issued().exists()


def test_nothing_of_it_is_left_and_all_that_was_hers_is_back(owner: Client) -> None:
    before = rows()
    sampling.begin(at=AT)
    sampling.fill(language="fr", at=AT)
    assert rows() != before
    sampling.remove()
    assert rows() == before
    assert not (Sample.objects.exists() or Delivery.objects.exists() or Series.objects.exists())
    assert User.objects.get().username == "nadia"
    sampling.begin(at=AT)
    sampling.fill(language="fr", at=AT)
    sampling.remove()
    assert rows() == before, "a second time too"


def test_what_is_issued_is_protected_again_once_the_sample_is_gone(sample: None) -> None:
    sampling.remove()
    sampling.begin(at=AT)
    sampling.fill(language="fr", at=AT)
    invoice = Invoice.objects.issued().first()
    assert invoice is not None
    for attempt in (
        lambda: Invoice.objects.filter(pk=invoice.pk).update(gross=1),
        lambda: InvoiceLine.objects.filter(invoice=invoice)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_draft_of_hers_comes_back_as_it_was(db: None) -> None:
    starting.settle("fr", "Europe/Brussels", on=ON)
    draft = SopVersion.objects.values().get()
    sampling.begin(at=AT)
    sampling.fill(language="fr", at=AT)
    sampling.remove()
    assert SopVersion.objects.values().get() == draft


def test_it_is_never_put_beside_a_client(owner: Client) -> None:
    starting.first_client("Bolt", language="en", on=ON)
    assert not sampling.can_begin()
    with pytest.raises(ValidationError, match="never put beside"):
        sampling.begin(at=AT)
    answer = owner.post(reverse("seeds:sample-load"), follow=True)
    assert "never put beside" in answer.content.decode()
    assert "Or look around first" not in answer.content.decode()


def test_a_client_added_while_it_waits_stops_it_and_stays(owner: Client) -> None:
    sampling.begin(at=AT)
    starting.first_client("Bolt", language="en", on=ON)
    with pytest.raises(ValidationError):
        sampling.fill(language="fr", at=AT)
    assert "never put beside" in Sample.objects.get().problem
    sampling.remove()
    assert Customer.objects.get().name == "Bolt", "nothing was set aside, so nothing is emptied"
    assert Business.objects.get().name == "Nadia Roux"


def test_only_what_is_marked_is_ever_removed(owner: Client) -> None:
    before = rows()
    with pytest.raises(ValidationError, match="no sample business"):
        sampling.remove()
    assert owner.post(reverse("seeds:sample-remove")).headers["Location"] == reverse("seeds:welcome")
    assert rows() == before


def test_half_a_load_goes_on_where_it_stopped(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sampling.begin(at=AT)
    sampling._stock(sampling.place_of("fr"), on=ON, at=AT)
    assert Sample.objects.get().loaded_at is None
    sampling.fill(language="fr", at=AT)
    assert Invoice.objects.issued().exists()
    sampling.remove()
    assert Business.objects.get().name == "Nadia Roux"


def test_one_click_loads_and_one_removes_after_a_word(owner: Client) -> None:
    assert owner.get(reverse("seeds:sample-load")).status_code == 405
    offered = owner.get(reverse("seeds:welcome-client")).content.decode()
    assert reverse("seeds:sample-load") in offered
    answer = owner.post(reverse("seeds:sample-load"))
    assert answer.headers["Location"] == reverse("seeds:sample-progress")
    waiting = owner.get(reverse("seeds:sample-progress"), headers={"hx-request": "true"}).content.decode()
    assert waiting.lstrip().startswith('<div id="sample-progress"')
    assert "every 1s" in waiting
    sampling.fill(language="fr", at=AT)
    ready = owner.get(reverse("seeds:sample-progress")).content.decode()
    assert "8 clients" in ready
    assert "every 1s" not in ready
    asked = owner.get(reverse("seeds:sample-remove")).content.decode()
    assert "8 clients" in asked
    assert Customer.objects.exists(), "asking removes nothing"
    gone = owner.post(reverse("seeds:sample-remove"), follow=True)
    assert "The sample business is gone" in gone.content.decode()
    assert gone.redirect_chain[-1][0] == reverse("seeds:welcome-client"), "the next step of hers"


def test_what_went_wrong_is_said_and_can_be_tried_again(owner: Client) -> None:
    sampling.begin(at=AT)
    Sample.objects.update(problem="No space left on device")
    page = owner.get(reverse("seeds:sample-progress")).content.decode()
    assert "No space left on device" in page
    assert reverse("seeds:sample-retry") in page
    owner.post(reverse("seeds:sample-retry"))
    assert Sample.objects.get().problem == ""
