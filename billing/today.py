"""What billing puts on Today: money that is late, deposits, months left open, drafts, and the figures of the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from billing.aiming import aimed, of_the_month, of_the_year
from billing.models import BilledDeposit, Invoice
from billing.models.quotes import CANCELLED
from billing.pausing import pauses
from billing.revenue import aimed_and_earned
from billing.reviewing import reviewed
from billing.standing import summed
from billing.wording import month_name
from clients.pipeline import LOST
from requests.models import TimeEntry
from vacrm import prepared
from vacrm.desk import today as desk
from vacrm.exact import ZERO, Month, first_day, last_day, month_of, shift
from vacrm.frame import address
from vacrm.prepared import Prepared
from vacrm.templatetags.vacrm_format import day, duration, money
from vacrm.today import Card, Need

LATELY = timedelta(days=30)  # so long Today says that the deposit of a lost client still stands: it may be hers to keep
READ = 200  # late ones, deposits and drafts together
MOST = 8  # of each kind; the list of invoices has them all
# Hours of these agreements are billed by the month; those of the others are not billed as hours.
BY_THE_MONTH = ("hourly", "package")
UNDELIVERED = Q(agreement__billed_mission=None)


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need | Card]:
    """Invoices late, deposits unpaid, last month, drafts; the month and the year beside."""
    rows, sop = _pressing(on=on, lately=on - LATELY), getattr(request, "sop", None)
    found = [each for each in rows if each.number][: 2 * MOST]
    drafts = sorted((each for each in rows if not each.number), key=lambda each: (each.month, each.pk))[:MOST]
    yield from (_called_off(each) for each in found if each.is_off)
    unpaid = [each for each in found if not each.is_off]
    yield from (_late(each, on) if _is_late(each, on) else _deposit(each) for each in unpaid)
    yield from pauses(unpaid, sop.policy().payment, on) if sop else ()
    yield from _open_month(shift(month_of(on), -1))
    yield from map(_draft, drafts)
    month = month_of(on)
    if (preview := address("billing:month-detail", month)) and (unbilled_ := address("billing:unbilled")):
        context = {"name": month_name(month), "preview": preview, "unbilled": unbilled_}
        yield Card(30, "billing/_today_month.html", context)
    goal, currency, chart = aimed_and_earned(on)
    if progress := of_the_year(goal, chart["year"] if chart else ZERO, on):
        yield Card(35, "billing/_today_goal.html", {"progress": progress, "year": on.year, "currency": currency})
    if chart:
        yield Card(40, "billing/_today_year.html", {**chart, "goal": goal})


def _owed() -> QuerySet[Any]:
    """Invoices that are late, and deposits also before: work waits for them; paid ones of what comes to nothing."""
    lost = Q(agreement__client__stage=LOST, agreement__client__stage_since__gte=prepared.day("lately"))
    called_off = Q(agreement__quote_line__quote__state=CANCELLED)
    off = BilledDeposit.objects.filter(called_off | (lost & UNDELIVERED), invoice=OuterRef("pk"))
    pressing = Q(due_on__lt=prepared.day("on")) | Q(kind="deposit")
    every: QuerySet[Any] = summed(_bare(Invoice.objects.standing())).annotate(is_off=Exists(off))
    owed: QuerySet[Any] = every.filter(pressing, Q(paid__lt=F("gross")) | Q(kind="deposit", is_off=True))
    return owed.order_by()


def _bare(found: Any) -> Any:
    """Only what is said of them: to read whole invoices and whole clients takes several times as long."""
    named = ("number", "month", "due_on", "currency", "gross", "client__name", "client__stage")
    return found.select_related("client").only(*named)


def _both() -> QuerySet[Any]:
    """What is owed, and the drafts, the earliest due first."""
    drafts = summed(_bare(Invoice.objects.drafts())).annotate(is_off=Value(False)).order_by()
    both: QuerySet[Any] = _owed().union(drafts, all=True).order_by("due_on", "id")[:READ]
    return both


_pressing = Prepared(_both)


def _is_late(invoice: Invoice, on: date) -> bool:
    return bool(invoice.due_on and invoice.due_on < on)


def _late(invoice: Any, on: date) -> Need:
    days = (on - (invoice.due_on or on)).days
    late = ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    return Need(
        section=_("Overdue"),
        rank=(3, -days),
        who=invoice.client.name,
        title=str(invoice),
        url=invoice.get_absolute_url(),
        why=format_html("{}, {}.", _paid(invoice), late) if _paid(invoice) else f"{late}.",
        button=_("See what to do"),
        chip=late,
        tone="late",
        amount=money(invoice.gross - invoice.paid, invoice.currency),
    )


def _paid(invoice: Any) -> str:
    if not invoice.paid:
        return ""
    received = {"paid": money(invoice.paid, invoice.currency), "gross": money(invoice.gross, invoice.currency)}
    return format_html(_("{paid} of {gross} received"), **received)


def _deposit(invoice: Any) -> Need:
    return Need(
        section=_("Deposits"),
        rank=(4, (invoice.due_on or date.max).toordinal()),
        who=invoice.client.name,
        title=str(invoice),
        url=invoice.get_absolute_url(),
        why=_("The deposit is not paid yet; it is due on %(day)s.") % {"day": day(invoice.due_on)},
        button=_("See the deposit"),
        amount=money(invoice.gross - invoice.paid, invoice.currency),
    )


def _called_off(invoice: Invoice) -> Need:
    return Need(
        section=_("Deposits"),
        rank=(4, 0),
        who=invoice.client.name,
        title=str(invoice),
        url=invoice.get_absolute_url(),
        why=_("The client is lost, and it still stands: a credit note takes it back.")
        if invoice.client.stage == LOST
        else _("Its quote was called off, and it still stands: a credit note takes it back."),
        button=_("See the credit note"),
        to=reverse("billing:invoice-credit", args=[invoice.pk]),
        amount=money(invoice.gross, invoice.currency),
    )


def _open_month(month: Month) -> Iterator[Need]:
    """Last month, as long as hours of it are on no invoice and in no settled period."""
    left = _unbilled(month=month, first=first_day(month), last=last_day(month))
    if not left:
        return
    values = {"count": len(left), "time": duration(sum(minutes for _client, minutes in left))}
    why = ngettext(
        "%(time)s of one client are not billed yet.",
        "%(time)s of %(count)s clients are not billed yet.",
        len(left),
    )
    url = address("billing:month-detail", month) or address("admin:billing_invoice_changelist")
    yield Need(
        section=_("To be billed"),
        rank=(6, 0),
        who="",
        title=_("%(month)s is not closed") % {"month": month_name(month).capitalize()},
        url=url,
        why=why % values,
        button=_("Close %(month)s") % {"month": month_name(month)},
    )


def _not_billed() -> QuerySet[Any, Any]:
    """Of each client, the minutes of a month that are still to be billed."""
    return (
        TimeEntry.objects.finished()
        .filter(on__range=(prepared.day("first"), prepared.day("last")), billable=True)
        .filter(Q(billed__isnull=True) | Q(billed__invoice__isnull=False, billed__invoice__number__isnull=True))
        .filter(agreement__hours_billed_through__lt=prepared.words("month"))
        .filter(agreement__kind__in=BY_THE_MONTH, agreement__billed_elsewhere=False)
        .order_by()
        .values_list("client")
        .annotate(total=Sum("minutes"))
    )


_unbilled = Prepared(_not_billed)


def _draft(invoice: Invoice) -> Need:
    where = address("billing:month-detail", invoice.month) if invoice.month else ""
    return Need(
        section=_("To be billed"),
        rank=(7, invoice.pk),
        who=invoice.client.name,
        title=_("Draft of %(month)s") % {"month": month_name(invoice.month)} if invoice.month else _("Draft"),
        url=where or invoice.get_absolute_url(),
        why=_("Kept as a draft, not issued: the client has not received it."),
        button=_("Finish it"),
        amount=money(invoice.gross, invoice.currency),
    )


@require_safe
def unbilled(request: HttpRequest) -> HttpResponse:
    """What the running month would bring in if it were closed today: a fragment."""
    on = desk.today()
    month = month_of(on)
    try:
        found = reviewed(month, on=on)
        proposals = [bill.proposal for bill in found.everybody if bill.proposal]
    except ValidationError:
        proposals = None
    return render(request, "billing/_today_unbilled.html", _figures(proposals, month))


def _figures(proposals: Any, month: Month) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for each in proposals or []:
        if each.draft.lines:
            sums[each.client.currency] = sums.get(each.client.currency, ZERO) + each.totals.net
    goal, currency = aimed()
    return {
        "known": proposals is not None,
        "sums": sorted(sums.items()),
        "month": month,
        "progress": of_the_month(goal, month, currency, sums.get(currency, ZERO)),
        "currency": currency,
        "name": month_name(month),
    }
