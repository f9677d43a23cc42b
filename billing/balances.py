"""Packages that run low, on Today: what each still holds this month, earlier months included, in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from billing.leaves import lots_of
from billing.models import SettledPeriod
from billing.rules.packages import carried_into, included
from clients.models import Agreement
from clients.pipeline import RESTING
from requests.models import TimeEntry
from vacrm import prepared
from vacrm.exact import Month, first_day, last_day, month_of, shift
from vacrm.templatetags.vacrm_format import duration, money
from vacrm.today import Need

MOST = 8
LOW = 5  # below one fifth of the month


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need]:
    """Packages with less than a fifth left, the emptiest first."""
    found = [(left, agreement, whole) for agreement, left, whole in low(on)]
    for left, agreement, whole in sorted(found, key=lambda each: each[0])[:MOST]:
        yield _need(agreement, left, whole)


def low(on: date) -> Iterator[tuple[Agreement, int, int]]:
    """Agreements whose package has less than a fifth left: minutes left (negative: beyond), and of the month."""
    month = month_of(on)
    for agreement in running(month, on):
        whole = included(agreement, month)
        left = holds(agreement, month) - (agreement.worked or 0)
        if whole and left * LOW < whole:
            yield agreement, left, whole


def holds(agreement: Any, month: Month) -> int:
    """The minutes that a package has in a month: its part of them, and what earlier months carry over.

    The agreement was read with `settled_before` of the month before, as `before`. The rules read it by the names
    that it has here too.
    """
    carried = (minutes for _origin, minutes in carried_into(agreement, before(agreement, month), month))
    return int(included(agreement, month) + sum(carried, Decimal(0)))


def settled_before(month: Any) -> Subquery:
    """Within a question of agreements: what the package of each left in a month, as its account was settled."""
    return Subquery(SettledPeriod.objects.filter(agreement=OuterRef("pk"), period=month).values("left")[:1])


def running(month: Month, on: date) -> Any:
    """The packages that run on a day, with the minutes `worked` in the month and what the month `before` left."""
    return _running(on=on, first=first_day(month), last=last_day(month), before=shift(month, -1))


def _packages() -> QuerySet[Any]:
    days = (prepared.day("first"), prepared.day("last"))
    entries = TimeEntry.objects.finished().filter(agreement=OuterRef("pk"), billable=True, on__range=days)
    hours = entries.order_by().values("agreement")
    found = Agreement.objects.running(prepared.day("on")).filter(
        kind="package", included_minutes__gt=0, billed_elsewhere=False
    )
    return (
        found.exclude(client__stage__in=RESTING)
        .select_related("client")
        .annotate(
            worked=Subquery(hours.annotate(total=Sum("minutes")).values("total")),
            before=settled_before(prepared.words("before")),
        )
    )


_running = prepared.Prepared(_packages)


def before(agreement: Any, month: Month) -> tuple[tuple[Month, Decimal], ...]:
    """What the month before left: of its settled account, or of the opening balance."""
    if agreement.before is not None:
        return lots_of(agreement.before)
    opened = agreement.hours_billed_through == shift(month, -1) and agreement.carried_minutes
    return ((shift(month, -1), agreement.carried_minutes),) if opened else ()


def _need(agreement: Agreement, left: int, whole: int) -> Need:
    client = agreement.client
    values = {"left": duration(max(left, 0)), "over": duration(-left), "whole": duration(whole)}
    why = (
        _("%(left)s left of %(whole)s this month.") if left >= 0 else _("%(over)s beyond the %(whole)s of this month.")
    )
    return Need(
        section=_("Packages running low"),
        rank=(8, left),
        who=client.name,
        title=_("Package of %(client)s") % {"client": client},
        url=client.get_absolute_url(),
        why=format_html("{} {}", why % values, _beyond(agreement)),
        button=_("See the client"),
        chip=_("Used up") if left <= 0 else _("Low"),
    )


def _beyond(agreement: Agreement) -> str:
    if agreement.overage == "consent":
        return _("What goes beyond needs the client’s word first.")
    if agreement.overage_rate is None:
        return ""
    rate = money(agreement.overage_rate, agreement.client.currency)
    return format_html(_("What goes beyond costs {rate} an hour."), rate=rate)
