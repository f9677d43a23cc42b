"""Handing over: what it holds, in either language, with and without amounts, and the business as a pack."""

from __future__ import annotations

import io
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from clients import onboarding, sharing
from clients.models import Client as Customer
from clients.models import Contact
from requests import attaching
from requests.models import ClientRequest
from seeds.packs.reading import read_pack
from tests.demonstration import NOW

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def customer(demonstration: None, db: None) -> Customer:
    """The client with the most open requests."""
    busiest = ClientRequest.objects.open().exclude(client__agreements=None).order_by("client__name").first()
    assert busiest
    Contact.objects.create(client=busiest.client, name="Inès Morel", role="Accounts", email="ines@client.example")
    return busiest.client


def text_of(pdf: bytes) -> str:
    """The words of a PDF, lines joined."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def test_the_pdf_says_where_accesses_are_shared_and_what_was_answered(owner: Client, customer: Customer) -> None:
    begun = onboarding.begin(customer, at=NOW, on=NOW.date())
    said = {"tool": "Canva", "shared": "Invitation to my address", "right": "edit"}
    sharing.note_access(customer, said, by="client", at=NOW)
    sharing.answer(begun, {"decides": "Lou decides"}, {"opening_hours": "Mornings"}, by="client", at=NOW, on=NOW.date())
    answer = owner.get(reverse("seeds:hand-over-pdf", args=[customer.pk]), {"language": "en"})
    assert all(
        each in text_of(answer.content) for each in ("Canva: Invitation to my address", "Lou decides", "Mornings")
    )


def test_the_zip_holds_what_came_with_the_onboarding_and_the_page_says_so(owner: Client, customer: Customer) -> None:
    sharing.attach(customer, "brand.png", PNG, by="client", at=NOW)
    assert "What came with the onboarding" in owner.get(reverse("seeds:hand-over", args=[customer.pk])).content.decode()
    with fetched(owner, customer) as folder:
        (name,) = [each for each in folder.namelist() if each.startswith("files/")]
        assert (name.endswith("-brand.png"), folder.read(name)) == (True, PNG)


def fetched(owner: Client, customer: Customer, **asked: str) -> zipfile.ZipFile:
    answer = owner.get(reverse("seeds:hand-over-zip", args=[customer.pk]), asked)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(answer.content))


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Hand-over", "Terms", "State")), ("fr", ("Passation", "Conditions", "État"))]
)
def test_the_pdf_says_who_on_which_terms_and_what_is_open(
    owner: Client, customer: Customer, language: str, words: tuple[str, ...]
) -> None:
    answer = owner.get(reverse("seeds:hand-over-pdf", args=[customer.pk]), {"language": language})
    said = text_of(answer.content)
    for each in (*words, customer.name, "Inès Morel", "ines@client.example", "§4"):
        assert each in said
    for asked in ClientRequest.objects.open().filter(client=customer):
        assert str(asked.pk) in said
        assert " ".join(asked.subject.split()[:3]) in said


def test_prices_are_told_only_where_they_are_wanted(owner: Client, customer: Customer) -> None:
    address = reverse("seeds:hand-over-pdf", args=[customer.pk])
    without = text_of(owner.get(address, {"language": "en"}).content).split("§1")[0]
    with_them = text_of(owner.get(address, {"language": "en", "amounts": "1"}).content).split("§1")[0]
    assert "Price" not in without
    assert "€" not in without
    assert "Price" in with_them
    assert "€" in with_them


def test_the_zip_holds_the_files_of_open_requests_and_the_client_as_a_pack(
    owner: Client, customer: Customer, tmp_path: Path
) -> None:
    asked = ClientRequest.objects.open().filter(client=customer).order_by("pk")[0]
    attaching.attach(asked, "../../brief, final.png", PNG, at=NOW)
    names = fetched(owner, customer).namelist()
    assert not any(name.endswith(".toml") for name in names), "a pack has prices in it"
    file = next(name for name in names if name.startswith(f"requests/{asked.pk}/"))
    assert ".." not in file
    folder = fetched(owner, customer, amounts="1")
    assert folder.read(file) == PNG
    pack = next(name for name in folder.namelist() if name.endswith(".toml"))
    assert [each["key"] for each in tomllib.loads(folder.read(pack).decode())["clients"]] == [customer.key]
    folder.extract(pack, tmp_path)
    assert read_pack(str(tmp_path / pack))


def test_the_same_facts_give_the_same_bytes(owner: Client, customer: Customer) -> None:
    address = reverse("seeds:hand-over-zip", args=[customer.pk])
    assert owner.get(address).content == owner.get(address).content


def test_the_command_writes_both(customer: Customer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("hand_over", customer.key, "--out", str(tmp_path / "new"), "--language", "fr")
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.suffix for path in written] == [".pdf", ".zip"]
    assert all(path.stat().st_size > 5000 for path in written)


def test_the_command_names_a_client_it_does_not_know(
    customer: Customer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        call_command("hand_over", "nobody", "--out", str(tmp_path))
    assert "client: there is no client “nobody”" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_client_without_anything_can_be_handed_over_too(owner: Client) -> None:
    bare = Customer.objects.create(key="bare", name="Bare <b>&</b> Co")
    assert "No open request" in owner.get(reverse("seeds:hand-over", args=[bare.pk])).content.decode()
    assert "Bare <b>&</b> Co" in text_of(owner.get(reverse("seeds:hand-over-pdf", args=[bare.pk])).content)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_lead_there_and_cost_little(
    owner: Client, customer: Customer, language: str, django_assert_max_num_queries: object
) -> None:
    assert callable(django_assert_max_num_queries)
    headers = {"accept-language": language}
    documents = owner.get(reverse("clients:client-documents", args=[customer.pk]), headers=headers)
    address = reverse("seeds:hand-over", args=[customer.pk])
    assert address in documents.content.decode()
    with django_assert_max_num_queries(15):
        assert owner.get(address, headers=headers).status_code == 200
    with django_assert_max_num_queries(15):
        assert owner.get(reverse("program-detail"), headers=headers).status_code == 200


def test_the_business_is_taken_along_as_a_pack(owner: Client, customer: Customer) -> None:
    answer = owner.get(reverse("seeds:pack-file"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="vacrm-2026-11-02.toml"'
    found = tomllib.loads(answer.content.decode())
    assert len(found["clients"]) == Customer.objects.count()


def test_what_a_pack_leaves_behind_is_listed(owner: Client, customer: Customer) -> None:
    answer = owner.get(reverse("seeds:pack-losses"))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().strip()


@pytest.mark.parametrize("name", ["hand-over", "hand-over-pdf", "hand-over-zip"])
def test_strangers_are_shown_the_door(client: Client, customer: Customer, name: str) -> None:
    answer = client.get(reverse(f"seeds:{name}", args=[customer.pk]))
    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


def test_a_client_that_is_not_there_is_not_found(owner: Client) -> None:
    assert owner.get(reverse("seeds:hand-over-pdf", args=[999999])).status_code == 404
