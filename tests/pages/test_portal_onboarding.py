"""The onboarding in the portal: the client answers, ticks and shares; what is another's opens nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients import door, onboarding, sharing
from clients.models import Access, ClientFile, Onboarding
from clients.models import Client as Customer
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.uploads import LARGEST

pytestmark = pytest.mark.usefixtures("demonstration", "db")
PDF = b"%PDF-1.7 made up"


@pytest.fixture
def begun() -> Onboarding:
    customer = Customer.objects.filter(stage="active").order_by("pk")[0]
    Customer.objects.filter(pk=customer.pk).update(stage="onboarding")
    return onboarding.begin(customer, at=NOW, on=NOW.date())


@pytest.fixture
def inside(begun: Onboarding) -> Client:
    """A browser that came in by a link."""
    _link, secret = door.invite(begun.client, to="ines@acme.example", days=60, at=NOW)
    browser = Client()
    browser.get(f"/p/open/{secret}/")
    return browser


def place(begun: Onboarding) -> str:
    return f"/p/{begun.client_id}/onboarding/"


@pytest.mark.parametrize(("language", "said"), [("en", "4 are with you"), ("fr", "4 sont de votre côté")])
def test_the_page_speaks_the_clients_language_and_tells_what_is_theirs(
    inside: Client, begun: Onboarding, language: str, said: str
) -> None:
    Customer.objects.filter(pk=begun.client_id).update(language=language)
    inside.get(place(begun))
    with CaptureQueriesContext(connection) as asked:
        answer = inside.get(place(begun), headers={"accept-language": "en"})
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert said in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert inline_parts(page) == []
    assert len(asked) <= 15, [each["sql"][:120] for each in asked]


def test_the_first_page_leads_there_while_the_client_is_brought_in(inside: Client, begun: Onboarding) -> None:
    home = f"/p/{begun.client_id}/"
    assert place(begun) in inside.get(home).content.decode()
    Customer.objects.filter(pk=begun.client_id).update(stage="active")
    assert place(begun) not in inside.get(home).content.decode()


def test_the_client_ticks_the_own_steps_and_no_other(inside: Client, begun: Onboarding) -> None:
    theirs, hers = begun.items.filter(by="client")[0], begun.items.filter(by="assistant")[0]
    assert inside.post(f"{place(begun)}steps/{theirs.pk}/tick/").status_code == 302
    theirs.refresh_from_db()
    assert theirs.done_at
    assert theirs.events.get().by == "client"
    assert f"steps/{hers.pk}/tick/" not in inside.get(place(begun)).content.decode()
    assert inside.post(f"{place(begun)}steps/{hers.pk}/tick/").status_code == 422
    hers.refresh_from_db()
    assert not hers.done_at


def test_the_client_answers_shares_and_sends(inside: Client, begun: Onboarding) -> None:
    inside.post(f"{place(begun)}answers/", {"q-decides": "<b>Lou</b>", "opening_hours": "9–17"})
    inside.post(f"{place(begun)}accesses/", {"tool": "Canva", "shared": "Invitation sent", "right": "edit"})
    inside.post(f"{place(begun)}contacts/", {"name": "Lou Martin", "email": "lou@acme.example", "role": "Accounts"})
    inside.post(f"{place(begun)}files/", {"file": SimpleUploadedFile("guide.pdf", PDF)})
    page = inside.get(place(begun)).content.decode()
    assert "&lt;b&gt;Lou&lt;/b&gt;" in page
    assert all(words in page for words in ("9–17", "Invitation sent", "Lou Martin", "guide.pdf"))
    kept = ClientFile.objects.get()
    answer = inside.get(f"{place(begun)}files/{kept.pk}/")
    assert (answer.content, answer.headers["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert kept.by == "client"
    assert f'href="{place(begun)}files/{kept.pk}/"' in inside.get(f"/p/{begun.client_id}/documents/").content.decode()


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("accesses/", {"tool": "Canva", "shared": "mdp : Soleil2026!", "right": "edit"}),
        ("answers/", {"q-decides": "password: hunter2"}),
        ("contacts/", {"name": "", "email": "no address"}),
        ("files/", {"file": SimpleUploadedFile("logo.png", b"<svg onload=x>")}),
        ("files/", {"file": SimpleUploadedFile("film.mp4", b"\0\0\0\x20ftyp" + bytes(LARGEST))}),
    ],
)
def test_what_is_refused_says_why_and_loses_nothing(
    inside: Client, begun: Onboarding, act: str, sent: dict[str, object]
) -> None:
    answer = inside.post(f"{place(begun)}{act}", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(str(typed) in page for typed in sent.values() if isinstance(typed, str))
    assert not Access.objects.exists()
    assert not ClientFile.objects.exists()


def test_what_is_another_clients_opens_nothing(inside: Client, begun: Onboarding) -> None:
    other = onboarding.begin(Customer.objects.exclude(pk=begun.client_id)[0], at=NOW, on=NOW.date())
    kept = sharing.attach(other.client, "guide.pdf", PDF, by="client", at=NOW)
    foreign = (f"{place(begun)}files/{kept.pk}/", place(other), f"{place(other)}files/{kept.pk}/")
    for address in foreign:
        answer = inside.get(address)
        assert answer.status_code == 404
        assert "guide" not in answer.content.decode()
        assert "portal/closed.html" in [each.name for each in answer.templates]
    assert inside.post(f"{place(begun)}steps/{other.items.all()[0].pk}/tick/").status_code == 404
    assert Client().get(place(begun)).status_code == 404


def test_she_sees_what_the_client_sees_and_changes_nothing(owner: Client, begun: Onboarding) -> None:
    assert owner.get(place(begun)).status_code == 200
    assert owner.post(f"{place(begun)}answers/", {"q-decides": "me"}).status_code == 403
    assert not begun.answers.exists()


def test_only_the_acts_of_the_client_are_there(inside: Client, begun: Onboarding) -> None:
    for act in ("begin/", "reminders/", "steps/new/", f"steps/{begun.items.all()[0].pk}/edit/"):
        assert inside.post(f"{place(begun)}{act}").status_code in (
            302,
            404,
        )  # no such address, or hers behind the login
    assert begun.items.count() == 6
