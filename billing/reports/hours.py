"""Hours by client and category of service: all that was worked, billable or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.reports.charting import bars
from billing.reports.sheets import MINUTES, Head, Report, Row, Sheet, summed
from billing.reports.years import first_and_last
from billing.templatetags.billing_format import page_of
from requests.models import TimeEntry
from sops.models import SopVersion
from sops.wording.names import CATEGORIES, named
from vacrm.templatetags.vacrm_format import duration

NONE = ""  # the category of work without a request, or for a service that no version names

type Minutes = dict[str, int]  # by category


def report(year: int, on: date) -> Report:
    """The hours of a year."""
    clients, unbillable = _read(year)
    whole = sum(sum(minutes.values()) for minutes in clients.values())
    counted = _(
        "All time worked in the year, billable or not. The category is that of the requested service, as your SOP "
        "puts it; work without a request, or without a service, stands under “no service”."
    )
    sheets = _sheets(clients) if whole else ()
    return Report("hours", _lede(year, whole, unbillable, clients), sheets, counted)


def _read(year: int) -> tuple[dict[tuple[int, str], Minutes], int]:
    """Minutes by client and category, and how many of all were not billable."""
    category = categories()
    rows: Iterable[Any] = (
        TimeEntry.objects.finished()
        .filter(on__range=first_and_last(year))
        .order_by()
        .values_list("client", "client__name", "client_request__service")
        .annotate(total=Sum("minutes"), unbillable=Sum("minutes", filter=Q(billable=False)))
    )
    clients: dict[tuple[int, str], Minutes] = defaultdict(lambda: defaultdict(int))
    unbillable = 0
    for client, name, service, minutes, not_billable in rows:
        clients[client, name][category.get(service or "", NONE)] += minutes
        unbillable += not_billable or 0
    return clients, unbillable


def categories() -> dict[str, str]:
    """The category of each service, by its code; where versions differ, the newest decides."""
    versions = SopVersion.objects.frozen().order_by("number")
    return {service.code: service.category for version in versions for service in version.policy().services}


def _sheets(clients: dict[tuple[int, str], Minutes]) -> tuple[Sheet, ...]:
    present = {category for minutes in clients.values() for category in minutes}
    known = [
        category for category in (*CATEGORIES, *sorted(present - CATEGORIES.keys() - {NONE})) if category in present
    ]
    order = [*known, NONE] if NONE in present else known
    heads = (*(Head(_named(category), MINUTES) for category in order), Head(pgettext("sum of a row", "All"), MINUTES))
    ordered = sorted(clients.items(), key=lambda each: (-sum(each[1].values()), each[0][1]))
    rows = tuple(
        Row(
            name,
            (*(minutes.get(category) for category in order), sum(minutes.values())),
            page_of("clients.client", client),
        )
        for (client, name), minutes in ordered
    )
    foot = summed(rows, _("All clients"), [MINUTES] * len(heads))
    by_client = bars(
        [(row.label, duration(int(row.cells[-1] or 0)), int(row.cells[-1] or 0)) for row in rows],
        _("Hours by client; the table below has them all"),
    )
    return (Sheet(_("Hours by client and category"), _("Client"), heads, rows, foot, chart=by_client),)


def _named(category: str) -> str:
    return named(category, CATEGORIES) if category else _("No service")


def _lede(year: int, whole: int, unbillable: int, clients: dict[tuple[int, str], Minutes]) -> str:
    if not whole:
        return _("No time was logged in %(year)s.") % {"year": year}
    (_id, name), most = max(clients.items(), key=lambda each: sum(each[1].values()))
    words = _("%(hours)s worked, the most for %(client)s (%(most)s).") % {
        "hours": duration(whole),
        "client": name,
        "most": duration(sum(most.values())),
    }
    if not unbillable:
        return words
    return words + " " + _("%(hours)s of it were not billable.") % {"hours": duration(unbillable)}
