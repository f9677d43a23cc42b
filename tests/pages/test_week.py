"""The week in place: lines with their doubts, cells typed over, what overlaps mended, and the way back."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing.drafting import draft_month
from billing.models import BilledTime
from clients.models import Client as Customer
from requests.models import TimeEntry

PARIS = ZoneInfo("Europe/Paris")
HTMX = {"HX-Request": "true"}
TODAY = "2026-11-26"


@pytest.fixture(autouse=True)
def on_a_thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", f"{TODAY}T10:24:00+01:00")


def customer(key: str = "brisvent") -> Customer:
    return Customer.objects.get(key=key)


def cell(on: str = TODAY, key: str = "brisvent") -> str:
    return f"/time/cells/{customer(key).pk}/{on}/"


def log(owner: Client, line: str) -> TimeEntry:
    answer = owner.post("/time/entries/", {"q": line})
    assert answer.status_code == 302, text(answer)
    return TimeEntry.objects.latest("pk")


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def read(owner: Client, line: str, language: str = "en") -> str:
    return text(owner.get("/time/read/", {"q": line}, headers={"accept-language": language}))


def undo(owner: Client, page: str) -> None:
    owner.post(re.findall(r'action="(/time/entries/restore/[^"]+)"', page)[-1])


# ── the line


def test_a_wrong_word_is_named_and_what_was_meant_is_offered(owner: Client) -> None:
    read_back = read(owner, "1h30 brisvant newsletter")
    assert "No client is called “brisvant”." in read_back
    assert 'href="?q=1h30%20Brisvent%20newsletter#time-q"' in read_back
    assert "“10:45-9:00” is no time" in read(owner, "10:45-9:00 brisvent")
    assert "There is no request 999999." in read(owner, "1h #999999")
    assert "Aucun client ne s’appelle « brisvant »." in read(owner, "1h30 brisvant", "fr")


def test_an_unknown_client_is_added_with_the_line(owner: Client) -> None:
    line = "1h30 Dupont Conseil newsletter"
    assert "Add the client “Dupont Conseil” and log it" in read(owner, line)
    owner.post("/time/entries/", {"q": line, "newcomer": "Dupont Conseil"})
    entry = TimeEntry.objects.latest("pk")
    assert (entry.client.name, entry.minutes, entry.note) == ("Dupont Conseil", 90, "newsletter")
    assert entry.client.currency == "EUR"


def test_nobody_is_added_where_the_line_cannot_be_logged(owner: Client) -> None:
    answer = owner.post("/time/entries/", {"q": "Dupont newsletter", "newcomer": "Dupont"})
    assert answer.status_code == 422
    assert 'value="Dupont newsletter"' in text(answer)
    assert not Customer.objects.filter(name="Dupont").exists()
    again = owner.post("/time/entries/", {"q": "1h x", "newcomer": customer().name})
    assert (again.status_code, Customer.objects.filter(name=customer().name).count()) == (422, 1)


def test_the_start_is_proposed_from_the_last_end(owner: Client) -> None:
    log(owner, "9:00-9:45 brisvent")
    assert ">09:45-10:24</a>" in text(owner.get("/time/"))
    assert ">09:45-10:24</a>" in read(owner, "nordlys newsletter")
    entry = log(owner, "jusqu'à 10h15 nordlys newsletter")
    assert (entry.minutes, entry.note) == (30, "newsletter")
    assert log(owner, "since 10:15 nordlys").minutes == 9


def test_a_client_with_several_agreements_is_told_to_choose(owner: Client) -> None:
    assert "Several agreements run" not in read(owner, "1h brisvent")
    second = customer().agreements.get()
    second.pk, second.key, second._state.adding = None, "brisvent-second", True
    second.save()
    assert "Several agreements run" in read(owner, "1h brisvent")
    assert log(owner, "1h brisvent torn").agreement is None


def test_a_line_says_what_is_not_billed_and_what_is_urgent(owner: Client) -> None:
    assert not log(owner, "45m nordlys #free call").billable
    assert "A surcharge needs a confirmed request" in read(owner, "1h nordlys #urgent")


def test_a_line_over_midnight_and_one_to_come(owner: Client) -> None:
    entry = log(owner, "hier 22h-1h30 nordlys")
    assert (entry.minutes, str(entry.on)) == (210, "2026-11-25")
    answer = owner.post("/time/entries/", {"q": "demain 1h nordlys"})
    assert answer.status_code == 422
    assert "is still to come" in text(answer)


def test_an_hour_that_the_clock_skips_is_refused_and_real_hours_count(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VACRM_NOW", "2027-03-28T10:00:00+02:00")
    assert "The clock skips 02:30" in read(owner, "2:30-4:00 nordlys")
    assert ">1 h</span>" in read(owner, "1:30-3:30 nordlys")
    monkeypatch.setenv("VACRM_NOW", "2026-10-25T10:00:00+01:00")
    assert ">3 h</span>" in read(owner, "1:30-3:30 nordlys")


# ── the grid


def test_a_cell_is_typed_over_in_place(owner: Client) -> None:
    part = text(owner.get(cell(), headers=HTMX))
    assert part.lstrip().startswith('<form id="time-cell"')
    answer = owner.post(cell(), {"said": "1h30"}, headers=HTMX)
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#time-week", "outerHTML")
    assert text(answer).lstrip().startswith('<div id="time-week"')
    entry = TimeEntry.objects.get(client=customer(), on=TODAY)
    assert (entry.minutes, entry.agreement) == (90, customer().agreements.get())
    assert 'value="1h30"' in text(owner.get(cell(), headers=HTMX))
    owner.post(cell(), {"said": "9h-10h45"}, headers=HTMX)
    entry.refresh_from_db()
    assert (entry.minutes, entry.started_at) == (105, datetime(2026, 11, 26, 9, tzinfo=PARIS))
    owner.post(cell(), {"said": "2"}, headers=HTMX)
    entry.refresh_from_db()
    assert (entry.minutes, entry.ended_at) == (120, datetime(2026, 11, 26, 11, tzinfo=PARIS)), "it keeps its start"


def test_an_empty_cell_deletes_and_the_message_takes_it_back(owner: Client) -> None:
    owner.post(cell(), {"said": "45m"})
    page = text(owner.post(cell(), {"said": ""}, follow=True))
    assert not TimeEntry.objects.filter(client=customer(), on=TODAY).exists()
    undo(owner, page)
    assert TimeEntry.objects.get(client=customer(), on=TODAY).minutes == 45


@pytest.mark.parametrize("said", ["soon", "25h", "10h-9h", "-1"])
def test_a_wrong_cell_is_answered_with_422_and_keeps_what_was_typed(owner: Client, said: str) -> None:
    for headers, part in (({}, "<html"), (HTMX, '<form id="time-cell"')):
        answer = owner.post(cell(), {"said": said}, headers=headers)
        assert answer.status_code == 422
        assert part in text(answer)
        assert f'value="{said}"' in text(answer)
        assert "is no time" in text(answer)
    assert not TimeEntry.objects.filter(client=customer(), on=TODAY).exists()


def test_a_cell_is_a_plain_form_without_javascript(owner: Client) -> None:
    page = text(owner.get(cell()))
    assert "<h1" in page
    assert "hx-post" not in page.partition('<form id="time-cell"')[2].partition(">")[0]
    answer = owner.post(cell(), {"said": "1:15"})
    assert answer.headers["Location"] == f"/time/?day={TODAY}"
    assert "1:15</a>" in text(owner.get("/time/"))


def test_a_cell_of_several_entries_opens_them_and_is_not_typed_over(owner: Client) -> None:
    log(owner, "45m brisvent a")
    log(owner, "30m brisvent b")
    assert f'<a href="?day={TODAY}#time-day">1:15</a>' in text(owner.get("/time/"))
    answer = owner.post(cell(), {"said": "3h"})
    assert answer.status_code == 422
    assert "several entries" in text(answer)
    assert TimeEntry.objects.filter(client=customer(), on=TODAY).count() == 2


def test_a_billed_cell_says_by_which_invoice_and_stays(owner: Client) -> None:
    entry = TimeEntry.objects.filter(billed__invoice__number__isnull=False).select_related("billed__invoice")[0]
    number = entry.billed.invoice.number  # type: ignore[attr-defined]
    address = f"/time/cells/{entry.client_id}/{entry.on}/"
    before = TimeEntry.objects.filter(client=entry.client_id, on=entry.on).count()
    assert number in text(owner.get(f"/time/?day={entry.on}"))
    answer = owner.post(address, {"said": "8h"})
    assert answer.status_code == 422
    assert before > 1 or number in text(answer)
    entry.refresh_from_db()
    assert entry.minutes != 480


def test_a_cell_to_come_or_of_nobody_is_refused(owner: Client) -> None:
    assert "still to come" in text(owner.post(cell("2026-11-27"), {"said": "1h"}))
    assert owner.get("/time/cells/999999/2026-11-26/").status_code == 404
    assert owner.get(cell("2026-99-99")).status_code == 404
    assert owner.get(cell("soon")).status_code == 404


# ── the day


def test_what_overlaps_is_told_mended_and_taken_back(owner: Client) -> None:
    first, second = log(owner, "9:00-10:00 brisvent"), log(owner, "9:30-10:15 nordlys")
    page = text(owner.get("/time/"))
    assert "09:30 to 10:00 counts twice, 30 min: for Atelier Brisvent and for Nordlys Coaching." in page
    page = text(owner.post(f"/time/entries/{first.pk}/mend/{second.pk}/", follow=True))
    assert "to 10:00 counts twice" not in page
    first.refresh_from_db()
    assert first.minutes == 30
    undo(owner, page)
    first.refresh_from_db()
    assert first.minutes == 60


def test_work_around_other_work_is_cut_in_two_and_put_together_again(owner: Client) -> None:
    outer, inner = log(owner, "8:00-10:00 brisvent report"), log(owner, "8:30-9:00 nordlys")
    page = text(owner.post(f"/time/entries/{inner.pk}/mend/{outer.pk}/", follow=True))
    parts = TimeEntry.objects.filter(client=customer(), on=TODAY).order_by("started_at")
    assert [(part.minutes, part.note, part.agreement_id) for part in parts] == [
        (30, "report", outer.agreement_id),
        (60, "report", outer.agreement_id),
    ]
    undo(owner, page)
    assert [entry.minutes for entry in TimeEntry.objects.filter(client=customer(), on=TODAY)] == [120]


def test_a_gap_within_opening_hours_is_told_and_begun_with_one_click(owner: Client) -> None:
    log(owner, "9:00-9:30 brisvent")
    log(owner, "10:00-10:20 brisvent")
    page = text(owner.get("/time/"))
    assert "Nothing is noted from 09:30 to 10:00 (30 min)." in page
    assert f"?day={TODAY}&amp;q={TODAY}%2009%3A30-10%3A00%20#time-q" in page


def test_time_over_midnight_is_split_for_each_day(owner: Client) -> None:
    entry = log(owner, "hier 22h-1h30 nordlys night")
    assert "runs past midnight, to 01:30" in text(owner.get("/time/?day=2026-11-25"))
    page = text(owner.post(f"/time/entries/{entry.pk}/split/", follow=True))
    parts = TimeEntry.objects.filter(note="night").order_by("started_at")
    assert [(str(part.on), part.minutes) for part in parts] == [("2026-11-25", 120), (TODAY, 90)]
    undo(owner, page)
    assert [part.minutes for part in TimeEntry.objects.filter(note="night")] == [210]


def test_another_length_or_day_moves_the_times_that_were_left(owner: Client) -> None:
    entry = log(owner, "9:00-10:30 brisvent")
    kept = {"started_at": "2026-11-26T09:00", "ended_at": "2026-11-26T10:30"}
    owner.post(f"/time/entries/{entry.pk}/", {"on": TODAY, "minutes": 60, **kept})
    entry.refresh_from_db()
    assert (entry.minutes, entry.ended_at) == (60, datetime(2026, 11, 26, 10, tzinfo=PARIS))
    kept["ended_at"] = "2026-11-26T10:00"
    owner.post(f"/time/entries/{entry.pk}/", {"on": "2026-10-20", "minutes": 60, **kept})
    entry.refresh_from_db()
    assert (entry.minutes, entry.started_at) == (60, datetime(2026, 10, 20, 9, tzinfo=PARIS))
    owner.post(
        f"/time/entries/{entry.pk}/", {"on": "2026-10-20", "minutes": 60, **kept, "ended_at": "2026-11-26T12:00"}
    )
    entry.refresh_from_db()
    assert (entry.minutes, str(entry.on)) == (180, TODAY), "times that were written win"


# ── the way back, and what is held


def test_a_deleted_and_a_changed_entry_come_back(owner: Client) -> None:
    entry = log(owner, "45m brisvent kept words #free")
    page = text(owner.post(f"/time/entries/{entry.pk}/delete/", follow=True))
    assert not TimeEntry.objects.filter(pk=entry.pk).exists()
    undo(owner, page)
    back = TimeEntry.objects.get(pk=entry.pk)
    assert (back.minutes, back.note, back.billable) == (45, "kept words", False)
    page = text(owner.post(f"/time/entries/{entry.pk}/", {"on": TODAY, "minutes": 5, "note": "other"}, follow=True))
    undo(owner, page)
    back.refresh_from_db()
    assert (back.minutes, back.note) == (45, "kept words")


def test_the_way_back_is_ours_alone(owner: Client) -> None:
    assert owner.post("/time/entries/restore/forged/").status_code == 404
    assert owner.get("/time/entries/restore/forged/").status_code == 405
    assert Client().post("/time/entries/restore/forged/").headers["Location"].startswith("/login/")


def test_time_on_a_draft_is_taken_off_it_before_it_goes(owner: Client) -> None:
    entry = log(owner, "45m brisvent drafted")
    draft_month("2026-11", on=date(2026, 11, 26), keys=["brisvent"])
    assert BilledTime.objects.filter(time_entry=entry).exists()
    assert owner.post(f"/time/entries/{entry.pk}/delete/").status_code == 302
    assert not TimeEntry.objects.filter(pk=entry.pk).exists()


def test_what_is_billed_is_neither_split_nor_mended(owner: Client) -> None:
    entry = TimeEntry.objects.filter(billed__invoice__number__isnull=False, started_at__isnull=False)[0]
    for act in ("split/", f"mend/{entry.pk}/", "delete/"):
        owner.post(f"/time/entries/{entry.pk}/{act}")
    assert TimeEntry.objects.get(pk=entry.pk).minutes == entry.minutes


@pytest.mark.parametrize("act", ["split/", "mend/1/"])
def test_acts_refuse_to_be_looked_at(owner: Client, act: str) -> None:
    assert owner.get(f"/time/entries/1/{act}").status_code == 405


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_cell_speaks_both_languages_with_few_statements(owner: Client, language: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = text(owner.get(cell(), headers={"accept-language": language}))
    assert ("Save the time" if language == "en" else "Enregistrer le temps") in page
    assert len(asked) <= 15
    assert Client().get(cell()).headers["Location"].startswith("/login/")
