"""The onboarding of a client on her pages: begun, ticked, changed, answered; accesses and files; refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.models import Access, ChecklistItem, ClientFile, Onboarding
from clients.models import Client as Customer

PDF = b"%PDF-1.7 made up"


@pytest.fixture
def customer(owner: Client) -> Customer:
    found = Customer.objects.filter(stage="active").order_by("pk")[0]
    Customer.objects.filter(pk=found.pk).update(stage="onboarding")
    found.refresh_from_db()
    return found


@pytest.fixture
def begun(owner: Client, customer: Customer) -> Onboarding:
    assert owner.post(f"/clients/{customer.pk}/onboarding/begin/").status_code == 302
    return Onboarding.objects.get(client=customer)


def place(begun: Onboarding) -> str:
    return f"/clients/{begun.client_id}/onboarding/"


def shown(owner: Client, address: str, language: str = "en") -> str:
    answer = owner.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_before_the_beginning_the_page_says_what_comes_and_the_one_step(owner: Client, customer: Customer) -> None:
    page = shown(owner, f"/clients/{customer.pk}/onboarding/")
    assert "The onboarding has not begun." in page
    assert f'action="/clients/{customer.pk}/onboarding/begin/"' in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "0 of 6 steps are done; 4 with the client, 2 with you."), ("fr", "0 étape sur 6 est faite")],
)
def test_the_page_tells_how_far_it_is_in_both_languages(
    owner: Client, begun: Onboarding, language: str, said: str
) -> None:
    page = shown(owner, place(begun), language)
    assert said in page
    assert "§6.3" in page
    assert begun.items.first().label in page.replace("&#x27;", "'")  # type: ignore[union-attr]


def test_the_fragment_is_the_part_that_changes(owner: Client, begun: Onboarding) -> None:
    page = owner.get(place(begun), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'id="client-onboarding"' in page


def test_a_step_is_ticked_and_opened_again(owner: Client, begun: Onboarding) -> None:
    step = begun.items.filter(by="client")[0]
    page = owner.post(f"{place(begun)}steps/{step.pk}/tick/", follow=True).content.decode()
    assert f"{place(begun)}steps/{step.pk}/untick/" in page
    step.refresh_from_db()
    assert step.done_at
    owner.post(f"{place(begun)}steps/{step.pk}/untick/")
    step.refresh_from_db()
    assert not step.done_at
    assert step.events.count() == 2


def test_the_last_step_moves_the_client_to_the_kickoff(owner: Client, begun: Onboarding) -> None:
    for step in begun.items.all():
        owner.post(f"{place(begun)}steps/{step.pk}/tick/")
    assert "Everything is done" in shown(owner, place(begun))
    assert begun.client.milestones.filter(kind="checklist_done").count() == 1


def test_a_step_is_added_made_to_wait_and_struck_off(owner: Client, begun: Onboarding) -> None:
    first = begun.items.all()[0]
    typed = {"label": "Call Lou <b>now</b>", "by": "assistant", "due_on": "2026-11-20", "waits_for": first.pk}
    assert owner.post(f"{place(begun)}steps/new/", typed).status_code == 302
    added = ChecklistItem.objects.get(label=typed["label"])
    page = shown(owner, place(begun))
    assert "Call Lou &lt;b&gt;" in page
    assert "waits for “" in page
    refused = owner.post(f"{place(begun)}steps/{added.pk}/tick/")
    assert refused.status_code == 422
    assert "that comes first" in refused.content.decode()
    form = owner.get(f"{place(begun)}steps/{added.pk}/edit/").content.decode()
    assert "Call Lou &lt;b&gt;now&lt;/b&gt;</h1>" in form  # escaped, and once
    circle = {"label": first.label, "by": first.by, "due_on": "", "waits_for": added.pk}
    answer = owner.post(f"{place(begun)}steps/{first.pk}/edit/", circle)
    assert answer.status_code == 422
    assert "waits_for" in answer.context["form"].errors
    owner.post(f"{place(begun)}steps/{added.pk}/edit/", {"delete": "1"})
    assert not ChecklistItem.objects.filter(pk=added.pk).exists()


def test_the_form_is_answered_and_a_wrong_answer_loses_nothing(owner: Client, begun: Onboarding) -> None:
    typed = {"q-decides": "Lou decides " * 40, "opening_hours": "9–17"}
    answer = owner.post(f"{place(begun)}answers/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Lou decides" in page
    assert "9–17" in page
    assert owner.post(f"{place(begun)}answers/", typed | {"q-decides": "Lou decides"}).status_code == 302
    page = shown(owner, place(begun))
    assert "Lou decides" in page
    assert "9–17" in page
    assert 'name="tools"' not in page  # the SOP of the demonstration asks for them itself


def test_what_looks_like_a_password_is_refused_with_the_reason_everywhere(owner: Client, begun: Onboarding) -> None:
    asked: dict[str, Any] = {"tool": "Canva", "shared": "mdp : Soleil2026!", "right": "edit"}
    answer = owner.post(f"{place(begun)}accesses/", asked)
    assert answer.status_code == 422
    assert "looks like a password" in answer.content.decode()
    assert "Soleil2026!" in answer.content.decode()
    answer = owner.post(f"{place(begun)}answers/", {"q-tools": "Canva, password: hunter2"})
    assert answer.status_code == 422
    assert not Access.objects.exists()
    assert not begun.answers.exists()


def test_an_access_is_noted_ended_and_noted_again(owner: Client, begun: Onboarding) -> None:
    owner.post(f"{place(begun)}accesses/", {"tool": "Canva", "shared": "Invitation to my address", "right": "manage"})
    noted = Access.objects.get()
    assert "Invitation to my address" in shown(owner, place(begun))
    owner.post(f"{place(begun)}accesses/{noted.pk}/end/")
    assert "Invitation to my address" not in shown(owner, place(begun))
    owner.post(f"{place(begun)}accesses/{noted.pk}/reopen/")
    assert "Invitation to my address" in shown(owner, place(begun))


def test_a_file_is_kept_served_to_be_saved_removed_and_put_back(owner: Client, begun: Onboarding) -> None:
    owner.post(f"{place(begun)}files/", {"file": SimpleUploadedFile("guide.pdf", PDF)})
    kept = ClientFile.objects.get()
    answer = owner.get(f"{place(begun)}files/{kept.pk}/")
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="guide.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "guide.pdf" in shown(owner, f"/clients/{begun.client_id}/documents/")
    owner.post(f"{place(begun)}files/{kept.pk}/remove/")
    assert owner.get(f"{place(begun)}files/{kept.pk}/").status_code == 404
    owner.post(f"{place(begun)}files/{kept.pk}/restore/")
    assert owner.get(f"{place(begun)}files/{kept.pk}/").status_code == 200


@pytest.mark.parametrize(("name", "content"), [("logo.png", b"<svg onload=x>"), ("run.exe", b"MZ"), ("a.txt", b"")])
def test_a_file_that_is_not_taken_says_why(owner: Client, begun: Onboarding, name: str, content: bytes) -> None:
    answer = owner.post(f"{place(begun)}files/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert answer.context["forms"]["file"].errors["file"]
    assert not ClientFile.objects.exists()


def test_what_belongs_to_another_client_is_not_found(owner: Client, begun: Onboarding) -> None:
    owner.post(f"{place(begun)}files/", {"file": SimpleUploadedFile("guide.pdf", PDF)})
    owner.post(f"{place(begun)}accesses/", {"tool": "Canva", "shared": "Invitation", "right": "edit"})
    kept, noted, step = ClientFile.objects.get(), Access.objects.get(), begun.items.all()[0]
    other = f"/clients/{Customer.objects.exclude(pk=begun.client_id)[0].pk}/onboarding/"
    assert owner.get(f"{other}files/{kept.pk}/").status_code == 404
    for act in (f"files/{kept.pk}/remove/", f"accesses/{noted.pk}/end/", f"steps/{step.pk}/tick/"):
        assert owner.post(f"{other}{act}").status_code == 404


def test_reminders_are_switched_off_and_on_for_one_client(owner: Client, begun: Onboarding) -> None:
    owner.post(f"{place(begun)}reminders/")
    assert "No reminder goes out to this client." in shown(owner, place(begun))
    owner.post(f"{place(begun)}reminders/")
    begun.refresh_from_db()
    assert begun.reminds


ACTS = ("begin/", "reminders/", "answers/", "accesses/", "files/")


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_posted(owner: Client, begun: Onboarding, act: str) -> None:
    assert owner.get(f"{place(begun)}{act}").status_code == 405


def test_strangers_are_sent_to_the_login(begun: Onboarding) -> None:
    for act in ("", *ACTS):
        answer = Client().post(f"{place(begun)}{act}") if act else Client().get(place(begun))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login/")


def test_the_page_asks_the_database_little(owner: Client, begun: Onboarding) -> None:
    owner.get(place(begun))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        owner.get(place(begun))
    assert len(asked) <= 15, [each["sql"][:120] for each in asked]


def test_today_tells_whose_onboarding_waits_for_her(
    owner: Client, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"Begin the onboarding of {customer}" in shown(owner, "/").replace("&#x27;", "'")
    owner.post(f"/clients/{customer.pk}/onboarding/begin/")
    assert "Begin the onboarding of" not in shown(owner, "/")
    monkeypatch.setenv("VACRM_NOW", "2026-12-02T09:00:00+01:00")
    mine = ChecklistItem.objects.filter(by="assistant")[0]
    assert "Your step of the checklist" in shown(owner, "/")
    assert mine.label in shown(owner, "/").replace("&#x27;", "'")


def test_the_history_tells_of_it(owner: Client, begun: Onboarding) -> None:
    owner.post(f"{place(begun)}steps/{begun.items.all()[0].pk}/tick/")
    page = shown(owner, f"/clients/{begun.client_id}/history/")
    assert "The onboarding began" in page
    assert "Checklist, done:" in page
