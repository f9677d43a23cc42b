"""The admin of the sops room: drafts are edited, published versions read, the business made once."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from sops.forms import BusinessForm, SopVersionForm, policy_toml
from sops.models import Business, SopVersion
from sops.publishing import draft, publish, revise
from tests.sops.policies import policy

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
LIST = "admin:sops_sopversion_changelist"


@pytest.fixture
def owner(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("owner"))
    return client


@pytest.fixture
def first(db: None) -> SopVersion:
    return publish(draft(policy(), title="My procedures", effective_on=date(2026, 1, 1)), at=NOW)


def change(version: SopVersion) -> str:
    return reverse("admin:sops_sopversion_change", args=[version.pk])


def test_a_draft_is_edited_as_toml_and_published(owner: Client, first: SopVersion) -> None:
    second = revise(first, at=NOW)
    text = policy_toml(policy(hours={"first_reply_hours": 4}))
    form = {"title": "Better", "effective_on": "2026-11-02", "text": text.replace("\n", "\r\n")}
    assert owner.post(change(second), form).status_code == 302
    assert "within 4 hours" in owner.get(change(second)).content.decode()
    owner.post(reverse(LIST), {"action": "publish", "_selected_action": [second.pk]})
    second.refresh_from_db()
    assert (second.state, second.title, second.policy().hours.first_reply_hours) == ("published", "Better", 4)


def test_a_published_version_is_only_read(owner: Client, first: SopVersion) -> None:
    page = owner.get(change(first)).content.decode()
    assert "<pre>" in page and 'name="text"' not in page
    assert owner.post(change(first), {"title": "Other"}).status_code == 403
    assert owner.post(reverse("admin:sops_sopversion_delete", args=[first.pk])).status_code == 403


def test_revising_makes_the_next_draft_once(owner: Client, first: SopVersion) -> None:
    form = {"action": "revise", "_selected_action": [first.pk]}
    owner.post(reverse(LIST), form)
    again = owner.post(reverse(LIST), form, follow=True).content.decode()
    assert SopVersion.objects.count() == 2 and "SOP v2 is still a draft" in again


def test_the_first_version_is_written_by_hand(owner: Client) -> None:
    form = {"title": "Mine", "effective_on": "2026-11-02", "text": policy_toml(policy())}
    assert owner.post(reverse("admin:sops_sopversion_add"), form).status_code == 302
    assert SopVersion.objects.get().number == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hours = ", "This is not TOML"),
        ('[payment]\nterms = "whenever"', "payment.terms: "),
        ("[payment]\nlate_rate = 300.00", "payment.late_rate: "),
        ('[[services]]\ncode = "A B"\nname = "A"', "services[0].code: "),
    ],
)
def test_a_policy_that_cannot_be_read_is_refused_with_its_place(db: None, text: str, problem: str) -> None:
    form = SopVersionForm({"title": "Mine", "effective_on": "2026-11-02", "text": text})
    assert form.errors["text"][0].startswith(problem)


@pytest.mark.parametrize(("language", "word"), [("en", "Urgencies"), ("fr", "Urgences")])
def test_the_handbook_and_the_texts_are_read_in_each_language(
    owner: Client, first: SopVersion, language: str, word: str
) -> None:
    Business.objects.create(name="Nadia Ferrand")
    for name in ("handbook", "texts"):
        answer = owner.get(reverse(f"admin:sops_sopversion_{name}", args=[first.pk]), {"language": language})
        assert word in answer.content.decode() and "Nadia Ferrand EI" in answer.content.decode()
    pdf = owner.get(reverse("admin:sops_sopversion_handbook_pdf", args=[first.pk]), {"language": language})
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"


BUSINESS = {
    "name": "Nadia Ferrand",
    "legal_form": "EI",
    "siren": "900000019",
    "vat_regime": "franchise",
    "language": "fr",
    "currency": "EUR",
    "number_pattern": "F{year}-{seq:04}",
    "next_number": "1",
    "street": "12 rue des Tilleuls",
    "postcode": "35000",
    "city": "Rennes",
    "country": "FR",
}


def test_the_business_is_made_once(owner: Client) -> None:
    add = reverse("admin:sops_business_add")
    assert owner.post(add, BUSINESS).status_code == 302
    assert Business.objects.get().address["city"] == "Rennes"
    assert owner.get(add).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [("siren", "900000018"), ("iban", "FR1420041010050500013M02607"), ("number_pattern", "F{year}"), ("country", "fr")],
)
def test_a_wrong_number_is_refused_at_its_field(db: None, field: str, value: str) -> None:
    assert list(BusinessForm({**BUSINESS, field: value}).errors) == [field]


def test_a_logo_is_a_picture(db: None) -> None:
    fake = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")
    form = BusinessForm(BUSINESS, {"logo_file": fake})
    assert form.errors["logo_file"] == ["The logo is no PNG or JPEG picture; choose another file."]


def test_a_logo_is_kept_and_removed(db: None) -> None:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    form = BusinessForm(BUSINESS, {"logo_file": SimpleUploadedFile("logo.png", content.getvalue())})
    assert form.is_valid()
    business = form.save()
    assert bytes(Business.objects.get().logo) == content.getvalue()
    form = BusinessForm({**BUSINESS, "drop_logo": "on"}, instance=business)
    assert form.is_valid() and bytes(form.save().logo) == b""
