"""Pages of the settings that end on an invoice: the business, the numbers, the mail, the goals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST

from billing import aiming, numbering
from billing.drawing import draw
from billing.sample import sample
from billing.settings_forms import GoalForm, NumberingForm
from billing.views.documents import PDF_POLICY, pdf
from sops.business_form import IdentityForm, seen
from sops.models import Business, SopVersion
from sops.wording.wanting import wanting
from vacrm.arranging import Standing, heading
from vacrm.desk.refusing import tell
from vacrm.desk.showing import language, money
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.telling import done

FORM = ["GET", "HEAD", "POST"]


def business() -> Business:
    """The business; a new one, not kept yet, before there is one."""
    return Business.objects.current() or Business(name="", language=language())


@require_http_methods(FORM)
def business_edit(request: HttpRequest) -> HttpResponse:
    """Who signs the invoices, and what they still want."""
    kept = business()
    form = IdentityForm(request.POST or None, request.FILES or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        done(request, _("Kept: the next invoice says it. Those already issued stay as they are."))
        form.save()
        return redirect("billing:business-edit")
    return _business(request, form, 422 if form.is_bound else 200)


@require_POST
def business_read(request: HttpRequest) -> HttpResponse:
    """While she types: what is said of the numbers, and what is still wanting. Keeps nothing."""
    return _business(request, IdentityForm(request.POST, instance=business()), 200)


def _business(request: HttpRequest, form: IdentityForm, status: int) -> HttpResponse:
    kept = business()
    context = {
        "form": form,
        "business": kept,
        "told": form.told,
        "wanting": wanting(seen(form, kept)),
        **heading("business"),
    }
    return page(request, "billing/business_edit.html", "billing/_business_read.html", context, status)


@require_http_methods(FORM)
@csp_override({**PDF_POLICY, "style-src": [CSP.SELF], "font-src": [CSP.SELF], "img-src": [CSP.SELF, "data:"]})
@xframe_options_sameorigin
def business_sample(request: HttpRequest) -> HttpResponse:
    """The sample invoice, drawn now as real ones are: as the business is, or as she has typed it. Keeps nothing."""
    form = IdentityForm(request.POST or None, request.FILES or None, instance=business())
    form.is_valid()  # what is right is drawn; of what is not, only a picture cannot be passed over
    if wrong := form.errors.get("logo_file"):
        return render(request, "billing/business_sample.html", {"wrong": wrong}, status=422)
    return pdf(draw(sample(form.instance, on=today())), "sample")


@require_http_methods(FORM)
def numbering_edit(request: HttpRequest) -> HttpResponse:
    """How invoices are numbered, and which number comes next."""
    kept, last = business(), numbering.last_number()
    first = {"pattern": kept.number_pattern, "next_number": kept.next_number}
    form = NumberingForm(request.POST or None, initial=first, begun=bool(last))
    if request.method == "POST" and form.is_valid() and kept.pk and _number(form):
        done(
            request,
            _("Kept: the next invoice is %(number)s.") % {"number": numbering.next_numbers(business(), today())[0]},
        )
        return redirect("billing:numbering-edit")
    return _numbering(request, form, last, 422 if form.is_bound else 200)


@require_POST
def numbering_read(request: HttpRequest) -> HttpResponse:
    """While she types: the numbers that would come. Keeps nothing."""
    last = numbering.last_number()
    return _numbering(request, NumberingForm(request.POST, begun=bool(last)), last, 200)


def _number(form: NumberingForm) -> bool:
    try:
        numbering.number_by(form.cleaned_data["pattern"], form.cleaned_data.get("next_number"))
    except ValidationError as error:
        tell(form, error)
        return False
    return True


def _numbering(request: HttpRequest, form: NumberingForm, last: str, status: int) -> HttpResponse:
    shown, on = business(), today()
    if form.is_bound and form.is_valid():
        shown.number_pattern = form.cleaned_data["pattern"]
        shown.next_number = form.cleaned_data.get("next_number") or shown.next_number
    context: dict[str, Any] = {"form": form, "last": last, "known": bool(shown.pk), **heading("numbering")}
    if not form.is_bound or not form.errors:
        context |= {"numbers": numbering.next_numbers(shown, on), "next_year": numbering.next_year(shown, on)}
    return page(request, "billing/numbering_edit.html", "billing/_numbering_read.html", context, status)


@require_http_methods(FORM)
def goal_edit(request: HttpRequest) -> HttpResponse:
    """What a month and a year should bring in, and the hours a week may hold."""
    goal, currency = aiming.aimed()
    form = GoalForm(request.POST or None, initial={"monthly": goal.monthly, "yearly": goal.yearly})
    if request.method == "POST" and form.is_valid():
        aiming.aim(**form.cleaned_data)
        done(request, _("Kept. Today shows how far you are."))
        return redirect("billing:goal-edit")
    sop = SopVersion.objects.current(today())
    context = {
        "form": form,
        "currency": currency,
        "capacity": sop.policy().hours.capacity_hours if sop else None,
        "sop": sop,
        **heading("goals"),
    }
    return render(request, "billing/goal_edit.html", context, status=422 if form.is_bound else 200)


# ── How these pages stand ────────────────────────────────────────────────────────────────────────


def business_stands(request: HttpRequest, on: date) -> Standing:
    """Is anything wanting that invoices must say?"""
    kept = business()
    if lacking := wanting(kept):
        count = len(lacking)
        said = ngettext("One thing is missing: %(what)s.", "%(count)s things are missing: %(what)s.", count)
        return Standing(said % {"count": count, "what": ", ".join(lacking)}, lacks=True)
    return Standing(_("%(business)s, with all an invoice must say.") % {"business": kept})


def numbering_stands(request: HttpRequest, on: date) -> Standing:
    """Which number comes next."""
    return Standing(_("The next invoice is %(number)s.") % {"number": numbering.next_numbers(business(), on, 1)[0]})


def goal_stands(request: HttpRequest, on: date) -> Standing:
    """The goals there are."""
    goal, currency = aiming.aimed()
    wanted = [
        _("%(amount)s a month") % {"amount": money(goal.monthly, currency)} if goal.monthly else "",
        _("%(amount)s a year") % {"amount": money(goal.yearly, currency)} if goal.yearly else "",
    ]
    said = ", ".join(filter(None, wanted))
    return Standing(f"{said}." if said else _("No goal is set."))
