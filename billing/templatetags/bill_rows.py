"""What a bill of the month says while it is folded, written at once: a template for each took most of the page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.reviewing import Bill
from vacrm.templatetags.vacrm_format import duration, initials, money

register = template.Library()
NONE = SafeString("")
NO_TICK = mark_safe('<span class="bill-no"></span>')
OPENS = mark_safe('<i class="bi bi-chevron-right" aria-hidden="true"></i>')


@register.simple_tag
def bill_tick(bill: Bill) -> SafeString:
    """The box that puts an invoice among those to issue; an empty place where it cannot be issued."""
    if not bill.can_be_issued:
        return NO_TICK
    client = bill.client
    return format_html(
        '<input class="form-check-input" type="checkbox" name="client" value="{}" form="issue" checked '
        'aria-label="{}">',
        client.key,
        _("Include %(client)s") % {"client": client.name},
    )


@register.simple_tag
def bill_summary(bill: Bill) -> SafeString:
    """Who, what it is made of, what is to be looked at, how long and how much."""
    name, lines = bill.client.name, bill.lines
    return format_html(
        '<summary><span class="mono" aria-hidden="true">{}</span>'
        '<span class="bill-who"><span class="strong">{}</span><span class="meta">{}</span></span>{}'
        '<span class="num soft bill-h">{}</span><span class="num bill-amt">{}</span>{}</summary>',
        initials(name),
        name,
        _made_of(bill),
        _chip(bill),
        duration(bill.minutes) if bill.minutes else NONE,
        money(bill.gross, bill.client.currency) if lines else NONE,
        OPENS,
    )


def _made_of(bill: Bill) -> str:
    count = len(bill.later)
    if not (bill.lines and count):
        return bill.in_short
    left = ngettext("%(n)s left for next month", "%(n)s left for next month", count) % {"n": count}
    return f"{bill.in_short}, {left}"


def _chip(bill: Bill) -> SafeString:
    if bill.refusal:
        return format_html('<span class="chip chip-late">{}</span>', _("cannot be issued yet"))
    if count := len(bill.to_mend):
        said = ngettext("%(n)s thing to look at", "%(n)s things to look at", count) % {"n": count}
        return format_html('<span class="chip chip-warn">{}</span>', said)
    return format_html('<span class="chip">{}</span>', _("overruled, with a note")) if bill.overruled else NONE
