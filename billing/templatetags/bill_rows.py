"""What a bill of the month says while it is folded, written at once: a template for each took most of the page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.reviewing import Bill
from billing.templatetags.billing_format import client_url
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
    key, label = escape(bill.client.key), escape(_("Include %(client)s") % {"client": bill.client.name})
    return mark_safe(  # noqa: S308  # each part is escaped
        f'<input class="form-check-input" type="checkbox" name="client" value="{key}" form="issue" checked '
        f'aria-label="{label}">'
    )


@register.simple_tag
def bill_summary(bill: Bill) -> SafeString:
    """Who, what it is made of, what is to be looked at, how long and how much."""
    name, letters = escape(bill.client.name), escape(initials(bill.client.name))
    long = duration(bill.minutes) if bill.minutes else ""
    amount = money(bill.gross, bill.client.currency) if bill.lines else ""
    return mark_safe(  # noqa: S308  # each part is escaped, or figures
        f'<summary><span class="mono" aria-hidden="true">{letters}</span>'
        f'<span class="bill-who"><span class="strong">{name}</span><span class="meta">{escape(_made_of(bill))}</span>'
        f'</span>{_chip(bill)}<span class="num soft bill-h">{long}</span><span class="num bill-amt">{amount}</span>'
        f"{OPENS}</summary>"
    )


@register.simple_tag
def bills_idle(bills: Iterable[Bill]) -> SafeString:
    """Who owes nothing, by name, each with what is warned of."""
    named = (
        f'<a href="{client_url(bill.client)}">{escape(bill.client.name)}</a>{escape(_warned(bill))}' for bill in bills
    )
    return mark_safe(", ".join(named))  # noqa: S308  # each part is escaped


def _warned(bill: Bill) -> str:
    return "".join(f" ({warned.text})" for warned in bill.warnings if warned.code != "month_not_over")


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
