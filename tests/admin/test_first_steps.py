"""The workshop on the first day: nothing is there yet, and every page says what comes first."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from clients.models import Agreement
from clients.models import Client as Customer
from requests.models import ClientRequest
from sops.models import Business, SopVersion

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def newcomer(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("newcomer", password="x"))
    return client


@pytest.fixture
def lead(db: None) -> Customer:
    return Customer.objects.create(key="oriel", name="Oriel")


def test_a_month_cannot_be_closed_before_there_is_a_business(newcomer: Client) -> None:
    answer = newcomer.get(reverse("admin:billing_invoice_close"), headers=ENGLISH)
    assert answer.status_code == 200
    assert "No business or no published SOP yet" in answer.content.decode()


def test_a_client_opens_before_there_is_a_business(newcomer: Client, lead: Customer) -> None:
    page = newcomer.get(reverse("admin:clients_client_change", args=[lead.pk]), headers=ENGLISH).content.decode()
    assert "No business or no published SOP yet" in page
    assert "Nothing is agreed yet." in page


def test_a_request_is_refused_before_anything_can_judge_it(newcomer: Client, lead: Customer) -> None:
    data = {"client": lead.pk, "subject": "x", "received_at_0": "2026-11-02", "received_at_1": "09:00"}
    answer = newcomer.post(reverse("admin:requests_clientrequest_add"), data, headers=ENGLISH)
    assert "No SOP is published yet" in answer.content.decode()
    assert not ClientRequest.objects.exists()


def test_an_agreement_asks_for_procedures_first(newcomer: Client, lead: Customer) -> None:
    data = {"client": lead.pk, "kind": "trial", "starts_on": "2026-11-02"}
    answer = newcomer.post(reverse("admin:clients_agreement_add"), data, headers=ENGLISH)
    assert "Publish an SOP first, then choose it here." in answer.content.decode()
    assert not Agreement.objects.exists()


def test_the_first_version_is_written_by_hand_and_published(newcomer: Client) -> None:
    url = reverse("admin:sops_sopversion_add")
    toml = newcomer.get(url).context["adminform"].form.fields["toml"].initial
    newcomer.post(url, {"title": "My rules", "effective_on": "2026-11-01", "toml": toml})
    version = SopVersion.objects.get()
    assert (version.number, version.state) == (1, "draft")
    newcomer.post(reverse("admin:sops_sopversion_publish", args=[version.pk]))
    assert SopVersion.objects.published().get() == version
    assert newcomer.get(url).status_code == 403  # the next one is a revision


def test_the_business_is_entered_once(newcomer: Client) -> None:
    url = reverse("admin:sops_business_add")
    data = {
        "name": "Nadia Roux",
        "legal_form": "EI",
        "activity": "BNC",
        "language": "en",
        "currency": "EUR",
        "vat_regime": "franchise",
        "number_pattern": "F{year}-{seq:04}",
        "next_number": "1",
        "street": "1 rue Basse",
        "postcode": "75001",
        "city": "Paris",
        "address_country": "fr",
    }
    assert "Write two capital letters" in newcomer.post(url, data, headers=ENGLISH).content.decode()
    newcomer.post(url, data | {"address_country": "FR"})
    assert Business.objects.get().address["city"] == "Paris"
    assert newcomer.get(url).status_code == 403


def test_a_logo_is_a_picture(newcomer: Client, db: None) -> None:
    business = Business.objects.create(name="Nadia Roux")
    url = reverse("admin:sops_business_change", args=[business.pk])
    data = {
        "name": "Nadia Roux",
        "legal_form": "EI",
        "language": "en",
        "currency": "EUR",
        "vat_regime": "franchise",
        "number_pattern": "F{year}-{seq:04}",
        "next_number": "1",
    }
    wrong = SimpleUploadedFile("logo.png", b"not a picture")
    assert "no PNG or JPEG" in newcomer.post(url, {**data, "logo_file": wrong}, headers=ENGLISH).content.decode()
    drawn = BytesIO()
    Image.new("RGB", (4, 4), "green").save(drawn, "PNG")
    newcomer.post(url, {**data, "logo_file": SimpleUploadedFile("logo.png", drawn.getvalue())})
    business.refresh_from_db()
    assert bytes(business.logo) == drawn.getvalue()
    newcomer.post(url, {**data, "remove_logo": "on"})
    business.refresh_from_db()
    assert bytes(business.logo) == b""
