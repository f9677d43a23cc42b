"""Reports on pages: charts with words, the table behind each, and the file for a spreadsheet."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Invoice
from billing.reports.index import REPORTS
from clients.models import Client as Customer
from tests.test_house_pages import inline_parts

NAMES = list(REPORTS)


def address(name: str, **asked: Any) -> str:
    return reverse("billing:report-detail", args=[name]) + (f"?year={asked['year']}" if asked else "")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", NAMES)
def test_every_report_has_a_chart_with_words_and_a_table(owner: Client, name: str, language: str) -> None:
    with CaptureQueriesContext(connection) as statements:
        answer = owner.get(address(name), headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{language}"' in page
    assert inline_parts(page) == []
    assert len(statements) <= 15
    assert "<table" in page
    assert re.search(
        r"<svg[^>]*aria-labelledby=\"c-1\"[^>]*><title id=\"c-1\">[^<]+</title>|<ol[^>]*aria-label=\"[^\"]+\"", page
    )
    assert "&lt;span" not in page


@pytest.mark.parametrize("name", NAMES)
def test_htmx_gets_the_part_alone_with_its_sentence(owner: Client, name: str) -> None:
    answer = owner.get(address(name), headers={"hx-request": "true"})
    part = answer.content.decode()
    assert part.lstrip().startswith('<div id="report">')
    assert "<html" not in part
    assert 'role="status"' in part
    assert "HX-Request" in answer.headers["Vary"]


def test_the_first_report_is_the_revenue(owner: Client) -> None:
    page = owner.get(reverse("billing:report-list")).content.decode()
    assert "Revenue in EUR" in page
    total = sum(invoice.net for invoice in Invoice.objects.issued() if invoice.currency == "EUR")
    assert f"{total:,}" in page


def test_an_empty_report_says_what_is_true_and_the_next_step(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2027-02-01T09:00:00+01:00")
    page = owner.get(address("revenue")).content.decode()
    assert "Nothing was invoiced in 2027." in page
    assert f'href="{reverse("billing:month")}"' in page
    assert "CSV" not in page
    earlier = owner.get(address("revenue", year=2026)).content.decode()
    assert '<option value="2026" selected>' in earlier


@pytest.mark.parametrize("year", ["1999", "soon", "20 26", "-1"])
def test_a_year_that_is_none_is_refused_by_its_field(owner: Client, year: str) -> None:
    answer = owner.get(address("revenue", year=year))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is nothing of that year" in page
    assert 'aria-invalid="true"' in page
    assert "Revenue in EUR" in page, "the present year is shown"


def table(owner: Client, name: str, language: str) -> tuple[Any, list[list[str]]]:
    answer = owner.get(reverse("billing:report-export", args=[name]), headers={"accept-language": language})
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return answer, list(csv.reader(StringIO(text[1:]), delimiter=";" if language == "fr" else ","))


@pytest.mark.parametrize("name", NAMES)
def test_the_file_says_what_the_page_says(owner: Client, name: str) -> None:
    answer, (heads, *rows) = table(owner, name, "en")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{name}-2026')
    assert heads[0] == "Client"
    assert rows
    assert {len(row) for row in rows} == {len(heads)}
    assert "All clients" not in [row[0] for row in rows]


def test_a_french_spreadsheet_gets_semicolons_and_decimal_commas(owner: Client) -> None:
    _answer, (heads, *rows) = table(owner, "revenue", "fr")
    assert heads[:2] == ["Client", "Devise"]
    assert all(re.fullmatch(r"-?\d+,\d\d", row[2]) for row in rows)
    _answer, (_heads, *hours) = table(owner, "hours", "fr")
    assert all(re.fullmatch(r"\d+,\d{4}", row[-1]) for row in hours)


def test_a_name_is_never_a_formula(owner: Client) -> None:
    customer = Invoice.objects.issued().filter(gross__gt=0).first()
    assert customer is not None
    Customer.objects.filter(pk=customer.client_id).update(name='=HYPERLINK("//evil.example","x")')
    for name in NAMES:
        _answer, rows = table(owner, name, "en")
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_the_list_of_invoices_exports_what_it_shows(owner: Client) -> None:
    invoice = Invoice.objects.issued().first()
    assert invoice is not None
    query = f"?q={invoice.number}&status=&page=1"
    page = owner.get(reverse("billing:invoice-list") + query).content.decode()
    (link,) = re.findall(rf'href="({reverse("billing:invoice-export")}[^"]*)"', page)
    assert f"q={invoice.number}" in link
    assert "page=" not in link
    answer: Any = owner.get(link.replace("&amp;", "&"))
    text = answer.getvalue().decode()
    assert [row[0] for row in csv.reader(StringIO(text[1:]))][1:] == [invoice.number]


@pytest.mark.parametrize("name", NAMES)
def test_reports_are_looked_at_and_nothing_else(owner: Client, name: str) -> None:
    assert owner.post(address(name)).status_code == 405
    assert owner.post(reverse("billing:report-export", args=[name])).status_code == 405


def test_strangers_are_sent_to_the_login(db: None) -> None:
    for name in NAMES:
        for page in ("report-detail", "report-export"):
            answer = Client().get(reverse(f"billing:{page}", args=[name]))
            assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("login"))


def test_a_report_that_does_not_exist_is_not_found(owner: Client) -> None:
    assert owner.get("/reports/fortune/").status_code == 404
