"""Every address of the shop floor that can be looked at, with a row to look at: the one with the most behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Where a page is seen once more, otherwise than it first opens: the name, and what stands behind the question mark.
VIEWS = (
    ("clients:client-list", "q=maison"),
    ("requests:request-list", "q=dossier"),
    ("requests:request-list", "show=late"),
    ("requests:request-list", "show=done&page=9"),
    ("billing:invoice-list", "status=overdue"),
    ("billing:invoice-list", "q=atelier&sort=-gross"),
    ("billing:invoice-list", "page=9"),
    ("find", "q=maison"),
    ("billing:report-list", "year=2025"),
)
CHOSEN = {"slug": "scope", "name": "revenue"}  # the longest chapter of the procedures, a report
# The workshop and the door are not looked at; nor are the business, or a client, as a file: a download is no page.
NOT_OURS = ("admin:", "set_language", "logout", "login", "health", "seeds:pack-", "seeds:hand-over-")


class NoRow(LookupError):
    """A page of a kind of row that this module does not know, or that the database has none of."""


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
    yield "", reverse(name, kwargs=_arguments(name, keys, on))


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


def _arguments(name: str, keys: list[str], on: date) -> dict[str, Any]:
    """What an address asks for."""
    noun = "client" if name == "requests:time-cell" else name.rpartition(":")[2].partition("-")[0]
    return {key: _argument(key, noun, on) for key in keys}


def _argument(key: str, noun: str, on: date) -> Any:
    if key == "month":
        return f"{on:%Y-%m}"
    if key == "on":
        return on.isoformat()
    if key == "year":
        return on.year - 1
    if key == "key" and noun == "month":
        return _owing(on)
    if key == "pk":
        return _row(noun).pk
    if key == "number" and noun == "version":
        return _row("sop").number  # type: ignore[attr-defined]
    if key in CHOSEN:
        return CHOSEN[key]
    raise NoRow(f"{noun} by {key}")


def _row(noun: str) -> Model:
    """The row of a kind with the most behind it."""
    from billing.models import Invoice, Quote
    from clients.models import Agreement, Client
    from requests.models import ClientRequest, TimeEntry
    from sops.models import SopVersion
    from vacrm.post.models import Delivery

    issued = Invoice.objects.standing().filter(kind="invoice", delivery__isnull=False, payments__isnull=False)
    rows: dict[str, Any] = {
        "client": Client.objects.filter(stage="active").annotate(size=Count("time_entries")).order_by("-size", "pk"),
        "agreement": Agreement.objects.annotate(size=Count("time_entries")).order_by("-size", "pk"),
        "request": ClientRequest.objects.annotate(size=Count("time_entries")).order_by("-size", "pk"),
        "time": TimeEntry.objects.filter(billed__isnull=True, minutes__isnull=False).order_by("-on", "-pk"),
        "invoice": issued.annotate(size=Count("lines", distinct=True)).order_by("-size", "pk"),
        "sop": SopVersion.objects.order_by("-number"),
        "version": SopVersion.objects.order_by("-number"),
        "delivery": Delivery.objects.order_by("-pk"),
        "quote": Quote.objects.annotate(size=Count("lines")).order_by("-size", "pk"),
    }
    rows["payment"] = rows["credit"] = rows["invoice"]
    rows["bill"] = rows["client"]
    rows["bill"] = rows["client"]
    found = rows[noun].first() if noun in rows else None
    if found is None:
        raise NoRow(noun)
    return found  # type: ignore[no-any-return]


def _owing(on: date) -> str:
    """The key of a client who will be billed for the month."""
    from requests.models import TimeEntry

    recent = TimeEntry.objects.filter(on__gt=on - timedelta(days=31), on__lte=on, agreement__kind="hourly")
    found = recent.values_list("client__key", flat=True).first()
    if found is None:
        raise NoRow("client with hours")
    return str(found)
