"""The buttons of the workshop call the acts: each does its act, and where it is refused says why and loses nothing."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing.collecting import still_due
from billing.models import BilledMission, BilledTime, Invoice, Payment
from clients.models import Agreement, StageChange
from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry
from sops.models import Business, SopVersion
from vacrm.post.models import Delivery

CLOSE = "admin:billing_invoice_close"


def invoice(key: str) -> Invoice:
    return Invoice.objects.issued().get(client__key=key)


def post(owner: Client, name: str, record: Any, **data: Any) -> str:
    """Press a button; the page one comes to."""
    answer = owner.post(
        reverse(f"admin:{name}", args=[record.pk]), data, follow=True, headers={"accept-language": "en"}
    )
    return answer.content.decode()


def close(owner: Client, **data: str) -> str:
    answer = owner.post(reverse(CLOSE), data, follow=True, headers={"accept-language": "en"})
    return answer.content.decode()


# ── closing a month


def test_the_month_is_shown_with_sums_reasons_and_warnings_that_lead_to_what_mends_them(owner: Client) -> None:
    page = owner.get(reverse(CLOSE), {"month": "2026-11"}, headers={"accept-language": "en"}).content.decode()
    assert "2 invoices for November 2026" in page
    assert "Majoration hors horaires de 100\u00a0%" in page  # in the client's words
    assert "is not signed, so nothing of it is billed" in page
    unsigned = Agreement.objects.get(key="mirabel-pack")
    assert f'href="{reverse("admin:clients_agreement_change", args=[unsigned.pk])}"' in page
    assert Invoice.objects.drafts().count() == 0


def test_the_month_is_issued_once_and_sent_once(owner: Client) -> None:
    before = Invoice.objects.count()
    page = close(owner, do="issue", month="2026-11", on="2026-11-02", client="")
    assert "Issued: F-2026-047, F-2026-048." in page
    assert Invoice.objects.issued().count() == before + 2
    assert "There was nothing left to issue." in close(owner, do="issue", month="2026-11", on="2026-11-02")
    queued = Delivery.objects.count()
    assert "2 e-mails are on their way." in close(owner, do="send", month="2026-11", on="2026-11-02")
    close(owner, do="send", month="2026-11", on="2026-11-02")
    assert Delivery.objects.count() == queued + 2


def test_one_client_is_drafted_then_issued(owner: Client) -> None:
    close(owner, do="draft", month="2026-11", on="2026-11-02", client="nordlys")
    draft = Invoice.objects.drafts().get()
    assert draft.client.key == "nordlys"
    page = owner.get(reverse("admin:billing_invoice_change", args=[draft.pk])).content.decode()
    assert f"{reverse(CLOSE)}?month=2026-11&amp;client=nordlys" in page
    close(owner, do="issue", month="2026-11", on="2026-11-02", client="nordlys")
    assert Invoice.objects.drafts().count() == 0
    assert Invoice.objects.issued().filter(month="2026-11").count() == 1


def test_a_day_to_come_is_refused_and_nothing_is_issued(owner: Client) -> None:
    before = Invoice.objects.count()
    assert "2026-11-03 is after today" in close(owner, do="issue", month="2026-11", on="2026-11-03")
    assert Invoice.objects.count() == before


def test_a_month_that_is_none_is_refused_at_its_field(owner: Client) -> None:
    answer = owner.get(reverse(CLOSE), {"month": "2026-13"})
    assert answer.status_code == 422


# ── invoices


def test_an_issued_invoice_is_read_only(owner: Client) -> None:
    record = invoice("nordlys")
    url = reverse("admin:billing_invoice_change", args=[record.pk])
    assert 'name="_save"' not in owner.get(url).content.decode()
    assert owner.post(url, {"number": "F-1"}).status_code == 403
    assert owner.post(reverse("admin:billing_invoice_delete", args=[record.pk]), {"post": "yes"}).status_code == 403
    assert Invoice.objects.get(pk=record.pk).number == record.number


def test_a_draft_is_thrown_away_with_its_lines_and_claims(owner: Client) -> None:
    close(owner, do="draft", month="2026-11", on="2026-11-02", client="nordlys")
    draft = Invoice.objects.drafts().get()
    owner.post(reverse("admin:billing_invoice_delete", args=[draft.pk]), {"post": "yes"})
    assert not Invoice.objects.drafts().exists()
    assert not BilledTime.objects.filter(invoice=draft.pk).exists()


def test_the_stored_document_is_served_byte_for_byte(owner: Client) -> None:
    record = invoice("nordlys")
    answer = owner.get(reverse("admin:billing_invoice_pdf", args=[record.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == record.document.sha256
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_draft_is_drawn_on_the_fly(owner: Client) -> None:
    close(owner, do="draft", month="2026-11", on="2026-11-02", client="nordlys")
    draft = Invoice.objects.drafts().get()
    answer = owner.get(reverse("admin:billing_invoice_pdf", args=[draft.pk]))
    assert answer.content.startswith(b"%PDF-")


def test_a_payment_is_recorded_and_the_rest_is_due(owner: Client) -> None:
    record = invoice("nordlys")
    post(owner, "billing_invoice_pay", record, on="2026-11-02", amount="600.00", means="transfer")
    assert str(still_due(record)) == "39.00"
    page = owner.get(reverse("admin:billing_invoice_changelist"), {"state": "open"}, headers={"accept-language": "en"})
    assert "€39.00" in page.content.decode()


def test_a_payment_of_nothing_is_refused_and_what_was_written_stays(owner: Client) -> None:
    record = invoice("nordlys")
    url = reverse("admin:billing_invoice_pay", args=[record.pk])
    answer = owner.post(url, {"on": "2026-11-02", "amount": "0", "means": "cash"})
    assert answer.status_code == 422
    assert '<option value="cash" selected' in answer.content.decode()
    assert not Payment.objects.exists()


def test_payments_are_added_and_never_edited(owner: Client) -> None:
    record = invoice("nordlys")
    data = {"invoice": record.pk, "on": "2026-11-02", "amount": "639.00", "means": "transfer"}
    assert owner.post(reverse("admin:billing_payment_add"), data).status_code == 302
    paid = Payment.objects.get()
    assert owner.post(reverse("admin:billing_payment_change", args=[paid.pk]), data).status_code == 403
    assert owner.post(reverse("admin:billing_payment_delete", args=[paid.pk]), {"post": "yes"}).status_code == 403


def test_a_credit_note_is_shown_first_then_issued_once(owner: Client) -> None:
    record = invoice("nordlys")
    url = reverse("admin:billing_invoice_credit", args=[record.pk])
    assert "€639.00" in owner.get(url, headers={"accept-language": "en"}).content.decode()
    assert not Invoice.objects.filter(kind="credit").exists()
    assert "is credited." in post(owner, "billing_invoice_credit", record)
    note = Invoice.objects.get(kind="credit")
    assert note.gross == -record.gross
    assert "is credited." in owner.get(reverse("admin:billing_invoice_history", args=[record.pk])).content.decode()
    assert "is already credited by" in post(owner, "billing_invoice_credit", record)


def test_an_invoice_without_an_address_is_not_sent(owner: Client) -> None:
    assert "has no e-mail address; add one." in post(owner, "billing_invoice_send", invoice("delaunay"))


def test_a_deposit_shows_what_its_invoice_would_lack_with_what_mends_it(owner: Client) -> None:
    mission = Agreement.objects.get(key="pixel-template")
    mission.earlier_deposits.all().delete()
    BilledMission.objects.filter(agreement=mission).delete()
    Customer.objects.filter(pk=mission.client_id).update(address={})
    asked = reverse("admin:clients_agreement_deposit", args=[mission.pk])
    page = owner.get(asked, headers={"accept-language": "en"}).content.decode()
    assert "Pixel &amp; Pin has no address; an invoice must carry it." in page
    assert f'href="{reverse("admin:clients_client_change", args=[mission.client_id])}"' in page


def test_a_deposit_is_refused_where_none_is_asked(owner: Client) -> None:
    mission = Agreement.objects.filter(kind="mission").first()
    assert mission is not None
    before = Invoice.objects.count()
    assert 'class="error"' in post(owner, "clients_agreement_deposit", mission)
    assert Invoice.objects.count() == before


# ── requests and hours


def open_request() -> ClientRequest:
    found = ClientRequest.objects.open().filter(client__key="brisvent", commitments=None).first()
    assert found is not None
    return found


def test_a_request_is_judged_committed_and_finished(owner: Client) -> None:
    asked = open_request()
    assert "Judged by the SOP." in post(owner, "requests_clientrequest_judge", asked)
    moment = {"at_0": "2026-11-02", "at_1": "08:30"}
    assert "Committed." in post(owner, "requests_clientrequest_commit", asked, **moment)
    assert asked.commitments.get().at.isoformat() == "2026-11-02T07:30:00+00:00"
    assert "is not after the earlier commitment" in post(owner, "requests_clientrequest_commit", asked, **moment)
    assert "Done." in post(owner, "requests_clientrequest_finish", asked)
    assert "it cannot be declined" in post(owner, "requests_clientrequest_decline", asked)


def test_a_request_is_entered_and_judged_at_once(owner: Client) -> None:
    client = Customer.objects.get(key="brisvent")
    agreement = client.agreements.get()
    data = {
        "client": client.pk,
        "agreement": agreement.pk,
        "subject": "Tarifs 2027",
        "tier": "",
        "channel": "email",
        "received_at_0": "2026-11-02",
        "received_at_1": "09:00",
        "wanted_by_0": "2026-11-02",
        "wanted_by_1": "11:00",
        "effort_minutes": "30",
        "service": "",
        "key": "",
    }
    owner.post(reverse("admin:requests_clientrequest_add"), data, headers={"accept-language": "en"})
    asked = ClientRequest.objects.get(key="tarifs-2027")
    assert asked.received_at.isoformat() == "2026-11-02T08:00:00+00:00"
    assert asked.assessments.get().verdict["urgent"] is True


def test_a_request_wanted_before_it_came_is_refused_at_its_field(owner: Client) -> None:
    asked = open_request()
    data = {"client": asked.client_id, "subject": "x", "received_at_0": "2026-11-02", "received_at_1": "09:00"}
    data |= {"wanted_by_0": "2026-11-01", "wanted_by_1": "09:00", "key": asked.key}
    answer = owner.post(reverse("admin:requests_clientrequest_change", args=[asked.pk]), data)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_the_timer_runs_and_is_stopped(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = open_request()
    post(owner, "requests_clientrequest_start_timer", asked)
    monkeypatch.setenv("VACRM_NOW", "2026-11-02T09:25:00+01:00")
    page = owner.get(reverse("admin:requests_timeentry_changelist"), headers={"accept-language": "en"})
    assert "Stop the timer for Atelier Brisvent" in page.content.decode()
    assert owner.get(reverse("admin:requests_timeentry_stop")).status_code == 405
    owner.post(reverse("admin:requests_timeentry_stop"))
    assert asked.time_entries.latest("id").minutes == 25


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ({"on": "2026-11-02", "minutes": "45"}, ("2026-11-02", 45)),
        (
            {
                "started_at_0": "2026-11-01",
                "started_at_1": "00:30",
                "ended_at_0": "2026-11-01",
                "ended_at_1": "01:10",
            },
            ("2026-11-01", 40),
        ),
    ],
    ids=["minutes on a day", "times, after midnight in Paris"],
)
def test_time_is_logged(owner: Client, written: dict[str, str], kept: tuple[str, int]) -> None:
    client = Customer.objects.get(key="brisvent")
    owner.post(reverse("admin:requests_timeentry_add"), {"client": client.pk, "billable": "on", "note": "n", **written})
    entry = TimeEntry.objects.get(note="n")
    assert (entry.on.isoformat(), entry.minutes) == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"on": "2026-11-02"}, "Write the day and the minutes, or both times."),
        ({"started_at_0": "2026-11-02", "started_at_1": "09:00"}, "Write both times, or the minutes alone."),
        ({"on": "2020-01-01", "minutes": "5", "agreement": "nordlys-pack"}, "is outside the agreement"),
    ],
    ids=["no minutes", "no end", "outside the agreement"],
)
def test_time_that_cannot_be_is_refused(owner: Client, written: dict[str, Any], said: str) -> None:
    client = Customer.objects.get(key="nordlys")
    if "agreement" in written:
        written = written | {"agreement": Agreement.objects.get(key=written["agreement"]).pk}
    url = reverse("admin:requests_timeentry_add")
    answer = owner.post(url, {"client": client.pk, "note": "n", **written}, headers={"accept-language": "en"})
    assert said in answer.content.decode()
    assert not TimeEntry.objects.filter(note="n").exists()


def test_a_billed_hour_is_read_only(owner: Client) -> None:
    entry = BilledTime.objects.filter(invoice__number__isnull=False).first()
    assert entry is not None
    url = reverse("admin:requests_timeentry_change", args=[entry.time_entry_id])
    assert owner.post(url, {"minutes": "1"}).status_code == 403


# ── clients and procedures


def test_a_client_moves_and_the_move_is_kept(owner: Client) -> None:
    client = Customer.objects.get(key="nordlys")
    post(owner, "clients_client_move", client, stage="paused", why="Congé")
    client.refresh_from_db()
    assert (client.stage, str(client.stage_since)) == ("paused", "2026-11-02")
    assert StageChange.objects.get(client=client).why == "Congé"


def test_a_client_is_entered_with_an_address_of_four_parts(owner: Client) -> None:
    data = {
        "name": "Maison Oriel",
        "key": "",
        "kind": "company",
        "stage": "lead",
        "source": "",
        "street": "3 rue du Port",
        "postcode": "29000",
        "city": "Quimper",
        "address_country": "FR",
        "language": "fr",
        "currency": "eur",
        "country": "fr",
        "siren": "",
        "vat_number": "",
        "email": "",
        "contacts-TOTAL_FORMS": "0",
        "contacts-INITIAL_FORMS": "0",
    }
    assert owner.post(reverse("admin:clients_client_add"), data).status_code == 302
    made = Customer.objects.get(key="maison-oriel")
    assert made.address == {"street": "3 rue du Port", "postcode": "29000", "city": "Quimper", "country": "FR"}
    assert (made.currency, made.country) == ("EUR", "FR")
    answer = owner.post(reverse("admin:clients_client_add"), {**data, "siren": "123456789"})
    assert "SIREN" in answer.content.decode()
    assert Customer.objects.filter(name="Maison Oriel").count() == 1


def test_an_agreement_says_what_it_lacks(owner: Client) -> None:
    client, version = Customer.objects.get(key="nordlys"), SopVersion.objects.get()
    data = {
        "client": client.pk,
        "key": "",
        "kind": "package",
        "sop": version.pk,
        "starts_on": "2026-12-01",
        "overage": "bill",
        "timing": "advance",
        "carry_over_order": "carried_first",
        "carry_over_months": "0",
        "carried_minutes": "0",
        "services_text": "nothing-like-it",
        "rates_text": "inbox: 40",
    }
    url = reverse("admin:clients_agreement_add")
    page = owner.post(url, data, headers={"accept-language": "en"}).content.decode()
    assert "This kind of agreement needs it." in page
    assert "“nothing-like-it” is not a service of the SOP" in page
    assert "“inbox: 40” is not a rate" in page
    good = data | {"price": "300", "included_minutes": "480", "rate": "38", "services_text": "inbox"}
    good |= {"rates_text": "inbox = 40,50", "deposit_percent": "30"}
    assert owner.post(url, good).status_code == 302
    made = Agreement.objects.get(key="nordlys-package")
    assert (made.services, made.rates, made.deposit) == (["inbox"], {"inbox": "40.50"}, {"percent": "30"})
    assert str(made.overage_rate) == "38.00"


def test_procedures_are_revised_compared_and_published(owner: Client) -> None:
    version = SopVersion.objects.get()
    assert "The next version is a draft." in post(owner, "sops_sopversion_revise", version)
    draft = SopVersion.objects.drafts().get()
    url = reverse("admin:sops_sopversion_change", args=[draft.pk])
    toml = owner.get(url).context["adminform"].form.fields["toml"].initial
    assert "notice_hours = 24" in toml
    data = {"title": "Mes règles", "effective_on": "2026-11-02"}
    bad = owner.post(url, {**data, "toml": toml.replace("notice_hours = 24", "notice_hours = 24.5\nsurprise = 1")})
    page = bad.content.decode()
    assert "urgency.notice_hours: " in page
    assert "urgency.surprise: is not a known key" in page
    assert "surprise = 1" in page  # nothing is lost
    assert owner.post(url, {**data, "toml": toml.replace("reply_hours = 8", "reply_hours = 6")}).status_code == 302
    shown = owner.get(reverse("admin:sops_sopversion_publish", args=[draft.pk]), headers={"accept-language": "en"})
    assert "within 6 hours" in shown.content.decode()
    post(owner, "sops_sopversion_publish", draft)
    draft.refresh_from_db()
    assert draft.state == "published"
    assert owner.post(url, data).status_code == 403


def test_a_published_version_is_read_only(owner: Client) -> None:
    version = SopVersion.objects.get()
    url = reverse("admin:sops_sopversion_change", args=[version.pk])
    assert owner.post(url, {"title": "other"}).status_code == 403
    assert owner.post(reverse("admin:sops_sopversion_delete", args=[version.pk]), {"post": "yes"}).status_code == 403


def test_what_if_judges_and_keeps_nothing(owner: Client) -> None:
    version, before = SopVersion.objects.get(), ClientRequest.objects.count()
    asked = {"received_at": "2026-11-02T09:00", "wanted_by": "2026-11-02T12:00", "effort_minutes": "30"}
    page = post(owner, "sops_sopversion_what_if", version, **asked)
    assert "Surcharge of 50%" in page
    wrong = post(owner, "sops_sopversion_what_if", version, **{**asked, "wanted_by": "2026-11-01T12:00"})
    assert "is at or before the moment of reception" in wrong
    assert ClientRequest.objects.count() == before


def test_the_business_keeps_its_numbers_right(owner: Client) -> None:
    business = Business.objects.get()
    url = reverse("admin:sops_business_change", args=[business.pk])
    form = owner.get(url).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields if name not in ("logo_file", "remove_logo")}
    assert owner.post(url, {**data, "phone": "+33 6 39 98 00 00"}).status_code == 302
    business.refresh_from_db()
    assert business.phone == "+33 6 39 98 00 00"
    assert business.address["city"] == "Nantes"
    assert "IBAN" in owner.post(url, {**data, "iban": "FR7630099000010000012345602"}).content.decode()
