"""The inbox as a conversation: replies sent, questions waiting, files, tiers, several done at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clients.models import Client as Customer
from requests.models import ClientRequest, Question, Reply, RequestFile
from vacrm.post.models import Delivery

PDF = b"%PDF-1.7 made up"


@pytest.fixture(autouse=True)
def on_a_thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2026-11-26T10:24:00+01:00")


def ask(owner: Client, **more: Any) -> ClientRequest:
    customer = Customer.objects.get(key="brisvent")
    facts = {"client": customer.pk, "subject": "Replay of the webinar", "effort_minutes": 90, **more}
    answer = owner.post("/requests/new/", facts)
    assert answer.status_code == 302, answer.content.decode()
    return ClientRequest.objects.latest("pk")


def page_of(owner: Client, asked: ClientRequest, language: str = "en") -> str:
    answer = owner.get(f"/requests/{asked.pk}/", headers={"accept-language": language})
    return answer.content.decode().replace("\u00a0", " ")


def test_a_message_pasted_is_a_request_with_its_first_line_as_subject(owner: Client) -> None:
    asked = ask(owner, subject="", words="Relire l’affiche\n\nMerci !")
    assert (asked.subject, asked.words) == ("Relire l’affiche", "Relire l’affiche\n\nMerci !")
    assert "Merci !" in page_of(owner, asked)


def test_the_reply_is_edited_sent_and_kept_with_the_promise(owner: Client) -> None:
    asked = ask(owner, wanted_words="ce soir")
    answer = owner.post(f"/requests/{asked.pk}/replies/", {"kind": "confirm", "text": "Bonjour,\n\nC’est noté."})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("#request-title")
    assert asked.commitments.count() == 1
    sent = Reply.objects.get(client_request=asked)
    assert sent.delivery.body == "Bonjour,\n\nC’est noté.\n"
    page = page_of(owner, asked)
    assert "C’est noté." in page
    assert "queued" in page


def test_a_reply_that_is_refused_keeps_what_was_typed(owner: Client) -> None:
    asked = ask(owner)
    owner.post(f"/requests/{asked.pk}/decline/")
    owner.post(f"/requests/{asked.pk}/reopen/")
    Customer.objects.filter(pk=asked.client_id).update(email="")
    asked.client.contacts.all().delete()
    answer = owner.post(f"/requests/{asked.pk}/replies/", {"kind": "ask", "text": "Pour quel jour ?"})
    assert answer.status_code == 422
    assert "has no e-mail address" in answer.content.decode()
    assert "Pour quel jour ?" in answer.content.decode()
    assert not Delivery.objects.filter(kind="reply").exists()


def test_what_was_asked_waits_on_the_client_until_the_answer(owner: Client) -> None:
    asked = ask(owner)
    owner.post(f"/requests/{asked.pk}/ask/")
    assert "Replay of the webinar" in owner.get("/requests/?show=waiting").content.decode()
    assert "Replay of the webinar" not in owner.get("/requests/?show=confirm").content.decode()
    page = owner.post(f"/requests/{asked.pk}/answered/", follow=True).content.decode()
    assert f'action="/requests/{asked.pk}/unanswered/"' in page
    assert "Replay of the webinar" in owner.get("/requests/?show=confirm").content.decode()
    owner.post(f"/requests/{asked.pk}/unanswered/")
    assert Question.objects.open().filter(client_request=asked).exists()


def test_today_names_the_client_who_does_not_answer(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(owner)
    owner.post(f"/requests/{asked.pk}/ask/")
    assert "No answer from the client" not in owner.get("/").content.decode()
    monkeypatch.setenv("VACRM_NOW", "2026-12-10T10:24:00+01:00")
    page = owner.get("/").content.decode()
    assert "No answer from the client" in page
    assert "§" in page


def test_after_an_answer_reading_goes_on_with_the_next_request(owner: Client) -> None:
    first, second = ask(owner, subject="One"), ask(owner, subject="Two")
    answer = owner.post(f"/requests/{first.pk}/decline/?show=confirm&q=o")
    assert (
        answer.headers["Location"].startswith(f"/requests/{second.pk}/?show=confirm&q=o") or "/requests/" in answer.url
    )
    assert answer.headers["Location"].endswith("#request-title")


def test_a_key_pressed_by_mistake_is_undone_by_the_button_of_the_message(owner: Client) -> None:
    asked = ask(owner)
    page = owner.post(f"/requests/{asked.pk}/commit/", follow=True).content.decode()
    assert f'action="/requests/{asked.pk}/withdraw/"' in page
    owner.post(f"/requests/{asked.pk}/withdraw/")
    assert not asked.commitments.exists()


def way_back(page: str) -> str:
    """Where the button Undo of a message leads."""
    found = re.search(r'action="([^"]+)">(?:(?!</form>).)*toast-undo', page, re.DOTALL)
    assert found, "no way back"
    return found[1]


def test_a_proposal_is_undone_by_the_button_of_the_message(owner: Client) -> None:
    asked = ask(owner, wanted_words="ce soir")
    page = owner.post(f"/requests/{asked.pk}/propose/", follow=True).content.decode()
    said = owner.post(way_back(page), follow=True).content.decode()
    assert "The proposal is taken back" in said
    assert "Confirm at +30%" in said
    wanted, _now = asked.wanted_by, asked.refresh_from_db()
    assert asked.wanted_by == wanted
    assert not Question.objects.open().exists()
    assert "taken back already" in owner.post(way_back(page), follow=True).content.decode()


def test_once_a_date_is_proposed_the_reply_that_says_so_comes_first(owner: Client) -> None:
    asked = ask(owner, wanted_words="ce soir", channel="voice_message")
    page = owner.post(f"/requests/{asked.pk}/propose/", follow=True).content.decode()
    assert page.index('id="answer-propose"') < page.index('id="answer-redirect"')


def test_a_reply_that_has_not_left_is_undone_whole(owner: Client) -> None:
    asked = ask(owner, wanted_words="ce soir")
    page = owner.post(f"/requests/{asked.pk}/replies/", {"kind": "propose", "text": "Demain ?"}, follow=True)
    said = owner.post(way_back(page.content.decode()), follow=True).content.decode()
    assert "the reply was not sent" in said
    assert not Reply.objects.filter(client_request=asked).exists()
    assert not Delivery.objects.filter(kind="reply").exists()
    assert "taken back already" in owner.post(way_back(page.content.decode()), follow=True).content.decode()
    wanted, _now = asked.wanted_by, asked.refresh_from_db()
    assert asked.wanted_by == wanted


@pytest.mark.parametrize(("language", "said"), [("en", "has left already"), ("fr", "est déjà partie")])
def test_a_reply_that_has_left_is_told_and_only_the_state_goes_back(owner: Client, language: str, said: str) -> None:
    asked = ask(owner, wanted_words="ce soir")
    page = owner.post(f"/requests/{asked.pk}/replies/", {"kind": "propose", "text": "Demain ?"}, follow=True)
    at = datetime(2026, 11, 26, 10, 25, tzinfo=UTC)
    Delivery.objects.filter(kind="reply").update(claimed_at=at, next_try_at=None, sent_at=at, tries=1)
    answer = owner.post(way_back(page.content.decode()), follow=True, headers={"accept-language": language})
    assert said in answer.content.decode()
    assert Reply.objects.filter(client_request=asked).exists()
    wanted, _now = asked.wanted_by, asked.refresh_from_db()
    assert asked.wanted_by == wanted


def test_what_was_not_asked_after_all_does_not_wait(owner: Client) -> None:
    asked = ask(owner)
    page = owner.post(f"/requests/{asked.pk}/ask/", follow=True).content.decode()
    owner.post(way_back(page))
    assert not Question.objects.filter(client_request=asked).exists()


def test_by_the_wrong_door_the_reply_that_names_the_right_one_comes_first(owner: Client) -> None:
    page = page_of(owner, ask(owner, channel="voice_message"))
    assert page.index('id="answer-redirect"') < page.index('id="answer-confirm"')


def test_the_notice_decides_which_surcharge_is_marked(owner: Client) -> None:
    page = page_of(owner, ask(owner, wanted_words="ce soir"))
    assert 'aria-label="Surcharge by notice"' in page
    assert '<li class="is" aria-current="true"><b>+30%</b>under 12 hours</li>' in page


def test_judging_again_says_what_changed_or_that_nothing_did(owner: Client) -> None:
    asked = ask(owner)
    assert "nothing changed" in owner.post(f"/requests/{asked.pk}/judge/", follow=True).content.decode()
    asked.wanted_by = datetime.fromisoformat("2026-11-26T17:00:00+01:00")
    asked.save()
    assert "urgent now" in owner.post(f"/requests/{asked.pk}/judge/", follow=True).content.decode()


def test_ticked_requests_are_done_at_once_and_open_again_by_the_button_of_the_message(owner: Client) -> None:
    both = [ask(owner, subject="One"), ask(owner, subject="Two")]
    page = owner.post("/requests/finish/?q=o", {"request": [each.pk for each in both]}, follow=True).content.decode()
    assert "2 requests are done." in page
    assert not ClientRequest.objects.open().filter(pk__in=[each.pk for each in both]).exists()
    owner.post("/requests/reopen/?requests=" + ",".join(str(each.pk) for each in both))
    assert ClientRequest.objects.open().filter(pk__in=[each.pk for each in both]).count() == 2


def test_nothing_ticked_or_nonsense_finishes_nothing(owner: Client) -> None:
    before = ClientRequest.objects.open().count()
    answer = owner.post("/requests/finish/", {"request": ["", "x", "²", "99999999999"]}, follow=True)
    assert "Tick the requests" in answer.content.decode()
    assert ClientRequest.objects.open().count() == before


def test_files_come_with_the_request_and_are_fetched_to_be_saved(owner: Client) -> None:
    files = [SimpleUploadedFile("offre.pdf", PDF), SimpleUploadedFile("note.txt", b"bonjour")]
    asked = ask(owner, attached=files)
    assert sorted(asked.files.values_list("name", flat=True)) == ["note.txt", "offre.pdf"]
    kept = asked.files.get(name="offre.pdf")
    assert f'href="/requests/{asked.pk}/files/{kept.pk}/"' in page_of(owner, asked)
    answer = owner.get(f"/requests/{asked.pk}/files/{kept.pk}/")
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="offre.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert owner.get(f"/requests/{asked.pk + 1}/files/{kept.pk}/").status_code == 404


def test_a_file_is_attached_removed_and_put_back(owner: Client) -> None:
    asked = ask(owner)
    owner.post(f"/requests/{asked.pk}/files/", {"files": [SimpleUploadedFile("offre.pdf", PDF)]})
    kept = asked.files.get()
    page = owner.post(f"/requests/{asked.pk}/files/{kept.pk}/remove/", follow=True).content.decode()
    assert f'action="/requests/{asked.pk}/files/{kept.pk}/restore/"' in page
    assert owner.get(f"/requests/{asked.pk}/files/{kept.pk}/").status_code == 404
    owner.post(f"/requests/{asked.pk}/files/{kept.pk}/restore/")
    assert asked.files.kept().count() == 1


def test_a_file_that_is_not_taken_is_named_and_the_form_keeps_the_words(owner: Client) -> None:
    customer = Customer.objects.get(key="brisvent")
    bad = SimpleUploadedFile("page.html", b"<script>")
    facts = {"client": customer.pk, "subject": "Kept words", "attached": bad}
    answer = owner.post("/requests/new/", facts)
    assert answer.status_code == 422
    assert "this type of file is not taken" in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    asked = ask(owner)
    answer = owner.post(f"/requests/{asked.pk}/files/", {"files": [bad]})
    assert answer.status_code == 422
    assert "page.html" in answer.content.decode()
    assert not RequestFile.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_request_with_everything_asks_few_questions(
    owner: Client, django_assert_max_num_queries: Any, language: str
) -> None:
    asked = ask(owner, wanted_words="ce soir", attached=[SimpleUploadedFile("offre.pdf", PDF)])
    owner.post(f"/requests/{asked.pk}/replies/", {"kind": "ask", "text": "Quel jour ?"})
    owner.post(f"/requests/{asked.pk}/commit/")
    with django_assert_max_num_queries(15):
        page = page_of(owner, asked, language)
    assert f'<html lang="{language}"' in page


ACTS = [
    "withdraw",
    "propose/1/withdraw",
    "replies/1/withdraw",
    "ask",
    "unask",
    "answered",
    "unanswered",
    "tier",
    "judge",
    "replies",
    "files",
    "files/1/remove",
    "files/1/restore",
]


@pytest.mark.parametrize("act", ACTS)
def test_acts_refuse_to_be_read_and_strangers(owner: Client, act: str) -> None:
    asked = ask(owner)
    assert owner.get(f"/requests/{asked.pk}/{act}/").status_code == 405
    answer = Client().post(f"/requests/{asked.pk}/{act}/")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")
