"""Close a month: review, issue, send. Each step is safe to leave and safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST, require_safe

from billing.composing import snapshot
from billing.drafting import draft_month, latest_month
from billing.drawing import draw
from billing.forms import IssueForm
from billing.issuing import check_day
from billing.reviewing import Bill, Review, add_up, billed, check_looked_at, review, reviewed
from billing.sending import send, unsent
from billing.tasks import issue_now, issue_picked
from billing.views.documents import PDF_POLICY, pdf
from billing.views.track import is_running, issued_rows, issued_sums, next_letter, progress, strip
from billing.wording import month_name
from clients.models import Client
from vacrm import clock
from vacrm.asked import number_in
from vacrm.desk.refusing import refuse, sentences
from vacrm.desk.today import today
from vacrm.exact import Month, last_day, shift
from vacrm.fragments import page

# Bills on one page, and lines up to which all are shown at once; beyond, each is fetched when it is unfolded.
PAGE, INLINE = 100, 60
ISSUING = "issuing"  # of the session: tasks by month
# Up to so many invoices are issued while she waits, which is a moment; more go to the worker, and she may leave.
AT_ONCE = 20


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The month that is to be closed now."""
    return redirect("billing:month-detail", latest_month(today()))


@require_safe
def month_detail(request: HttpRequest, month: Month) -> HttpResponse:
    """What each client will get and why; what is issued and on its way."""
    form = IssueForm(request.GET if "on" in request.GET else None, today=today())
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else today()
    context = _context(month, on, request.GET) | {"form": form, "running": _running(request, month)}
    status = 422 if form.errors else 200
    return page(request, "billing/month_detail.html", "billing/_month.html", context, status=status)


def _running(request: HttpRequest, month: Month) -> str:
    """The task that issues the month just now, if this session began one; looked up only then."""
    task = str(request.session.get(ISSUING, {}).get(month, ""))
    if task and not is_running(task):
        request.session[ISSUING] = {own: other for own, other in request.session[ISSUING].items() if own != month}
        return ""
    return task


def _context(month: Month, on: date, asked: Any) -> dict[str, Any]:
    shown, why = _reviewed(month, on)
    rows = issued_rows(month, at=clock.now())
    return {
        "month": month,
        "month_name": month_name(month),
        "next_name": month_name(shift(month, 1)),
        "on": on,
        "today": today(),
        "review": shown,
        "why": why,
        "sums": shown.sums(),
        "count": len(shown.bills),
        "minutes": sum(bill.minutes for bill in shown.bills),
        "not_over": on <= last_day(month),
        "rows": rows,
        "moving": any(row.moving for row in rows),
        "unsent": sum(row.can_leave for row in rows),
        "unreachable": [row.invoice for row in rows if row.can_send and not row.can_leave],
        "idle": [bill for bill in shown.idle if bill.client.pk not in {row.invoice.client_id for row in rows}],
        "issued_sums": issued_sums(rows),
        "strip": strip(month),
        **_listed(shown, asked),
    }


def _listed(shown: Review, asked: Any) -> dict[str, Any]:
    """The bills of this page, and what those that are ticked come to."""
    bills = Paginator([*shown.to_mend, *shown.ready], PAGE).get_page(asked.get("page"))
    to_mend = len(shown.to_mend)
    first = bills.start_index() - 1
    mend = max(0, to_mend - first) if bills.paginator.count else 0
    opened = asked.get("open") or (bills[0].client.pk if mend else 0)
    return {
        "bills": bills,
        "mend": bills[:mend],
        "ready": bills[mend:],
        "unfolded": number_in(str(opened)) or 0,
        "inline": sum(len(bill.lines) for bill in bills) <= INLINE,
        **_ticked([bill for bill in bills if bill.can_be_issued]),
    }


def _ticked(bills: Sequence[Bill]) -> dict[str, Any]:
    return {
        "ticked": len(bills),
        "ticked_sums": add_up(bills),
        "due_days": sorted({bill.due_on for bill in bills if bill.due_on}),
    }


def _reviewed(month: Month, on: date, keys: Sequence[str] = ()) -> tuple[Review, list[str]]:
    """The review, or an empty one and why there is none."""
    try:
        return review(month, on=on, keys=keys) if keys else reviewed(month, on=on), []
    except ValidationError as error:
        return Review(month, on), list(sentences(error))


@require_safe
def month_receipt(request: HttpRequest, month: Month) -> HttpResponse:
    """What the clients that are ticked come to: a fragment, for htmx."""
    keys = request.GET.getlist("client")
    form = IssueForm(request.GET, today=today())
    on = form.cleaned_data["on"] if form.is_valid() else today()
    shown = _reviewed(month, on, keys)[0] if keys else Review(month, on)
    picked = [bill for bill in shown.bills if bill.can_be_issued]
    context = {"month": month, "on": on, "month_name": month_name(month), **_ticked(picked)}
    return render(request, "billing/_month_receipt.html", context)


@require_safe
def month_issued(request: HttpRequest, month: Month) -> HttpResponse:
    """What is issued, and where each e-mail is; asks again by itself while one is under way."""
    rows = issued_rows(month, at=clock.now())
    context = {"month": month, "rows": rows, "moving": any(row.moving for row in rows)}
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("billing:month-detail", month)
    return render(request, "billing/_month_issued.html", context)


@require_safe
def month_letter(request: HttpRequest, month: Month) -> HttpResponse:
    """The text that goes with the first of those not sent yet: a fragment, for it reads the whole invoice."""
    letter = next_letter(issued_rows(month, at=clock.now()))
    return page(
        request, "billing/month_letter.html", "billing/_month_letter.html",
        {"month": month, "month_name": month_name(month), "letter": letter},
    )  # fmt: skip


@require_POST
def month_issue(request: HttpRequest, month: Month) -> HttpResponse:
    """Issue the clients that are ticked; a few at once, many by the worker."""
    keys = request.POST.getlist("client")
    form = IssueForm(request.POST, today=today())
    if not form.is_valid():
        return render(request, "billing/month_detail.html", _context(month, today(), {}) | {"form": form}, status=422)
    on = form.cleaned_data["on"]
    try:
        check_day(on, today())
        if not keys:
            raise ValidationError(_("No client is ticked, so nothing was issued."))
        check_looked_at(keys, month, on=on)
        if len(keys) > AT_ONCE:
            task = issue_picked.enqueue(month, on.isoformat(), keys)
            request.session[ISSUING] = {**request.session.get(ISSUING, {}), month: str(task.id)}
            return redirect("billing:month-progress", month, task.id)
        _say_issued(request, issue_now(month, on, keys))
    except ValidationError as error:
        refuse(request, error)
    return HttpResponseRedirect(_address(month, on))


def _say_issued(request: HttpRequest, numbers: list[str]) -> None:
    if numbers:
        said = ngettext(
            "%(n)d invoice is issued: %(numbers)s.", "%(n)d invoices are issued: %(numbers)s.", len(numbers)
        )
        messages.success(request, said % {"n": len(numbers), "numbers": ", ".join(numbers)})
    else:
        messages.info(request, _("There was nothing left to issue."))


def _address(month: Month, on: date) -> str:
    url = reverse("billing:month-detail", args=[month])
    return url if on == today() else f"{url}?on={on.isoformat()}"


@require_safe
def month_progress(request: HttpRequest, month: Month, task: str) -> HttpResponse:
    """How far the worker has come; read from what is issued, so this page may be left and opened again."""
    found = progress(month, task)
    if found is None:
        raise Http404
    context = {"month": month, "month_name": month_name(month), "progress": found}
    return page(request, "billing/month_progress.html", "billing/_month_progress.html", context)


@require_POST
def month_draft(request: HttpRequest, month: Month) -> HttpResponse:
    """Keep what the ticked clients owe as drafts."""
    keys, form = request.POST.getlist("client"), IssueForm(request.POST, today=today())
    on = form.cleaned_data["on"] if form.is_valid() else today()
    try:
        found = draft_month(month, on=on, keys=keys) if keys else []
    except ValidationError as error:
        refuse(request, error)
    else:
        said = ngettext("%(n)d draft is kept.", "%(n)d drafts are kept.", len(found))
        messages.success(request, said % {"n": len(found)})
    return redirect("billing:month-detail", month)


@require_POST
def month_send(request: HttpRequest, month: Month) -> HttpResponse:
    """Send what is issued and was not sent yet."""
    queued = 0
    for invoice in unsent(month):
        try:
            send(invoice, at=clock.now())
            queued += 1
        except ValidationError as error:
            messages.error(request, f"{invoice.number}: {' '.join(error.messages)}")
    if queued:
        said = ngettext("%(n)d e-mail is on its way.", "%(n)d e-mails are on their way.", queued)
        messages.success(request, said % {"n": queued})
    return redirect("billing:month-detail", month)


@xframe_options_sameorigin
@csp_override(PDF_POLICY)
@require_GET
def month_preview(request: HttpRequest, month: Month, key: str) -> HttpResponse:
    """The invoice to be of one client, drawn now with its watermark. Writes nothing."""
    client = get_object_or_404(Client, key=key)
    form = IssueForm(request.GET, today=today())
    on = form.cleaned_data["on"] if form.is_valid() else today()
    try:
        bill = billed(client, month, on=on)
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from error
    if bill.proposal is None or not bill.lines:
        raise Http404(bill.refusal)
    return pdf(draw(snapshot(bill.proposal)), f"draft-{month}-{key}")
