"""A call is booked once, moved and cancelled by who booked it, and both sides are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clients import booking, calling, inviting
from clients.booking import Taken, Visitor
from clients.models import Booking, Client, Meeting
from clients.slotting import offer
from sops.models import Business, SopVersion
from vacrm.post.composing import compose
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)  # a Thursday
HOURS = {day: ["09:00-12:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
NINE = datetime(2026, 10, 19, 7, tzinfo=UTC)  # Monday at 9:00 in Paris
VISITOR = Visitor("Ines Roux", "ines@roux.example", "Invoices pile up.", "a friend", "Europe/London", "en")


@pytest.fixture(autouse=True)
def _open() -> None:
    Business.objects.create(name="Studio Lune", email="eva@lune.example", language="fr")
    document = {"hours": {"timezone": "Europe/Paris", **HOURS}, "process": {"discovery_minutes": [30, 45]}}
    SopVersion.objects.create(
        number=1,
        title="Procedures",
        effective_on=date(2026, 1, 1),
        document=document,
        state="published",
        published_at=AT - timedelta(days=90),
    )
    Booking.objects.create(is_open=True, buffer_minutes=15, notice_hours=24, horizon_days=30, place="+33 1 00 00 00 00")


def link(secret: str) -> str:
    return f"https://lune.example/book/m/{secret}/"


def book(visitor: Visitor = VISITOR, start: datetime = NINE) -> Meeting:
    return booking.book(visitor, start, at=AT, link=link)[0]


def test_a_booking_makes_a_lead_a_meeting_and_two_mails() -> None:
    meeting, secret = booking.book(VISITOR, NINE, at=AT, link=link)
    client = meeting.client
    assert (client.name, client.email, client.stage, client.source) == (
        "Ines Roux",
        "ines@roux.example",
        "discovery",
        "a friend",
    )
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=45), "the longest that the procedures name"
    assert client.milestones.get().kind == "call_booked"
    assert client.stage_changes.get().why == "appel réservé", "the history is in her language"
    to_visitor, to_her = Delivery.objects.order_by("pk")
    assert to_visitor.to == ["Ines Roux <ines@roux.example>"]
    assert "Monday 19 October at 8:00 (London time)" in to_visitor.body
    assert link(secret) in to_visitor.body
    assert "+33 1 00 00 00 00" in to_visitor.body
    assert secret not in to_her.body, "her own page needs no secret"
    assert "Invoices pile up." in to_her.body
    carried = list(compose(to_her, at=AT).message().walk())[-1]
    assert carried["Content-Type"] == 'text/calendar; charset="utf-8"'
    for delivery in (to_visitor, to_her):
        file = bytes(delivery.attachments.get().content).decode()
        assert "DTSTART:20261019T070000Z" in file
        assert "METHOD:PUBLISH" in file
    assert booking.find(secret) == meeting
    assert secret not in repr(Meeting.objects.values_list().get())


def test_two_visitors_cannot_take_one_slot() -> None:
    book()
    other = Visitor("Paul", "paul@example.org", "Help", "", "Europe/Paris", "fr")
    with pytest.raises(Taken, match="just been taken"):
        book(other)
    with pytest.raises(Taken):
        book(other, NINE + timedelta(minutes=30))
    assert Meeting.objects.count() == 1
    assert not Client.objects.filter(email="paul@example.org").exists()
    assert book(other, NINE + timedelta(hours=1)), "an hour later there is room, with the time around"


def test_the_database_refuses_two_meetings_at_one_moment() -> None:
    first = book()
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(client=first.client, starts_at=NINE, ends_at=NINE + timedelta(hours=1), booked_at=AT)


def test_a_known_address_gets_no_second_client_and_is_not_told_so() -> None:
    known = Client.objects.create(key="roux", name="Roux SARL", email="INES@roux.example", stage="active")
    meeting = book()
    assert meeting.client == known
    known.refresh_from_db()
    assert (known.stage, known.name) == ("active", "Roux SARL")
    assert "Roux SARL" not in Delivery.objects.order_by("pk")[0].body


@pytest.mark.parametrize(
    "start",
    [NINE + timedelta(minutes=10), AT + timedelta(hours=1), NINE - timedelta(days=1), NINE + timedelta(days=63)],
)
def test_only_what_is_offered_can_be_booked(start: datetime) -> None:
    with pytest.raises(Taken):
        book(start=start)


def test_a_closed_page_books_nothing_and_one_address_not_without_end() -> None:
    for count in range(booking.MOST):
        book(start=NINE + timedelta(days=count))
    with pytest.raises(ValidationError, match="Several calls"):
        book(start=NINE + timedelta(days=4))
    Booking.objects.update(is_open=False)
    with pytest.raises(ValidationError, match="closed"):
        book(Visitor("Paul", "paul@example.org", "Help", "", "Europe/Paris", "fr"))


def test_who_booked_chooses_again_and_the_calendar_follows() -> None:
    meeting = booking.choose_again(book(), NINE + timedelta(days=1), at=AT)
    assert (meeting.starts_at, meeting.sequence) == (NINE + timedelta(days=1), 1)
    to_her, to_visitor = Delivery.objects.order_by("-pk")[:2]
    assert to_visitor.subject.startswith("Moved: ")
    assert to_her.to == ["Studio Lune <eva@lune.example>"]
    assert "SEQUENCE:1" in bytes(to_visitor.attachments.get().content).decode()
    assert NINE in offer("discovery", at=AT).starts, "the old moment is free again"


def test_a_meeting_may_move_into_its_own_time() -> None:
    meeting = booking.choose_again(book(), NINE + timedelta(minutes=30), at=AT)
    assert meeting.starts_at == NINE + timedelta(minutes=30)


def test_a_meeting_chosen_again_stays_as_long_as_it_was_agreed() -> None:
    words = {"place": "", "tells": False, "at": AT, "link": link}
    meeting = booking.arrange(book().client, "other", NINE + timedelta(days=2), 90, **words)  # type: ignore[arg-type]
    moved = booking.choose_again(meeting, NINE + timedelta(days=1), at=AT)
    assert moved.length == timedelta(minutes=90)


def test_a_cancelled_call_frees_its_time_and_is_no_evidence() -> None:
    meeting = booking.cancel(book(), why="ill", by_client=True, at=AT)
    assert meeting.state == "cancelled"
    assert not meeting.client.milestones.exists()
    assert NINE in offer("discovery", at=AT).starts
    file = bytes(Delivery.objects.order_by("-pk")[0].attachments.get().content).decode()
    assert "METHOD:CANCEL" in file
    assert "STATUS:CANCELLED" in file
    with pytest.raises(ValidationError, match="held or cancelled"):
        booking.cancel(meeting, at=AT)
    with pytest.raises(ValidationError, match="held or cancelled"):
        booking.choose_again(meeting, NINE, at=AT)


def test_what_has_begun_is_not_moved_by_the_link() -> None:
    meeting = book()
    with pytest.raises(ValidationError, match="begun"):
        booking.choose_again(meeting, NINE + timedelta(days=7), at=NINE)
    with pytest.raises(ValidationError, match="begun"):
        booking.cancel(meeting, by_client=True, at=NINE)


def test_by_hand_any_moment_goes_that_no_other_meeting_holds() -> None:
    first = book()
    sunday = NINE - timedelta(days=1)
    words = {"place": "", "tells": True, "at": AT, "link": link}
    assert booking.arrange(first.client, "kickoff", sunday, 60, **words)  # type: ignore[arg-type]
    assert first.client.milestones.filter(kind="kickoff_booked").exists()
    with pytest.raises(ValidationError, match="At that moment there is"):
        booking.arrange(first.client, "other", NINE + timedelta(minutes=44), 30, **words)  # type: ignore[arg-type]
    before = Delivery.objects.count()
    past = booking.arrange(first.client, "discovery", AT - timedelta(days=1), 30, **words)  # type: ignore[arg-type]
    assert Delivery.objects.count() == before, "nobody is invited to the past"
    assert past.state == "booked"


def test_the_reminder_leaves_once_the_day_before() -> None:
    book()
    Delivery.objects.all().delete()
    assert inviting.remind(NINE - timedelta(hours=25)) == 0
    assert inviting.remind(NINE - timedelta(hours=23)) == 1
    assert inviting.remind(NINE - timedelta(hours=23)) == 0
    assert "A short reminder" in Delivery.objects.get().body


def test_the_reminder_carries_a_link_and_the_first_one_still_opens() -> None:
    meeting = book()
    Delivery.objects.all().delete()
    inviting.remind(NINE - timedelta(hours=23))
    said = Delivery.objects.get().body
    secret = said.partition("https://lune.example/book/m/")[2].partition("/")[0]
    assert booking.find(secret) == meeting
    meeting.refresh_from_db()
    assert secret not in repr(list(Meeting.objects.values_list()))
    assert meeting.token_hash != meeting.second_hash


def test_nobody_is_reminded_of_what_was_cancelled_or_has_begun() -> None:
    meeting = book()
    book(Visitor("Paul", "paul@example.org", "Help", "", "Europe/Paris", "fr"), NINE + timedelta(hours=1))
    booking.cancel(meeting, at=AT)
    assert inviting.remind(NINE - timedelta(hours=23)) == 1
    Meeting.objects.update(reminded_at=None)
    assert inviting.remind(NINE + timedelta(hours=1)) == 0


def test_a_call_is_held_with_what_came_of_it_and_can_be_taken_back() -> None:
    meeting = book()
    after = NINE + timedelta(hours=1)
    with pytest.raises(ValidationError, match="still to come"):
        calling.hold(meeting, outcome="fit", at=AT, on=AT.date())
    with pytest.raises(ValidationError, match="what came of"):
        calling.hold(meeting, at=after, on=after.date())
    held = calling.hold(meeting, outcome="fit", at=after, on=after.date())
    assert (held.state, held.outcome) == ("held", "fit")
    assert held.client.milestones.filter(kind="call_held").exists()
    assert calling.letter(held) is None, "who fits gets a quote"
    assert calling.reopen(held, at=after).state == "booked"
    assert not held.client.milestones.filter(kind="call_held").exists()


def test_a_kickoff_held_makes_the_client_active_and_taking_it_back_does_not_leave_it_so() -> None:
    client = Client.objects.create(key="acme", name="Acme", email="jo@acme.example", stage="kickoff")
    client.milestones.create(kind="signed", at=AT, on=AT.date())
    words = {"place": "", "tells": False, "at": AT, "link": link}
    meeting = booking.arrange(client, "kickoff", NINE, 60, **words)  # type: ignore[arg-type]
    calling.note(meeting, notes="We met.", decisions="Start on Monday.")
    held = calling.hold(meeting, at=NINE + timedelta(hours=2), on=NINE.date())
    client.refresh_from_db()
    assert client.stage == "active"
    letter = calling.letter(held)
    assert letter
    assert "Start on Monday." in letter.body
    calling.reopen(held, at=NINE + timedelta(hours=3))
    client.refresh_from_db()
    assert client.stage == "kickoff"


@pytest.mark.parametrize(("language", "said"), [("en", "not the right person"), ("fr", "pas la bonne personne")])
def test_the_refusal_is_polite_in_the_language_of_the_client_and_leaves_once(language: str, said: str) -> None:
    visitor = Visitor("Ines Roux", "ines@roux.example", "Need", "", "Europe/Paris", language)
    after = NINE + timedelta(hours=1)
    held = calling.hold(book(visitor), outcome="no", at=after, on=after.date())
    letter = calling.letter(held)
    assert letter
    assert said in letter.body
    calling.send_letter(held, subject="Our call", body="My own words.", at=after)
    assert Delivery.objects.order_by("-pk")[0].body == "My own words."
    with pytest.raises(ValidationError, match="sent already"):
        calling.send_letter(held, subject="Our call", body="Again.", at=after)
