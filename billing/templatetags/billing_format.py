"""What invoices look like on pages: quantities, states in a word, and the page that mends what is warned of."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString

from billing.reports.sheets import MINUTES, MONEY, Cell, Head, Row, Sheet
from billing.reviewing import Sum
from billing.storing import plain
from billing.wording import STATUS_NAMES, language, month_name
from sops.wording.names import MEANS
from vacrm import addresses
from vacrm.desk.showing import address_of
from vacrm.paper import figures
from vacrm.templatetags.vacrm_format import duration, money, money_text

register = template.Library()

MANY = 8  # columns of a report
# Amber waits for her, red is late; paid and done are simply quiet.
_CHIPS = {"draft": "chip-warn", "issued": "chip-warn", "overdue": "chip-late"}
_PAGES = {"clients.client": "clients:client-detail", "requests.clientrequest": "requests:request-detail"}


@register.filter
def status_name(status: str) -> str:
    """A status in a word."""
    return str(STATUS_NAMES[status])


@register.filter
def status_chip(status: str) -> str:
    """The class of its chip."""
    return _CHIPS.get(status, "")


@register.filter
def quantity(value: Decimal, unit: str) -> str:
    """A quantity as invoices write it: “1.50 h”, “2”."""
    return figures.quantity(value.normalize(), unit, language())


@register.filter
def month(text: str) -> str:
    """A month in words; empty stays empty."""
    return month_name(text) if text else ""


@register.filter
def means(code: str) -> str:
    """How something was paid."""
    return str(MEANS.get(code, code))


@register.filter
def mends(target: tuple[str, int] | None) -> str:
    """The page where what a warning speaks of is mended; empty when nothing is to be opened."""
    if target is None:
        return ""
    label, pk = target
    return page_of(label.lower(), pk) or address_of(label, pk)


def page_of(label: str, pk: Any) -> str:
    """The page of a record, where its room has one."""
    try:
        return addresses.of(_PAGES[label], pk)
    except (KeyError, NoReverseMatch):
        return ""


@register.filter
def client_url(client: Any) -> str:
    """The page of a client."""
    return page_of("clients.client", client.pk) or address_of("clients.client", client.pk)


@register.filter
def request_url(client_request: Any) -> str:
    """The page of a request."""
    return page_of("requests.clientrequest", client_request.pk) or address_of(
        "requests.clientrequest", client_request.pk
    )


@register.filter
def totals(sums: Iterable[Sum]) -> str:
    """The sum in each currency, as plain text."""
    return " + ".join(money_text(each.gross, each.currency) for each in sums)


@register.filter
def totals_shown(sums: Iterable[Sum]) -> str:
    """The sum in each currency, covered when amounts are hidden."""
    return format_html_join(" + ", "{}", ((money(each.gross, each.currency),) for each in sums))


@register.filter
def same(one: Any, other: Any) -> bool:
    """Are two ids the same?"""
    return bool(one == other)


@register.filter
def price(amount: Decimal, currency: str) -> str:
    """A unit price with as many decimals as it has, two at least."""
    return money(plain(amount), currency)


@register.filter
def report_cells(row: Row, sheet: Sheet) -> SafeString:
    """The cells of a line of a report under their heads, as the reader writes them, empty where there is none.

    Written at once: a report has hundreds of cells, and a template takes longest for each.
    """
    spoken, opened = language(), _opened(sheet.heads)
    return SafeString(
        "".join(
            f"{begins}{_report_cell(value, head.kind, sheet.currency, spoken if len(opened) > MANY else '')}</td>"
            for begins, value, head in zip(opened, row.cells, sheet.heads, strict=True)
        )
    )


@lru_cache(maxsize=100)
def _opened(heads: tuple[Head, ...]) -> tuple[str, ...]:
    """The beginnings of cells. A phone shows one beside the name: the sum, which stands last, or before many months."""
    main = 0 if len(heads) > MANY else len(heads) - 1
    return tuple(
        format_html('<td class="r{}" data-head="{}">', " up" if place == main else "", head.name)
        for place, head in enumerate(heads)
    )


def _report_cell(value: Cell, kind: str, currency: str, bare: str) -> SafeString:
    """One cell; where many stand side by side, amounts leave their currency to the heading (`bare`: a language)."""
    if value is None:
        return SafeString("")
    if kind == MINUTES:
        return escape(duration(int(value)))
    if kind == MONEY:
        return _bare(Decimal(value), bare) if bare else conditional_escape(money(Decimal(value), currency))
    return escape(str(value))


@lru_cache(maxsize=2000)
def _bare(amount: Decimal, spoken: str) -> SafeString:
    return format_html('<span class="amount num">{}</span>', figures.number(amount, spoken, least=2))
