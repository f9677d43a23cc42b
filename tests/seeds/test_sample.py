"""The sample business while it is there: months of work, no mail, a word on every page; loaded once for this file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from billing.models import Invoice, Payment
from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry
from seeds import emptying, sampling
from seeds.models import Sample
from sops.models import Business
from vacrm.post.carrying import send as carry
from vacrm.post.models import Delivery
from vacrm.post.reply import Outcome
from vacrm.post.trying import try_out

ON = date(2027, 3, 17)
AT = datetime(2027, 3, 17, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rolled back at the end of the file; each test has a transaction of its own inside."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # as the test cases of Django open theirs
    with django_db_blocker.unblock():
        outer.__enter__()
        User.objects.create_superuser("nadia", password="x")
        sampling.begin(at=AT)
        sampling.fill(language="fr", at=AT)
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture
def sample(loaded: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())


@pytest.fixture
def owner(sample: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get())
    return client


def test_the_sample_looks_like_months_of_work(sample: None) -> None:
    assert Business.objects.get().name == "Solène Varenne"
    assert Customer.objects.count() == 8
    assert Invoice.objects.issued().filter(month="2027-02", issued_on=date(2027, 3, 1)).count() >= 4
    assert Payment.objects.exists()
    assert TimeEntry.objects.filter(on__range=(date(2027, 3, 1), ON)).exists(), "the month that runs has hours"
    assert ClientRequest.objects.open().filter(commitments=None, wanted_by__gt=AT).exists(), "something waits"
    assert Sample.objects.get().loaded_at == AT


def test_it_is_loaded_once_whoever_asks(sample: None) -> None:
    with pytest.raises(ValidationError):
        sampling.begin(at=AT)
    customers = Customer.objects.count()
    sampling.fill(language="fr", at=AT)
    assert Customer.objects.count() == customers


def test_its_mail_stays_in_the_house_whatever_server_is_set(
    sample: None, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.VACRM_MAIL_DIR = tmp_path
    settings.MAILERS = {"default": {"BACKEND": "vacrm.nowhere.Mailer"}}
    delivery = Delivery.objects.first()
    assert delivery is not None
    attempt = carry(delivery, at=AT)
    assert attempt is not None
    assert len(list((tmp_path / "held").glob("*.eml"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        sampling.remove()
    assert not (tmp_path / "held").exists()


def test_a_table_that_refers_to_an_emptied_one_stops_the_emptying(sample: None) -> None:
    with pytest.raises((IntegrityError, Exception)), transaction.atomic():
        emptying.empty([Customer])
        connection.check_constraints()
    assert Customer.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_says_that_it_is_made_up_and_how_to_end_it(sample: None, owner: Client, language: str) -> None:
    for address in ("/", "/clients/", "/time/", "/month/2027-02/"):
        page = owner.get(address, headers={"accept-language": language}).content.decode()
        assert "sample-line" in page
        assert reverse("seeds:sample-remove") in page
    sampling.remove()
    assert "sample-line" not in owner.get("/").content.decode()


@pytest.mark.parametrize("step", ["place", "business", "rules", "client"])
def test_the_steps_are_for_her_own_business(sample: None, owner: Client, step: str) -> None:
    for answer in (owner.get(reverse(f"seeds:welcome-{step}")), owner.post(reverse(f"seeds:welcome-{step}"), {})):
        assert answer.headers["Location"] == "/"


def test_a_pack_is_not_loaded_beside_it(sample: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("load_pack", "seeds/demo.toml")
    assert "remove it first" in capsys.readouterr().err


def test_not_even_a_test_message_leaves(sample: None, settings: Any, tmp_path: Path) -> None:
    settings.VACRM_MAIL_DIR = tmp_path
    settings.MAILERS = {"default": {"BACKEND": "vacrm.nowhere.Mailer"}}
    her = "nadia@roux.example"
    reply = try_out(to=her, from_email=her, reply_to="", subject="Hello", body="Is anybody there?", at=AT)
    assert (reply.outcome, reply.route) == (Outcome.ACCEPTED, "file")
