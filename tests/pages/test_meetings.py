"""Her meetings: booked by hand, held, followed by a letter; on Today, with the client, in the calendar feed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Booking, Client, Meeting
from requests.models import ClientRequest
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.post.models import Delivery

HTMX = {"hx-request": "true"}
ACTS = ["meeting-note", "meeting-hold", "meeting-reopen", "meeting-letter", "kickoff-offer"]


def client_of(**words: str) -> Client:
    words = {"key": "roux", "name": "Ines Roux", "email": "ines@roux.example", "language": "fr", **words}
    return Client.objects.create(**words)


def meeting_of(client: Client | None = None, *, hours: int = -2, kind: str = "discovery", **words: str) -> Meeting:
    client = client or client_of()
    start = NOW + timedelta(hours=hours)
    given = {"name": client.name, "email": client.email, "language": client.language, **words}
    return Meeting.objects.create(
        client=client, kind=kind, starts_at=start, ends_at=start + timedelta(minutes=45), booked_at=NOW, **given
    )


def address(name: str, *args: object) -> str:
    return reverse(f"clients:{name}", args=args)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["meeting-list", "meeting-new", "meeting-detail", "meeting-move", "meeting-cancel"])
def test_a_page_answers_in_both_languages_with_few_statements(owner: Browser, name: str, language: str) -> None:
    args = [] if name in ("meeting-list", "meeting-new") else [meeting_of().pk]
    with CaptureQueriesContext(connection) as asked:
        answer = owner.get(address(name, *args), headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert inline_parts(page) == []
    assert page.count("btn-primary") <= 1
    assert len(asked) <= 15
    assert Browser().get(address(name, *args)).status_code == 302


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_no_links(owner: Browser, name: str) -> None:
    pk = meeting_of().pk
    assert owner.get(address(name, pk)).status_code == 405
    assert Browser().post(address(name, pk)).status_code == 302


def test_the_list_does_not_ask_more_with_more_meetings(owner: Browser) -> None:
    client = client_of()
    counts = []
    for hours in (range(1, 3), range(3, 40)):
        for each in hours:
            meeting_of(client, hours=each)
            meeting_of(client, hours=-each)
        with CaptureQueriesContext(connection) as asked:
            page = owner.get(address("meeting-list"), headers=HTMX).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert 'id="meeting-list"' in page
    assert "<html" not in page


def test_a_meeting_is_booked_from_the_page_of_a_client(owner: Browser) -> None:
    client = client_of()
    page = owner.get(client.get_absolute_url()).content.decode()
    place = f"{address('meeting-new')}?client={client.pk}&kind=discovery"
    assert place.replace("&", "&amp;") in page
    typed = {"kind": "discovery", "start": "2026-11-03T10:00", "minutes": "45", "place": "", "tells": "on"}
    answer = owner.post(place, typed, follow=True)
    assert answer.status_code == 200
    meeting = Meeting.objects.get()
    assert f"{meeting.starts_at:%H:%M}" == "09:00", "ten on her clock"
    assert "Réservé" in Delivery.objects.get(kind="meeting").subject
    again = owner.post(place, {**typed, "place": "my words"})
    assert again.status_code == 422
    assert "At that moment there is" in again.content.decode()
    assert "my words" in again.content.decode()


def test_a_call_is_booked_from_the_pipeline(owner: Browser) -> None:
    client = client_of(stage="lead")
    page = owner.get(address("pipeline")).content.decode()
    assert f"{address('meeting-new')}?client={client.pk}&amp;kind=discovery" in page
    assert f'href="{address("meeting-list")}"' in page


def test_the_page_of_a_client_stays_cheap_with_many_meetings(owner: Browser) -> None:
    client = client_of()
    for hours in range(1, 12):
        meeting_of(client, hours=-hours)
    with CaptureQueriesContext(connection) as asked:
        owner.get(client.get_absolute_url())
    assert len(asked) <= 15


def test_the_call_page_holds_the_script_and_her_questions(owner: Browser) -> None:
    Booking.objects.create(questions="How many invoices a month?")
    page = owner.get(address("meeting-detail", meeting_of(need="<i>Help</i>").pk)).content.decode()
    assert "How many invoices a month?" in page
    assert "§6.1" in page
    assert "§7" in page
    assert "&lt;i&gt;Help&lt;/i&gt;" in page


def test_a_call_held_asks_what_came_of_it_and_keeps_the_notes_meanwhile(owner: Browser) -> None:
    meeting = meeting_of()
    answer = owner.post(address("meeting-hold", meeting.pk), {"notes": "She talks fast."})
    assert answer.status_code == 422
    assert "She talks fast." in answer.content.decode()
    assert "Say what came of the call" in answer.content.decode()
    answer = owner.post(address("meeting-hold", meeting.pk), {"notes": "Yes.", "outcome": "fit"}, follow=True)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.outcome, meeting.notes) == ("held", "fit", "Yes.")
    assert "Undo" in answer.content.decode()
    owner.post(address("meeting-reopen", meeting.pk))
    meeting.refresh_from_db()
    assert (meeting.state, meeting.notes) == ("booked", "Yes.")


def test_an_outcome_that_was_only_ticked_stays_ticked_with_the_notes(owner: Browser) -> None:
    meeting = meeting_of()
    answer = owner.post(address("meeting-note", meeting.pk), {"notes": "Yes.", "outcome": "not_now"}, follow=True)
    assert re.search(r'value="not_now"[^>]* checked', answer.content.decode())
    meeting.refresh_from_db()
    assert (meeting.state, meeting.outcome, meeting.notes) == ("booked", "", "Yes.")


def test_a_refusal_is_ready_editable_and_sent_once(owner: Browser) -> None:
    meeting = meeting_of()
    owner.post(address("meeting-hold", meeting.pk), {"notes": "", "outcome": "no"})
    page = owner.get(address("meeting-detail", meeting.pk)).content.decode()
    assert "pas la bonne personne" in page, "in the language of the client"
    refused = owner.post(address("meeting-letter", meeting.pk), {"subject": "", "body": "Mine"})
    assert refused.status_code == 422
    assert "Mine" in refused.content.decode()
    owner.post(address("meeting-letter", meeting.pk), {"subject": "Merci", "body": "Mine"})
    assert Delivery.objects.get(kind="meeting-letter").body == "Mine"
    again = owner.post(address("meeting-letter", meeting.pk), {"subject": "Merci", "body": "Twice"})
    assert again.status_code == 422
    assert Delivery.objects.filter(kind="meeting-letter").count() == 1


def test_who_is_refused_can_be_moved_to_lost_at_once(owner: Browser) -> None:
    client = client_of()
    meeting = meeting_of(client)
    owner.post(address("meeting-hold", meeting.pk), {"notes": "", "outcome": "no"})
    for place in (address("client-process", client.pk), address("pipeline")):
        assert "no quote after the call" in owner.get(place).content.decode()
    page = owner.get(address("meeting-detail", meeting.pk)).content.decode()
    form = page[page.index(address("client-move", client.pk)) :].partition("</form>")[0]
    sent = dict(re.findall(r'name="(stage|reason|why|next)" value="([^"]*)"', form))
    owner.post(address("client-move", client.pk), sent)
    client.refresh_from_db()
    assert client.stage == "lost"


def test_the_process_of_a_client_names_the_meetings(owner: Browser) -> None:
    meeting = meeting_of(hours=30)
    page = owner.get(address("client-process", meeting.client_id)).content.decode()
    assert "Planned: discovery call" in page


def test_a_kickoff_has_its_agenda_and_its_minutes(owner: Browser) -> None:
    client = client_of(stage="kickoff")
    meeting = meeting_of(client, kind="kickoff")
    page = owner.get(address("meeting-detail", meeting.pk)).content.decode()
    assert "Priorités du premier mois" in page
    owner.post(address("meeting-hold", meeting.pk), {"notes": "Said.", "decisions": "Start on Monday."})
    page = owner.get(address("meeting-detail", meeting.pk)).content.decode()
    assert "Send the minutes" in page
    assert "Start on Monday." in page
    assert client.milestones.filter(kind="kickoff_held").exists()


def test_a_client_is_mailed_the_link_for_the_kickoff(owner: Browser) -> None:
    client = client_of(stage="onboarding")
    assert address("kickoff-offer", client.pk) in owner.get(client.get_absolute_url()).content.decode()
    owner.post(address("kickoff-offer", client.pk))
    body = Delivery.objects.get(kind="kickoff").body
    place = re.findall(r"http://testserver(/book/kickoff/\S+)", body)[0]
    assert Browser().get(place).status_code == 200
    Client.objects.filter(pk=client.pk).update(email="")
    answer = owner.post(address("kickoff-offer", client.pk), follow=True)
    assert "has no e-mail address" in answer.content.decode()


def test_a_meeting_is_moved_and_cancelled_by_hand(owner: Browser) -> None:
    meeting = meeting_of(hours=24)
    owner.post(address("meeting-move", meeting.pk), {"start": "2026-11-05T11:00", "minutes": "30", "tells": "on"})
    meeting.refresh_from_db()
    assert f"{meeting.starts_at:%d %H:%M}" == "05 10:00"
    assert owner.post(address("meeting-move", meeting.pk), {"start": "soon", "minutes": "30"}).status_code == 422
    owner.post(address("meeting-cancel", meeting.pk), {"why": "ill"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.why) == ("cancelled", "ill")
    assert Delivery.objects.filter(kind="meeting").count() == 1, "the box was not ticked"
    assert owner.post(address("meeting-cancel", meeting.pk)).status_code == 422


def test_today_shows_the_meetings_of_the_day_and_asks_after_those_that_were(owner: Browser) -> None:
    client = client_of()
    meeting_of(client, hours=3, need="Invoices pile up.")
    meeting_of(client, hours=-3)
    page = owner.get("/").content.decode()
    assert "Prepare it" in page
    assert "Invoices pile up." in page
    assert "Say how it went" in page


def test_the_history_of_a_client_tells_of_meetings(owner: Browser) -> None:
    meeting = meeting_of()
    page = owner.get(address("client-history", meeting.client_id)).content.decode()
    assert "Booked: discovery call" in page
    assert address("meeting-detail", meeting.pk) in page


# ── The settings ─────────────────────────────────────────────────────────────────────────────────


def test_the_booking_page_is_opened_in_the_settings(owner: Browser) -> None:
    typed = {"is_open": "on", "buffer_minutes": "10", "notice_hours": "24", "horizon_days": "20", "greeting": "Hello"}
    answer = owner.post(address("booking-edit"), typed, follow=True)
    page = answer.content.decode()
    assert "moments are free" in page
    assert "http://testserver/book/" in page
    assert "A call takes 45 minutes: your SOP says so." in page
    wrong = owner.post(address("booking-edit"), {**typed, "horizon_days": "0", "greeting": "Kept words"})
    assert wrong.status_code == 422
    assert "Kept words" in wrong.content.decode()
    assert Booking.objects.get().greeting == "Hello"


def test_the_calendar_feed_opens_by_its_address_alone(owner: Browser) -> None:
    meeting_of(hours=5)
    asked = ClientRequest.objects.open().exclude(wanted_by=None).first()
    page = owner.post(address("feed-new"), follow=True).content.decode()
    place = re.findall(r"http://testserver(/calendar/\S+?\.ics)", page)[0]
    file = Browser().get(place).content.decode().replace("\r\n ", "")
    assert "Ines Roux" in file
    assert file.count("BEGIN:VEVENT") >= (2 if asked else 1)
    assert place not in owner.get(address("booking-edit")).content.decode(), "shown once"
    owner.post(address("feed-new"))
    assert Browser().get(place).status_code == 404, "a new address ends the one before"
    owner.post(address("feed-revoke"))
    assert Booking.objects.get().feed_hash is None


def test_a_feed_withdrawn_by_mistake_opens_again_by_its_address(owner: Browser) -> None:
    page = owner.post(address("feed-new"), follow=True).content.decode()
    place = re.findall(r"http://testserver(/calendar/\S+?\.ics)", page)[0]
    for act in ("feed-new", "feed-revoke"):
        page = owner.post(address(act), follow=True).content.decode()
        assert Browser().get(place).status_code == 404
        owner.post(re.findall(r'action="(\S*/feed/restore/[^"]*)"', page)[0])
        assert Browser().get(place).status_code == 200
    assert owner.post("/settings/booking/feed/restore/made-up/").status_code == 404


@pytest.mark.parametrize("name", ["feed-new", "feed-revoke"])
def test_the_feed_is_changed_by_acts_alone(owner: Browser, name: str) -> None:
    assert owner.get(address(name)).status_code == 405
    assert Browser().post(address(name)).status_code == 302
