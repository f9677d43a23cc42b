"""The settings with the demonstration in them: business, numbers, mail and goals."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as current
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from billing import numbering
from billing.aiming import aim, aimed, of_the_month
from billing.models import Invoice, Series
from billing.revenue import aimed_and_earned
from sops.models import Business
from tests.live import free_port
from tests.test_house_pages import inline_parts

BUSINESS, NUMBERING, MAIL, GOALS = (
    f"billing:{name}" for name in ("business-edit", "numbering-edit", "mail-detail", "goal-edit")
)
SAMPLE = "billing:business-sample"
PAGES = ["settings", BUSINESS, NUMBERING, MAIL, GOALS]
HTMX = {"hx-request": "true"}


def plain(page: str) -> str:
    """The words of a page, with ordinary blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")


def typed(client: Client, name: str) -> dict[str, Any]:
    """What the form of a page holds, as a browser would send it back."""
    form = client.get(reverse(name)).context["form"]
    found = {each.html_name: each.value() for each in form}
    return {key: value for key, value in found.items() if value not in (None, False) and key != "logo_file"}


def picture(kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 20), "green").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_answers_in_both_languages_with_few_statements(owner: Client, name: str, language: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = owner.get(reverse(name), headers={"accept-language": language})
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert inline_parts(page) == []
    assert page.count("btn-primary") <= 1
    assert len(asked) <= 15


@pytest.mark.parametrize("name", ["billing:business-read", "billing:numbering-read", "billing:mail-try"])
def test_what_is_read_or_done_is_not_a_link(owner: Client, name: str) -> None:
    assert owner.get(reverse(name)).status_code == 405
    assert Client().post(reverse(name)).status_code == 302


# ── The business ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_typed_is_kept_and_what_is_issued_stays(owner: Client) -> None:
    before = [invoice.frozen for invoice in Invoice.objects.issued()]
    sent = typed(owner, BUSINESS) | {"phone": "06 00 00 00 00", "iban": "FR76 3000 6000 0112 3456 7890 189"}
    answer = owner.post(reverse(BUSINESS), sent, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    kept = Business.objects.get()
    assert (kept.phone, kept.iban) == ("06 00 00 00 00", "FR7630006000011234567890189")
    assert [invoice.frozen for invoice in Invoice.objects.issued()] == before


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("iban", "FR76 3000 6000 0112 3456 7890 18", "One character is missing"),
        ("siret", "123", "14"),
        ("vat_number", "FR00", "a French VAT number has 13"),
        ("email", "nobody", "valid email"),
        ("name", "", "required"),
        ("currency", "euro", "currency"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(owner: Client, field: str, value: str, said: str) -> None:
    before = Business.objects.values().get()
    answer = owner.post(reverse(BUSINESS), typed(owner, BUSINESS) | {"phone": "typed", field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert said in plain(page) or field == "currency"
    assert 'value="typed"' in page
    assert Business.objects.values().get() == before


def test_numbers_are_read_while_they_are_typed(owner: Client) -> None:
    sent = typed(owner, BUSINESS) | {"iban": "FR76 3000 6000 0112 3456 7890 18"}
    part = owner.post(reverse("billing:business-read"), sent, headers=HTMX).content.decode()
    assert "<html" not in part
    assert "an IBAN of France has 27, this one has 26" in plain(part)
    assert 'id="told-iban"' in part
    assert "hx-swap-oob" in part
    assert 'id="business-read"' in part
    assert Business.objects.get().iban != "FR76300060000112345678901"


def test_what_is_missing_is_said_with_what_it_holds_back(owner: Client) -> None:
    Business.objects.update(address={}, siren="", siret="")
    page = plain(owner.get(reverse(BUSINESS)).content.decode())
    assert "Missing: the street and the town" in page
    assert "Missing: the SIREN or SIRET" in page
    assert "held back by the month" in page
    front = plain(owner.get(reverse("settings")).content.decode())
    assert "2 things are missing" in front


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_kept_shown_on_the_sample_and_removed(owner: Client, kind: str) -> None:
    file = SimpleUploadedFile("logo", picture(kind))
    owner.post(reverse(BUSINESS), typed(owner, BUSINESS) | {"logo_file": file})
    assert bytes(Business.objects.get().logo) == picture(kind)
    answer = owner.get(reverse(SAMPLE))
    assert len(PdfReader(io.BytesIO(answer.content)).pages[0].images) == 1
    owner.post(reverse(BUSINESS), typed(owner, BUSINESS) | {"remove_logo": "on"})
    assert bytes(Business.objects.get().logo) == b""


@pytest.mark.parametrize(
    ("content", "said"), [(b"<svg/>", "no PNG or JPEG"), (picture() + b"0" * 2_100_000, "larger than 2 MB")]
)
def test_another_file_is_no_logo(owner: Client, content: bytes, said: str) -> None:
    file = SimpleUploadedFile("logo.png", content, "image/png")
    answer = owner.post(reverse(BUSINESS), typed(owner, BUSINESS) | {"logo_file": file})
    assert answer.status_code == 422
    assert said in plain(answer.content.decode())
    assert not Business.objects.get().logo


def test_the_sample_is_seen_with_what_is_typed_before_it_is_kept(owner: Client) -> None:
    before = Business.objects.values().get()
    words = typed(owner, BUSINESS) | {"tagline": "Calm back-offices", "iban": "FR00 wrong", "name": ""}
    answer = owner.post(reverse(SAMPLE), words | {"logo_file": SimpleUploadedFile("logo", picture())})
    sheet = PdfReader(io.BytesIO(answer.content)).pages[0]
    assert len(sheet.images) == 1
    text = sheet.extract_text().replace("\u00a0", " ")
    assert "Calm back-offices" in text
    assert before["name"] in text, "what is not right is drawn as it was"
    assert Business.objects.values().get() == before


def test_the_sample_is_seen_without_the_logo_that_is_to_go(owner: Client) -> None:
    Business.objects.update(logo=picture())
    answer = owner.post(reverse(SAMPLE), typed(owner, BUSINESS) | {"remove_logo": "on"})
    assert len(PdfReader(io.BytesIO(answer.content)).pages[0].images) == 0
    assert Business.objects.get().logo


def test_a_sample_can_be_seen_before_there_is_a_business(owner: Client) -> None:
    Business.objects.all().delete()
    words = {"name": "Studio Lune", "country": "FR", "currency": "EUR", "language": "fr", "vat_regime": "franchise"}
    answer = owner.post(reverse(SAMPLE), words)
    assert "Studio Lune" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert owner.post(reverse(SAMPLE), {"name": ""}).headers["Content-Type"] == "application/pdf"
    assert not Business.objects.exists()


@pytest.mark.parametrize(("language", "said"), [("en", "no PNG or JPEG"), ("fr", "Ce n’est pas une image PNG")])
def test_a_file_that_is_no_picture_is_told_in_place_of_the_sample(owner: Client, language: str, said: str) -> None:
    words = typed(owner, BUSINESS) | {"logo_file": SimpleUploadedFile("logo.png", b"<svg/>", "image/png")}
    answer = owner.post(reverse(SAMPLE), words, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in plain(page)
    assert inline_parts(page) == []
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("regime", ["franchise", "cash", "debits", "none"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_sample_is_drawn_as_invoices_are_and_takes_no_number(owner: Client, regime: str, language: str) -> None:
    Business.objects.update(vat_regime=regime, language=language)
    before = list(Series.objects.values())
    answer = owner.get(reverse(SAMPLE))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().replace("\u00a0", " ")
    assert Business.objects.get().name in text
    assert ("570.00" if language == "en" else "570,00") in text
    assert ("293 B" in text) == (regime == "franchise")
    assert list(Series.objects.values()) == before


def test_every_country_is_offered_by_its_name_and_ones_own_is_chosen(owner: Client) -> None:
    page = owner.get(reverse(BUSINESS), headers={"accept-language": "fr"}).content.decode()
    assert '<option value="FR" selected>France</option>' in page
    assert '<option value="DE">Allemagne</option>' in page
    answer = owner.post(reverse(BUSINESS), typed(owner, BUSINESS) | {"address_country": "XX"})
    assert answer.status_code == 422
    assert "address_country" in answer.context["form"].errors


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────


def test_the_next_number_is_shown_and_no_longer_chosen(owner: Client) -> None:
    page = plain(owner.get(reverse(NUMBERING)).content.decode())
    last = numbering.last_number()
    assert last
    assert f"after {last} the law wants one unbroken run" in page
    assert "next_number" not in owner.get(reverse(NUMBERING)).context["form"].fields
    owner.post(reverse(NUMBERING), {"pattern": "F{year}-{seq:04}", "next_number": "900"})
    assert Business.objects.get().next_number != 900


def test_another_pattern_counts_from_the_next_invoice_on(owner: Client) -> None:
    before = numbering.next_numbers(Business.objects.get(), date(2026, 11, 2), 1)[0]
    answer = owner.post(reverse(NUMBERING), {"pattern": "VA-{year}-{seq:03}"}, follow=True)
    seq = int(before.rpartition("-")[2])
    assert f"the next invoice is VA-2026-{seq:03}" in plain(answer.content.decode())


@pytest.mark.parametrize(("pattern", "said"), [("F-{seq}", "keep {year}"), ("F{year}", "no valid invoice numbers")])
def test_a_pattern_that_would_break_the_run_is_refused(owner: Client, pattern: str, said: str) -> None:
    before = Business.objects.get().number_pattern
    answer = owner.post(reverse(NUMBERING), {"pattern": pattern})
    assert answer.status_code == 422
    assert said in plain(answer.content.decode())
    assert f'value="{pattern}"' in answer.content.decode()
    assert Business.objects.get().number_pattern == before


def test_numbers_to_come_are_shown_while_typing(owner: Client) -> None:
    sent = {"pattern": "ZZ{year}/{seq:05}"}
    part = owner.post(reverse("billing:numbering-read"), sent, headers=HTMX).content.decode()
    assert part.lstrip().startswith('<div id="numbering-read"')
    assert "ZZ2026/000" in part
    assert "Next year begins again with ZZ2027/00001" in part
    wrong = owner.post(reverse("billing:numbering-read"), {"pattern": "no"}, headers=HTMX).content.decode()
    assert "no valid invoice numbers" in plain(wrong)


# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_server_the_test_becomes_a_file(owner: Client, tmp_path: Path, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "vacrm.post.folder.FolderMailer", "OPTIONS": {"folder": tmp_path}}}
    part = owner.post(reverse("billing:mail-try"), {"to": "me@nadia.example"}, headers=HTMX).content.decode()
    assert part.lstrip().startswith('<section id="mail-test"')
    assert "written into a file" in part
    assert b"A test message" in next(tmp_path.glob("*.eml")).read_bytes()


class Refusing:
    """A mail server that takes one mailbox and refuses every other."""

    async def handle_RCPT(  # noqa: N802  the name is the library's
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not address.startswith("me@"):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return "250 2.0.0 Queued as 4711"


def smtp(port: int) -> dict[str, Any]:
    options = {"host": "127.0.0.1", "port": port, "username": "", "password": "", "use_tls": False, "use_ssl": False}
    return {"default": {"BACKEND": "vacrm.post.smtp.SmtpMailer", "OPTIONS": {**options, "timeout": 60}}}


@pytest.mark.parametrize(
    ("to", "said", "words"),
    [
        ("me@nadia.example", "The server took the message", "250 2.0.0 Queued as 4711"),
        ("other@nadia.example", "The server refused it", "550 5.1.1 No such mailbox here"),
    ],
)
def test_the_servers_own_words_are_shown(owner: Client, settings: Any, to: str, said: str, words: str) -> None:
    server = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    settings.MAILERS, settings.MAIL_CONFIGURED = smtp(server.port), True
    server.start()
    try:
        page = owner.post(reverse("billing:mail-try"), {"to": to}).content.decode()
    finally:
        server.stop()
    assert "<html" in page
    assert said in page
    assert words in plain(page)


def test_a_server_that_is_not_there_is_said(owner: Client, settings: Any) -> None:
    settings.MAILERS, settings.MAIL_CONFIGURED = smtp(free_port()), True
    page = plain(owner.post(reverse("billing:mail-try"), {"to": "me@nadia.example"}).content.decode())
    assert "It did not leave" in page
    assert "refused" in page, "the system’s own words"
    shown = plain(owner.get(reverse(MAIL)).content.decode())
    assert "names and passwords travel in clear" in shown


def test_mail_that_is_held_back_does_not_leave_as_a_test_either(owner: Client, settings: Any, tmp_path: Path) -> None:
    settings.MAILERS, settings.MAIL_CONFIGURED = smtp(free_port()), True
    settings.MAIL_HOLDS, settings.VACRM_MAIL_DIR = ["tests.pages.test_settings.always"], tmp_path
    page = plain(owner.post(reverse("billing:mail-try"), {"to": "me@nadia.example"}).content.decode())
    assert "written into a file" in page
    assert len(list((tmp_path / "held").glob("*.eml"))) == 1


def always() -> bool:
    """A reason to hold all mail back."""
    return True


def test_a_test_goes_to_an_address(owner: Client) -> None:
    answer = owner.post(reverse("billing:mail-try"), {"to": "nobody"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.content.decode()


def test_the_page_tells_who_signs_and_never_the_password(owner: Client, settings: Any) -> None:
    options = smtp(25)["default"]["OPTIONS"] | {"username": "nadia", "password": "verysecret", "use_tls": True}
    settings.MAILERS = {"default": {"BACKEND": "vacrm.post.smtp.SmtpMailer", "OPTIONS": options}}
    settings.MAIL_CONFIGURED = True
    page = owner.get(reverse(MAIL)).content.decode()
    assert Business.objects.get().email in page
    assert "STARTTLS" in page
    assert "verysecret" not in page
    assert str(current.SECRET_KEY) not in page


# ── Goals, and Today ─────────────────────────────────────────────────────────────────────────────


def test_goals_are_typed_as_people_write_them(owner: Client) -> None:
    owner.post(reverse(GOALS), {"monthly": "5 000,50", "yearly": ""})
    assert aimed()[0].monthly == Decimal("5000.50")
    answer = owner.post(reverse(GOALS), {"monthly": "much", "yearly": "-4"})
    assert answer.status_code == 422
    assert {"monthly", "yearly"} <= set(answer.context["form"].errors)
    assert 'value="much"' in answer.content.decode()
    assert aimed()[0].monthly == Decimal("5000.50")


def test_the_week_is_a_rule_and_leads_to_it(owner: Client) -> None:
    page = owner.get(reverse(GOALS)).content.decode()
    assert re.search(r"Your week holds \d+ hours", page)
    assert reverse("sops:sop-detail") in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_today_sets_the_year_against_its_goal(owner: Client, language: str) -> None:
    chart = aimed_and_earned(date(2026, 11, 2))[2]
    assert chart is not None
    aim(monthly=None, yearly=chart["year"] + 1000)
    page = plain(owner.get("/", headers={"accept-language": language}).content.decode())
    said = "€1,000.00 are missing: €500.00 a month" if language == "en" else "Il manque 1 000,00 € : 500,00 € par mois"
    assert said in page.replace("\u202f", " ")
    aim(monthly=None, yearly=chart["year"])
    assert "Reached." in plain(owner.get("/", headers={"accept-language": "en"}).content.decode())


def test_today_sets_the_month_against_its_goal(owner: Client) -> None:
    aim(monthly=Decimal("100000.00"), yearly=None)
    page = plain(owner.get(reverse("billing:unbilled")).content.decode())
    assert "of the €100,000.00 you aim for" in page
    found = of_the_month(aimed()[0], "2026-10", "EUR", Decimal(0))
    assert found is not None
    euros = Invoice.objects.standing().filter(month="2026-10", currency="EUR")
    assert found.reached == sum(invoice.net for invoice in euros)


def test_without_a_goal_today_only_offers_one(owner: Client) -> None:
    page = owner.get("/").content.decode()
    assert "Set a revenue goal" in page
    assert "The goal of" not in page
    aim(monthly=Decimal("1.00"), yearly=None)
    assert "Set a revenue goal" not in owner.get("/").content.decode()
