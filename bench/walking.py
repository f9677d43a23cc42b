"""Every address of the shop floor that can be looked at, with a row to look at: the one with the most behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bench.rows import NoRow, arguments

# Where a page is seen once more, otherwise than it first opens: the name, and what stands behind the question mark.
VIEWS = (
    ("clients:client-list", "q=maison"),
    ("requests:request-list", "q=dossier"),
    ("requests:request-list", "show=late"),
    ("requests:request-list", "show=done&page=9"),
    ("billing:invoice-list", "status=overdue"),
    ("billing:invoice-list", "q=atelier&sort=-gross"),
    ("billing:invoice-list", "page=9"),
    ("billing:quote-list", "state=declined"),
    ("clients:pipeline", "source=site"),
    ("clients:pipeline-table", "page=2"),
    ("clients:pipeline-report", "year=2025"),
    ("clients:meeting-list", "page=2"),
    ("find", "q=maison"),
    ("billing:report-list", "year=2025"),
)
# The workshop and the door are not looked at; nor are the business, or a client, as a file: a download is no page.
NOT_OURS = ("admin:", "set_language", "logout", "login", "health", "seeds:pack-", "seeds:hand-over-")


@dataclass(frozen=True, slots=True)
class Address:
    """A page: the name it goes by, and where it is."""

    name: str
    url: str


def addresses(on: date) -> list[Address]:
    """All addresses that answer to GET, on a day. Pages of unknown rows are left out (see `unknown`)."""
    found = []
    for name, keys in patterns():
        try:
            found += [Address(name + mark, url) for mark, url in _urls(name, keys, on)]
        except NoRow:
            continue
    plain = {each.name: each.url for each in found}
    found += [Address(f"{name} ?{query}", f"{plain[name]}?{query}") for name, query in VIEWS if name in plain]
    return sorted(found, key=lambda each: each.name)


def _urls(name: str, keys: list[str], on: date) -> Iterator[tuple[str, str]]:
    """The addresses of a name: one, or for reports each."""
    if keys == ["name"] and "report-" in name:
        from billing.reports.index import REPORTS

        yield from ((f" {key}", reverse(name, kwargs={"name": key})) for key in REPORTS)
        return
    yield "", reverse(name, kwargs=arguments(name, keys, on))


def unknown(on: date) -> list[str]:
    """The names of the pages whose row nobody can choose here yet."""
    missing = []
    for name, keys in patterns():
        try:
            list(_urls(name, keys, on))
        except NoRow:
            missing.append(name)
    return missing


def patterns() -> Iterator[tuple[str, list[str]]]:
    """The full names of our addresses, each with what it asks for."""
    for name, pattern in _walk(get_resolver().url_patterns, ""):
        if not name.startswith(NOT_OURS):
            yield name, list(pattern.pattern.converters)


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inside = f"{before}{each.namespace}:" if each.namespace else before
            yield from _walk(each.url_patterns, inside)
        elif each.name:
            yield before + each.name, each
