"""A client's month changed on its page: renamed, added to, discounted, left for later, overruled; each undone."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Adjustment, Invoice, OverruledWarning
from clients.models import Client as Customer
from requests.models import TimeEntry
from tests.demonstration import NOW

EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
HTMX = {"HX-Request": "true", **EN}
MONTH = "2026-11"
NOVEMBER = reverse("billing:month-detail", args=[MONTH])
ACTS = {
    "label-list": {"label": "Coaching hours"},
    "extra-list": {"label": "Stamps", "quantity": "3", "unit": "piece", "price": "1,16"},
    "discount-list": {"off": "10", "of": "percent", "reason": "Loyalty"},
    "later-list": {"target": "all"},
}


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def who(key: str = "nordlys") -> Customer:
    return Customer.objects.get(key=key)


def at(name: str, key: str = "nordlys") -> str:
    return reverse(f"billing:{name}", args=[MONTH, who(key).pk])


def do(owner: Client, name: str, key: str = "nordlys", **data: str) -> Any:
    return owner.post(at(name, key), {**ACTS.get(name, {}), **data}, headers=EN, follow=True)


def first_key(owner: Client, key: str = "nordlys", field: str = "line") -> str:
    page = text(owner.get(at("bill-detail", key), headers=EN))
    found = re.search(rf'name="{field}" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_bill_shows_lines_hours_and_reasons(owner: Client) -> None:
    page = text(owner.get(at("bill-detail"), headers=EN))
    assert "<title>Nordlys" in page
    assert "Off-hours surcharge of 100%" in page
    assert "1 time entry" in page
    entry = TimeEntry.objects.filter(client=who(), on__year=2026, on__month=11).first()
    assert entry is not None and entry.note in page
    assert "Leave for December 2026" in page
    assert "Reporter à décembre 2026" in text(owner.get(at("bill-detail"), headers=FR))


def test_htmx_gets_what_unfolds_and_a_restored_page_the_whole(owner: Client) -> None:
    part = text(owner.get(at("bill-detail"), headers=HTMX))
    assert part.lstrip().startswith(f'<div class="bill-in" id="bill-inside-{who().pk}">')
    assert "<html" in text(owner.get(at("bill-detail"), headers={**HTMX, "HX-History-Restore-Request": "true"}))


def test_the_month_unfolds_the_bill_by_its_address(owner: Client) -> None:
    page = text(owner.get(NOVEMBER, headers=EN))
    assert f'hx-get="{at("bill-detail")}?on=2026-11-02"' in page
    assert f'href="{at("bill-detail")}?on=2026-11-02"' in page, "and without htmx"


def test_a_line_is_renamed_and_called_as_before(owner: Client) -> None:
    page = text(do(owner, "label-list", line=first_key(owner)))
    assert "The line is renamed." in page
    assert "Coaching hours" in page
    made = Adjustment.objects.get()
    assert (made.by, made.at) == ("solene", NOW)
    undo = reverse("billing:adjustment-delete", args=[made.pk])
    assert f'action="{undo}"' in page
    assert "Coaching hours" not in text(owner.post(undo, headers=EN, follow=True))


def test_a_line_and_a_discount_change_the_sum_and_go_again(owner: Client) -> None:
    assert "November 2026 comes to €743.48" in text(do(owner, "extra-list"))
    page = text(do(owner, "discount-list"))
    assert "November 2026 comes to €691.13" in page  # 523.48 − 52.35
    assert "Loyalty" in page
    for made in Adjustment.objects.all():
        owner.post(reverse("billing:adjustment-delete", args=[made.pk]), {"next": "bill"})
    assert "November 2026 comes to €740.00" in text(owner.get(NOVEMBER, headers=EN))


def test_a_client_is_left_for_next_month_and_billed_after_all(owner: Client) -> None:
    page = text(do(owner, "later-list"))
    assert "November 2026 comes to €220.00" in page
    assert "Left for December 2026" in page
    assert "Bill it now after all" in page
    december = text(owner.get(reverse("billing:month-detail", args=["2026-12"]), headers=EN))
    assert "Nordlys" in december
    owner.post(reverse("billing:adjustment-delete", args=[Adjustment.objects.get().pk]))
    assert "November 2026 comes to €740.00" in text(owner.get(NOVEMBER, headers=EN))


def test_a_line_is_left_for_next_month(owner: Client) -> None:
    page = text(do(owner, "later-list", target=first_key(owner, field="target")))
    assert "Left for next month, where it will show up by itself." in page
    assert Adjustment.objects.get().label
    assert do(owner, "later-list", target="hours:0:0").status_code == 422


@pytest.mark.parametrize(
    ("name", "wrong", "why"),
    [
        ("extra-list", {"label": ""}, "This field is required."),
        ("extra-list", {"quantity": "lots"}, "Enter a number."),
        ("extra-list", {"price": "-3"}, "Write more than zero"),
        ("discount-list", {"reason": ""}, "This field is required."),
        ("discount-list", {"off": "900", "of": "amount"}, "make it smaller"),
        ("discount-list", {"off": "101"}, "100 at most"),
        ("label-list", {"label": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_nothing_typed_is_lost(
    owner: Client, name: str, wrong: dict[str, str], why: str
) -> None:
    more = {"line": first_key(owner)} if name == "label-list" else {}
    answer = do(owner, name, **more, **wrong)
    assert answer.status_code == 422
    assert why in text(answer)
    for value in filter(None, {**ACTS[name], **wrong}.values()):
        assert f'value="{value}"' in text(answer)
    assert not Adjustment.objects.exists()


def test_what_was_changed_is_issued_and_stays(owner: Client) -> None:
    do(owner, "extra-list")
    owner.post(reverse("billing:month-issue", args=[MONTH]), {"client": ["nordlys"], "on": "2026-11-02"})
    issued = Invoice.objects.issued().latest("pk")
    assert issued.gross == Decimal("523.48")
    made = Adjustment.objects.get()
    page = text(owner.post(reverse("billing:adjustment-delete", args=[made.pk]), headers=EN, follow=True))
    assert "a credit note takes that back" in page
    assert Adjustment.objects.filter(pk=made.pk).exists()


# ── warnings overruled


def without_address(key: str = "nordlys") -> None:
    Customer.objects.filter(key=key).update(address={})


def test_a_warning_holds_the_issue_up_until_it_is_overruled_with_a_note(owner: Client) -> None:
    without_address()
    page = text(owner.get(NOVEMBER, headers=EN))
    assert "has no address; an invoice must carry it." in page
    assert 'value="nordlys"' not in page, "it cannot be ticked"
    assert "Issue 1 invoice" in page
    before = Invoice.objects.issued().count()
    issue = reverse("billing:month-issue", args=[MONTH])
    page = text(owner.post(issue, {"client": ["nordlys"], "on": "2026-11-02"}, headers=EN, follow=True))
    assert "mend what is said of Nordlys" in page
    assert Invoice.objects.issued().count() == before
    page = text(do(owner, "note-list", note="Moved house; the new address follows"))
    assert "can be issued." in page
    assert "Moved house; the new address follows" in page
    assert 'value="nordlys"' in page
    note = OverruledWarning.objects.get()
    assert (note.by, note.at) == ("solene", NOW)
    owner.post(issue, {"client": ["nordlys"], "on": "2026-11-02"})
    assert Invoice.objects.issued().count() == before + 1
    history = text(owner.get(reverse("clients:client-history", args=[who().pk]), headers=EN))
    assert "Moved house; the new address follows" in history


def test_a_note_is_taken_back(owner: Client) -> None:
    without_address()
    do(owner, "note-list", note="Known")
    answer = owner.post(at("note-delete"), headers=EN, follow=True)
    assert "count again" in text(answer)
    assert not OverruledWarning.objects.exists()
    owner.post(undo_of(answer))
    assert OverruledWarning.objects.get().note == "Known"


def undo_of(answer: Any) -> str:
    """The address of the button Undo."""
    found = re.search(r'action="([^"]*/restore/[^"]*)"', answer.content.decode())
    assert found
    return found[1]


def test_a_line_taken_away_by_mistake_is_brought_back(owner: Client) -> None:
    do(owner, "extra-list", label="Licence", quantity="2", unit="piece", price="12.50")
    made = Adjustment.objects.get()
    answer = owner.post(reverse("billing:adjustment-delete", args=[made.pk]), headers=EN, follow=True)
    assert not Adjustment.objects.exists()
    owner.post(undo_of(answer))
    again = Adjustment.objects.get()
    assert (again.pk, again.label, again.amount, again.at) == (made.pk, "Licence", made.amount, made.at)
    assert owner.post(undo_of(answer)).status_code == 302
    assert owner.post(reverse("billing:adjustment-restore", args=["made-up"])).status_code == 404


def test_an_empty_note_is_refused(owner: Client) -> None:
    without_address()
    answer = do(owner, "note-list", note=" ")
    assert answer.status_code == 422
    assert "This field is required." in text(answer)


# ── manners


@pytest.mark.parametrize("name", [*ACTS, "note-list", "note-delete"])
def test_acts_refuse_to_be_read(owner: Client, name: str) -> None:
    assert owner.get(at(name)).status_code == 405


@pytest.mark.parametrize("name", [*ACTS, "note-list", "bill-detail"])
def test_strangers_are_sent_to_the_door(demonstration: None, db: None, name: str) -> None:
    answer = Client().get(at(name))
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_a_client_without_anything_says_so(owner: Client) -> None:
    Customer.objects.create(key="new", name="New")
    assert "Nothing to bill for this month." in text(owner.get(at("bill-detail", "new"), headers=EN))
    assert owner.get(reverse("billing:bill-detail", args=[MONTH, 999999])).status_code == 404
