"""One client's month on its page: the hours behind each line, and what is changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing import adjusting
from billing.explaining import Shown, shown_of
from billing.forms import IssueForm
from billing.forms_by_hand import ByHand, DiscountForm, ExtraForm, LabelForm, LaterForm, NoteForm
from billing.models import Adjustment, OverruledWarning
from billing.reviewing import Bill, bill_for, billed
from billing.rules.adjustments import ALL
from billing.wording import month_name
from clients.models import Client
from vacrm import clock
from vacrm.desk.refusing import refuse, sentences, tell
from vacrm.desk.today import today
from vacrm.exact import Month, shift
from vacrm.fragments import page
from vacrm.returning import kept, returned
from vacrm.telling import done


@require_safe
def bill_detail(request: HttpRequest, month: Month, pk: int) -> HttpResponse:
    """A client's month with the hours behind each line, and the ways to change it."""
    return _show(request, month, get_object_or_404(Client, pk=pk))


def _show(request: HttpRequest, month: Month, client: Client, *wrong: ByHand) -> HttpResponse:
    """The page, or what unfolds on the page of the month; forms that were refused as they were typed."""
    on = _on(request)
    try:
        bill = billed(client, month, on=on)
    except ValidationError as error:
        bill = Bill(client, refusal=" ".join(sentences(error)))
    fresh = {form.name: form for form in _forms(client, wrong)}
    context = {
        "bill": bill,
        "client": client,
        "month": month,
        "month_name": month_name(month),
        "next_name": month_name(shift(month, 1)),
        "on": on,
        "full": True,
        "lines": shown_of(bill.proposal, with_hours=True) if bill.proposal else [],
        "forms": fresh,
    }
    return page(request, "billing/bill_detail.html", "billing/_bill_inside.html", context, 422 if wrong else 200)


def _forms(client: Client, wrong: tuple[ByHand, ...]) -> tuple[ByHand, ...]:
    pk = client.pk
    return (ExtraForm(pk=pk), DiscountForm(pk=pk, currency=client.currency), NoteForm(pk=pk), *wrong)


def _on(request: HttpRequest) -> date:
    form = IssueForm(request.POST if request.method == "POST" else request.GET, today=today())
    return form.cleaned_data["on"] if form.is_valid() else today()


@require_POST
def label_list(request: HttpRequest, month: Month, pk: int) -> HttpResponse:
    """Rename a line."""

    def act(client: Client, form: ByHand) -> Adjustment:
        values = form.cleaned_data
        return adjusting.relabel(client, month, line=values["line"], label=values["label"], **_when(request))

    return _adjust(request, month, pk, LabelForm(request.POST, pk=pk), act, _("The line is renamed."))


@require_POST
def extra_list(request: HttpRequest, month: Month, pk: int) -> HttpResponse:
    """Add a line."""

    def act(client: Client, form: ByHand) -> Adjustment:
        return adjusting.add_line(client, month, **form.cleaned_data, **_when(request))

    return _adjust(request, month, pk, ExtraForm(request.POST, pk=pk), act, _("The line is added."))


@require_POST
def discount_list(request: HttpRequest, month: Month, pk: int) -> HttpResponse:
    """Take something off, with a reason."""

    def act(client: Client, form: ByHand) -> Adjustment:
        values = form.cleaned_data
        try:
            return adjusting.discount(client, month, reason=values["reason"], **values["taken"], **_when(request))
        except ValidationError as error:
            raise ValidationError({"off": [capfirst(each) for each in error.messages]}) from error

    return _adjust(request, month, pk, DiscountForm(request.POST, pk=pk), act, _("The discount is on the invoice."))


@require_POST
def later_list(request: HttpRequest, month: Month, pk: int) -> HttpResponse:
    """Leave a line, or the whole client, for next month."""

    def act(client: Client, form: ByHand) -> Adjustment:
        target, found = form.cleaned_data["target"], _lines(client, month, _on(request))
        label = next((line.label for line in found if line.source == target), "")
        if target != ALL and not label:
            raise ValidationError(_("This line is no longer there."))
        return adjusting.leave(client, month, target=target, label=label, **_when(request))

    said = _("Left for next month, where it will show up by itself.")
    return _adjust(request, month, pk, LaterForm(request.POST, pk=pk), act, said)


def _lines(client: Client, month: Month, on: date) -> list[Shown]:
    proposal = bill_for(client, month, on=on).proposal
    return shown_of(proposal) if proposal else []


def _when(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    return {"on": _on(request), "at": clock.now(), "by": user.get_full_name() or user.get_username()}


def _adjust(
    request: HttpRequest,
    month: Month,
    pk: int,
    form: ByHand,
    act: Callable[[Client, ByHand], Adjustment],
    said: str,
) -> HttpResponse:
    """Do an act with what was typed, and offer to undo it; where it is refused, nothing typed is lost."""
    client = get_object_or_404(Client, pk=pk)
    if form.is_valid():
        try:
            made = act(client, form)
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, said, undo=reverse("billing:adjustment-delete", args=[made.pk]))
            return _back(request, month, client)
    return _show(request, month, client, form)


def _back(request: HttpRequest, month: Month, client: Client) -> HttpResponse:
    """To where she came from: the client's page of the month, or the month with it unfolded."""
    on = _on(request)
    day = "" if on == today() else f"&on={on.isoformat()}"
    if request.POST.get("next") == "bill":
        url = reverse("billing:bill-detail", args=[month, client.pk])
        return HttpResponseRedirect(f"{url}?{day.removeprefix('&')}" if day else url)
    url = reverse("billing:month-detail", args=[month])
    return HttpResponseRedirect(f"{url}?open={client.pk}{day}#bill-{client.pk}")


@require_POST
def adjustment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a change made by hand."""
    made = get_object_or_404(Adjustment.objects.select_related("client"), pk=pk)
    before = kept([made])
    try:
        adjusting.take_back(made, on=_on(request))
    except ValidationError as error:
        refuse(request, error)
    else:
        undo = reverse("billing:adjustment-restore", args=[before])
        done(request, _("Undone: the line is as it was."), undo=undo)
    return _back(request, made.month, made.client)


@require_POST
def adjustment_restore(request: HttpRequest, rows: str) -> HttpResponse:
    """Bring such a change back."""
    (made,) = _returned(rows, Adjustment)
    try:
        adjusting.put_back(made, on=_on(request))
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("The change is there again."))
    return _back(request, made.month, made.client)


def _returned[M: Model](text: str, model: type[M]) -> list[M]:
    try:
        return returned(text, model)
    except BadSignature:
        raise Http404 from None


@require_POST
def note_list(request: HttpRequest, month: Month, pk: int) -> HttpResponse:
    """Overrule what is warned of for a client, with a note."""
    client, form = get_object_or_404(Client, pk=pk), NoteForm(request.POST, pk=pk)
    if form.is_valid():
        try:
            warnings = {warned.key: warned.text for warned in bill_for(client, month, on=_on(request)).to_mend}
            when = {name: value for name, value in _when(request).items() if name != "on"}
            adjusting.overrule(client, month, warnings=warnings, note=form.cleaned_data["note"], **when)
        except ValidationError as error:
            tell(form, error)
        else:
            undo = reverse("billing:note-delete", args=[month, client.pk])
            done(request, _("Overruled: %(client)s can be issued.") % {"client": client.name}, undo=undo)
            return _back(request, month, client)
    return _show(request, month, client, form)


@require_POST
def note_delete(request: HttpRequest, month: Month, pk: int) -> HttpResponse:
    """Heed the warnings of a client again."""
    client = get_object_or_404(Client, pk=pk)
    overruled = adjusting.heed(client, month)
    undo = reverse("billing:note-restore", args=[month, pk, kept(overruled)]) if overruled else ""
    done(request, _("The warnings of %(client)s count again.") % {"client": client.name}, undo=undo)
    return _back(request, month, client)


@require_POST
def note_restore(request: HttpRequest, month: Month, pk: int, rows: str) -> HttpResponse:
    """Overrule them as before."""
    client = get_object_or_404(Client, pk=pk)
    adjusting.overrule_again(_returned(rows, OverruledWarning))
    done(request, _("Overruled: %(client)s can be issued.") % {"client": client.name})
    return _back(request, month, client)
