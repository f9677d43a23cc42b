"""Texts to copy: the e-mail signature, the out-of-hours reply, the redirect to the right channel."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sops.models import Business
from sops.rules.policy import Hours, Policy
from sops.rules.worktime import is_open, local_day, next_opening, opening_intervals
from sops.wording import figures
from sops.wording.chapters import first_reply
from sops.wording.names import CHANNELS, all_named, named


def signature(business: Business, policy: Policy) -> str:
    """The e-mail signature, with reply hours. Plain text."""
    lines = [business.display_name, business.tagline, " · ".join(filter(None, (business.phone, business.email)))]
    if week := figures.week(policy.hours):
        place = figures.place(policy.hours.timezone)
        lines.append(_("I answer %(week)s (%(place)s time).") % {"week": week, "place": place})
    if policy.hours.first_reply_hours is not None:
        lines.append(first_reply(policy.hours.first_reply_hours))
    lines.append(_urgent(policy))
    return "\n".join(line for line in lines if line)


def autoreply(business: Business, policy: Policy, at: datetime) -> str:
    """The answer to a message received at a closed moment; empty when open: then she answers herself."""
    if is_open(policy.hours, at):
        return ""
    opening = next_opening(policy.hours, at)
    if opening is None:
        back = _("I am not available at the moment.")
    else:
        shown = figures.moment(opening, policy.hours.timezone)
        back = _("%(away)s I am back on %(opening)s and will read it then.") % {
            "away": _away(policy, at),
            "opening": shown,
        }
    reply = policy.hours.first_reply_hours
    parts = [
        _("Thank you for your message."),
        back,
        first_reply(reply) if reply is not None else "",
        _urgent(policy),
    ]
    return "\n".join([" ".join(part for part in parts if part), "", business.display_name])


def _away(policy: Policy, at: datetime) -> str:
    today = local_day(policy.hours, at)
    closure = next((each for each in policy.hours.closures if each.first <= today <= each.last), None)
    if closure and closure.label:
        return _("I am away (%(label)s).") % {"label": closure.label}
    return _("I am away.") if closure else _("I am closed at this hour.")


def _urgent(policy: Policy) -> str:
    """Where and how urgent requests go; empty when the procedures know no urgency."""
    channels = policy.channels.urgent_only or policy.channels.main
    if not policy.urgency.notice_hours or not channels:
        return ""
    values = {
        "channels": figures.listed(all_named(channels, CHANNELS), "or"),
        "marker": policy.channels.urgent_marker.strip(),
    }
    if values["marker"]:
        return _("For an urgent request: %(channels)s, marked “%(marker)s”, with the date you need.") % values
    return _("For an urgent request: %(channels)s, with the date you need.") % values


def redirect(policy: Policy, channel: str) -> str:
    """The polite answer to a request that came by the wrong door."""
    main = figures.listed(all_named(policy.channels.main, CHANNELS), "or")
    values = {"channel": named(channel, CHANNELS), "main": main}
    if not main:
        return _("I have noted your message, but I take no requests by %(channel)s.") % values
    return (
        _(
            "I have noted your message. So that nothing is lost, please send your request by %(main)s: "
            "what comes by %(channel)s is not prioritised."
        )
        % values
    )


def available(hours: Hours, at: datetime) -> str:
    """When clients reach her: “Available today until 18:00.”, or when she is back; empty where she has no hours."""
    zone, today = ZoneInfo(hours.timezone), local_day(hours, at)
    ahead = [(start, end) for start, end in opening_intervals(hours, today) if end > at]
    if ahead:
        start, end = (_clock(each, zone) for each in (ahead[0][0], ahead[-1][1]))
        if ahead[0][0] <= at:
            return _("Available today until %(end)s") % {"end": end}
        return _("Available today from %(start)s to %(end)s") % {"start": start, "end": end}
    opening = next_opening(hours, at)
    return _("Back on %(moment)s") % {"moment": figures.moment(opening, hours.timezone)} if opening else ""


def _clock(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return figures.clock(local.hour * 60 + local.minute)
