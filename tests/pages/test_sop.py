"""The procedures on their pages: read, written chapter by chapter, published with what changes; old versions stay."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.models import Agreement
from requests.models import ClientRequest
from sops.editing import CHAPTERS
from sops.models import SopVersion
from tests.sops.typing_forms import sent

EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
HTMX = {"HX-Request": "true", **EN}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|<[a-z][^>]*\sstyle=|<[a-z][^>]*\son[a-z]+=|javascript:")
URGENCIES = "/sop/chapters/urgencies/"


def page_of(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def version() -> SopVersion:
    """The version whose chapters are shown."""
    return SopVersion.objects.drafts().first() or SopVersion.objects.published().get()


def filled(owner: Client, slug: str, **more: str) -> QueryDict:
    """What a browser sends of a chapter opened just now, with some of it typed anew."""
    page = page_of(owner.get(f"/sop/chapters/{slug}/", headers=EN))
    data = sent(CHAPTERS[slug].of(version().policy()), **more)
    data["seen"] = re.findall(r'name="seen" value="(\w+)"', page)[0]
    return data


def write(owner: Client, slug: str = "urgencies", **more: str) -> Any:
    more = more or {"notice_hours": "24", "steps__2__percent": "25"}
    return owner.post(f"/sop/chapters/{slug}/", filled(owner, slug, **more), headers=EN)


# Where each page is, and the element that its fragment is; none: the page has no fragment.
PAGES = {
    "/sop/": "sop-detail",
    "/sop/?lang=en": "sop-detail",
    "/sop/versions/": "version-list",
    "/sop/versions/1/": "sop-detail",
    "/sop/versions/compare/?old=1&new=2": "version-diff",
    "/sop/texts/?lang=en": "text-list",
    "/sop/draft/publish/": "draft-publish",
    "/sop/draft/delete/": "",
    **{f"/sop/chapters/{slug}/": "chapter-fields" for slug in CHAPTERS},
}


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_answers_in_both_languages_with_few_statements(owner: Client, address: str, language: str) -> None:
    assert write(owner).status_code == 302
    with CaptureQueriesContext(connection) as asked:
        answer = owner.get(address, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert not INLINE.search(page)
    assert len(page) < 120_000
    assert len(asked) <= 15


@pytest.mark.parametrize("address", [address for address, part in PAGES.items() if part])
def test_htmx_gets_the_fragment_and_back_gets_the_page(owner: Client, address: str) -> None:
    write(owner)
    answer = owner.get(address, headers=HTMX)
    assert "<html" not in page_of(answer)
    assert page_of(answer).lstrip().startswith(f'<div id="{PAGES[address]}"')
    assert "HX-Request" in answer.headers["Vary"]
    assert "<html" in page_of(owner.get(address, headers={**HTMX, "HX-History-Restore-Request": "true"}))


@pytest.mark.parametrize("address", [*PAGES, "/sop/versions/1/pdf/"])
def test_strangers_are_sent_to_the_door(demonstration: None, db: None, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("address", ["/sop/versions/1/revise/", "/sop/draft/new/", f"{URGENCIES}preview/"])
def test_acts_refuse_to_be_looked_at(owner: Client, address: str) -> None:
    assert owner.get(address).status_code == 405


# ── read


def test_the_document_is_read_in_the_language_of_clients_and_in_the_other(owner: Client) -> None:
    french, english = (page_of(owner.get(f"/sop/{more}", headers=EN)) for more in ("", "?lang=en"))
    assert "Une demande est urgente quand vous la voulez dans moins de 24 heures." in french
    assert "A request is urgent when you want it in less than 24 hours." in english
    assert '<p id="s4-1"><a class="rules-n" href="#s4-1">§4.1</a>' in english
    assert "v1 in force since 1 Jan 2026" in english


def test_the_handbook_is_a_pdf_of_each_version(owner: Client) -> None:
    answer = owner.get("/sop/versions/1/pdf/?lang=en")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert owner.get("/sop/versions/99/pdf/").status_code == 404


def test_the_texts_are_there_to_copy_and_to_select(owner: Client) -> None:
    page = page_of(owner.get("/sop/texts/?lang=en", headers=EN))
    assert "Automatic reply out of hours" in page
    assert 'data-copies="signature"' in page and '<p class="well text-to-copy" id="signature" lang="en">' in page
    assert "§4.1 A request is urgent" in page


# ── written


def test_what_is_kept_becomes_the_draft_and_the_version_published_stays(owner: Client) -> None:
    answer = write(owner)
    assert (answer.status_code, answer.headers["Location"]) == (302, URGENCIES)
    page = page_of(owner.get(URGENCIES, headers=EN))
    assert "Kept in v2. Nothing applies until you publish it." in page
    assert "You are writing v2. 1 chapter changed" in page and "agreements follow v1." in page
    assert "Review and publish v2" in page
    assert SopVersion.objects.drafts().get().policy().urgency.steps[2].percent == 25
    assert SopVersion.objects.published().get().policy().urgency.steps[2].percent == 20


def test_a_knob_that_differs_says_what_it_was(owner: Client) -> None:
    write(owner, "payment", days="30", terms="end_of_month")
    page = page_of(owner.get("/sop/chapters/payment/", headers=EN))
    assert "In v1: 15." in page
    assert "In v1: days after the invoice." in page


def told(page: str) -> list[str]:
    """What is said of rows, in the order of the page."""
    said = re.findall(r'<p class="edit-note(?: edit-lost)?">(.*?)(?: <button|</p>)', page)
    return [unescape(each) for each in said]


def test_a_row_that_differs_says_what_it_was(owner: Client) -> None:
    write(owner, "urgencies", steps__1__under_hours="6", steps__2__percent="25")
    page = page_of(owner.get(URGENCIES, headers=EN))
    assert told(page) == ["In v1: 12 hours.", "In v1: 20 %."]
    assert re.search(r'<input[^>]*name="steps-2-percent"[^>]*class="[^"]*\bchanged\b', page)
    data = filled(owner, "urgencies", do="add steps")
    assert told(page_of(owner.post(URGENCIES, data, headers=EN))) == ["In v1: 12 hours.", "In v1: 20 %."]
    data["steps-2-percent"], data["do"] = "a lot", ""
    assert told(page_of(owner.post(URGENCIES, data, headers=EN))) == ["In v1: 12 hours.", "In v1: 20 %."]


def test_a_row_that_is_new_or_gone_says_so_and_comes_back(owner: Client) -> None:
    scope, old = "/sop/chapters/scope/", version().policy().services
    more = {f"services__{len(old)}__{name}": text for name, text in (("name", "Filing"), ("category", "technical"))}
    assert write(owner, "scope", services__0__gone="on", services__count=str(len(old) + 1), **more).status_code == 302
    assert [each.name for each in version().policy().services] == [*(each.name for each in old[1:]), "Filing"]
    page = page_of(owner.get(scope, headers=EN))
    assert "Not in v1." in told(page)
    assert any(each.startswith(f"In v1 there was also: {old[0].name}, ") for each in told(page))
    data = filled(owner, "scope", do="back services 0")
    back = page_of(owner.post(scope, data, headers=EN))
    assert told(back) == ["Not in v1."]
    assert f'name="services-{len(old)}-code" value="{old[0].code}"' in back
    same = {name: str(getattr(old[0], name) or "") for name in ("code", "name", "category", "rate")}
    more = {f"services__{len(old)}__{name}": text for name, text in same.items()}
    assert write(owner, "scope", services__count=str(len(old) + 1), **more).status_code == 302
    assert {each.code for each in version().policy().services} == {*(each.code for each in old), "filing"}


def test_a_refusal_loses_nothing_and_names_the_field_in_both_languages(owner: Client) -> None:
    data = filled(owner, "hours", monday="nine to five", region="zz", closures__0__label="Skiing, at last")
    for headers, words in ((EN, "is not read as hours"), (FR, "ne se lit pas comme des horaires")):
        answer = owner.post("/sop/chapters/hours/", data, headers=headers)
        page = page_of(answer)
        assert answer.status_code == 422
        assert words in page and 'value="nine to five"' in page and 'value="Skiing, at last"' in page
        assert 'id="id_monday_error"' in page and 'aria-invalid="true"' in page
    assert not SopVersion.objects.drafts().exists()


def test_a_stale_form_says_so_keeps_what_was_typed_and_asks_again(owner: Client) -> None:
    stale = filled(owner, "urgencies", steps__2__percent="30")
    write(owner)
    answer = owner.post(URGENCIES, stale, headers=EN)
    assert answer.status_code == 422
    page = page_of(answer)
    assert "changed elsewhere" in page and 'name="steps-2-percent" value="30"' in page
    assert version().policy().urgency.steps[2].percent == 25
    stale["seen"] = re.findall(r'name="seen" value="(\w+)"', page)[0]
    assert owner.post(URGENCIES, stale, headers=EN).status_code == 302
    assert version().policy().urgency.steps[2].percent == 30


def test_a_form_refused_while_stale_stays_stale(owner: Client) -> None:
    stale = filled(owner, "urgencies", steps__2__percent="a lot")
    write(owner)
    page = page_of(owner.post(URGENCIES, stale, headers=EN))
    stale["seen"], stale["steps-2-percent"] = re.findall(r'name="seen" value="(\w+)"', page)[0], "30"
    assert owner.post(URGENCIES, stale, headers=EN).status_code == 422
    assert version().policy().urgency.steps[2].percent == 25


@pytest.mark.parametrize("headers", [EN, HTMX])
def test_a_row_is_added_with_and_without_javascript_and_nothing_is_kept(owner: Client, headers: dict[str, str]) -> None:
    data = filled(owner, "hours", monday="nine to f", do="add closures")
    answer = owner.post("/sop/chapters/hours/", data, headers=headers)
    page = page_of(answer)
    assert answer.status_code == 200
    assert ("<html" in page) == (headers is EN)
    assert 'name="closures-count" value="3"' in page and 'value="nine to f"' in page
    assert re.search(r'name="closures-2-first"[^>]*autofocus', page)
    assert f'name="seen" value="{data["seen"]}"' in page
    assert not SopVersion.objects.drafts().exists()


def test_the_preview_follows_what_is_typed_in_either_language(owner: Client) -> None:
    data = filled(owner, "urgencies", notice_hours="48", steps__2__under_hours="48")
    french = page_of(owner.post(f"{URGENCIES}preview/", data, headers=HTMX))
    assert french.lstrip().startswith('<section id="chapter-preview"') and "moins de 48 heures" in french
    data["lang"] = "en"
    assert "less than 48 hours" in page_of(owner.post(f"{URGENCIES}preview/", data, headers=HTMX))
    data["steps-2-percent"] = "a lot"
    unread = page_of(owner.post(f"{URGENCIES}preview/", data, headers=HTMX))
    assert "cannot be read yet" in unread and "less than 24 hours" in unread


def test_without_javascript_a_button_shows_what_was_typed(owner: Client) -> None:
    data = filled(owner, "urgencies", notice_hours="48", steps__2__under_hours="48", do="look en")
    page = page_of(owner.post(URGENCIES, data, headers=EN))
    assert "less than 48 hours" in page and 'name="notice_hours" value="48"' in page


def test_the_words_published_are_shown_again_before_they_are_kept(owner: Client) -> None:
    write(owner)
    page = page_of(owner.post(URGENCIES, {"do": "restore"}, headers=EN))
    assert "These are the words of v1" in page and 'name="steps-2-percent" value="20"' in page
    assert version().policy().urgency.steps[2].percent == 25


def test_an_unknown_chapter_is_not_found(owner: Client) -> None:
    assert owner.get("/sop/chapters/nonsense/").status_code == 404


# ── published


def test_publishing_shows_the_difference_and_what_follows(owner: Client) -> None:
    write(owner)
    page = page_of(owner.get("/sop/draft/publish/", headers=EN))
    assert "1 rule changes." in page
    assert re.search(r"<del>\+20 %", page) and re.search(r"<ins>\+25 %", page)
    assert "agreements stay on v1" in page and "Atelier Brisvent" in page
    assert 'value="2026-11-02"' in page


def test_the_key_that_publishes_is_shown_on_its_button_and_in_the_help(owner: Client) -> None:
    write(owner)
    page = page_of(owner.get("/sop/draft/publish/", headers=EN))
    assert re.search(r"<button[^>]* data-main>Publish v2 <kbd>Ctrl Enter</kbd></button>", page)
    assert "<dt><kbd>Ctrl Enter</kbd></dt><dd>Publish the draft you review</dd>" in page


def publish(owner: Client, **more: str) -> Any:
    page = page_of(owner.get("/sop/draft/publish/", headers=EN))
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    data = {"seen": seen, "title": "Mes règles", "effective_on": "2026-12-01", **more}
    return owner.post("/sop/draft/publish/", data, headers=EN)


def test_a_draft_is_published_from_a_day_to_come(owner: Client) -> None:
    write(owner)
    assert publish(owner).status_code == 302
    made = SopVersion.objects.published().get()
    assert (made.number, made.effective_on.isoformat()) == (2, "2026-12-01")
    page = page_of(owner.get("/sop/", headers=EN))
    assert "v1 in force since 1 Jan 2026" in page and "v2 from 1 Dec 2026" in page
    assert "in force" in page_of(owner.get("/sop/versions/", headers=EN))


def test_a_day_before_the_last_version_is_refused_at_its_field(owner: Client) -> None:
    write(owner)
    answer = publish(owner, effective_on="2025-01-01")
    assert answer.status_code == 422
    assert "SOP v1 took effect on 1 January 2026" in page_of(answer)
    assert SopVersion.objects.drafts().exists()


def test_a_draft_changed_after_it_was_reviewed_is_not_published(owner: Client) -> None:
    write(owner)
    seen = re.findall(r'name="seen" value="(\w+)"', page_of(owner.get("/sop/draft/publish/", headers=EN)))[0]
    write(owner, steps__2__percent="40")
    answer = owner.post("/sop/draft/publish/", {"seen": seen, "title": "x", "effective_on": "2026-12-01"}, headers=EN)
    assert answer.status_code == 422 and "look again" in page_of(answer)


def test_a_draft_is_thrown_away_after_being_asked(owner: Client) -> None:
    write(owner)
    page = page_of(owner.get("/sop/draft/delete/", headers=EN))
    assert "1 change will be gone for good" in page
    assert "look again" in page_of(owner.post("/sop/draft/delete/", {"seen": "x"}, follow=True, headers=EN))
    assert SopVersion.objects.drafts().exists()
    owner.post("/sop/draft/delete/", {"seen": re.findall(r'name="seen" value="(\w+)"', page)[0]})
    assert not SopVersion.objects.drafts().exists()
    assert owner.get("/sop/draft/delete/").status_code == owner.get("/sop/draft/publish/").status_code == 302


def test_an_old_version_is_read_compared_and_begun_anew(owner: Client) -> None:
    write(owner)
    publish(owner)
    assert "superseded" in page_of(owner.get("/sop/versions/1/", headers=EN))
    assert "1 rule differs between v1 and v2" in page_of(owner.get("/sop/versions/compare/?old=1&new=2", headers=EN))
    owner.post("/sop/versions/1/revise/")
    assert SopVersion.objects.drafts().get().policy() == SopVersion.objects.get(number=1).policy()
    assert "is still a draft" in page_of(owner.post("/sop/versions/1/revise/", follow=True, headers=EN))


def test_a_client_s_terms_lead_to_the_version_that_was_signed(owner: Client) -> None:
    agreement = Agreement.objects.filter(ends_on=None)[0]
    page = page_of(owner.get(f"/clients/{agreement.client_id}/", headers=EN))
    assert f'href="/sop/versions/{agreement.sop.number}/"' in page


def test_a_reason_leads_to_its_rule_in_the_version_that_was_applied(owner: Client) -> None:
    asked = ClientRequest.objects.open().order_by("pk")[0]
    page = page_of(owner.get(f"/requests/{asked.pk}/", headers=EN))
    places = set(re.findall(r'href="/sop/versions/1/#(s[0-9]-[0-9])"', page))
    assert places
    document = page_of(owner.get("/sop/versions/1/", headers=EN))
    assert all(f'id="{place}"' in document for place in places)


def test_the_first_field_refused_has_the_focus_and_hidden_rows_show_their_refusal(owner: Client) -> None:
    data = filled(owner, "urgencies", by="complexity", steps__0__under_hours="12")
    page = page_of(owner.post(URGENCIES, data, headers=EN))
    assert "Two rows are for under 12 hours" in page
    wrong = page_of(owner.post(URGENCIES, filled(owner, "urgencies", notice_hours="x", cap="y"), headers=EN))
    assert len(re.findall(r"<input[^>]*\bautofocus", wrong)) == 1
    assert re.search(r'<input[^>]*name="notice_hours"[^>]*\bautofocus', wrong)


def test_each_version_offers_its_next_step(owner: Client) -> None:
    assert "Change my rules" in page_of(owner.get("/sop/", headers=EN))
    assert "Begin the next version from v1" in page_of(owner.get("/sop/versions/1/", headers=EN))
    write(owner)
    assert "Go on writing" in page_of(owner.get("/sop/", headers=EN))
    assert "Review and publish v2" in page_of(owner.get("/sop/versions/2/", headers=EN))
