"""What the SOP says of a request: verdict, reasons, price, week, and the answers ready to copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from requests import assessing, planning
from requests.estimating import Estimate, estimate
from requests.models import ClientRequest
from sops.models import Business, SopVersion
from sops.rules.judging import Assessment, BadFacts, assess
from sops.rules.policy import Policy
from sops.rules.worktime import local_day
from sops.wording import answers, figures, messages
from sops.wording.reasons import sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """A text to copy, in the client's language."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Says:
    """The verdict on the facts of a request as they are now, and all that explains it."""

    sop: SopVersion
    verdict: Assessment
    title: str
    reasons: list[tuple[str, str]]
    estimate: Estimate
    week: planning.Week | None
    is_too_much: bool
    answers: list[Answer]

    @property
    def can_propose(self) -> bool:
        """Is there a date that costs less than the one asked for?"""
        return self.verdict.standard_date is not None and (self.verdict.percent > 0 or self.verdict.claimed)


def says(client_request: ClientRequest) -> Says | None:
    """What the SOP says; None where none is published yet, or the facts cannot be judged."""
    try:
        sop = assessing.sop_of(client_request)
        policy = sop.policy()
        verdict = assess(assessing.facts_of(client_request), policy)
    except (ValidationError, BadFacts):
        return None
    zone = policy.hours.timezone
    found = estimate(client_request, verdict, policy)
    week = _week(client_request, policy)
    return Says(
        sop=sop,
        verdict=verdict,
        title=title(verdict),
        reasons=[(sentence(each, zone=zone), each.paragraph) for each in verdict.reasons],
        estimate=found,
        week=week,
        is_too_much=_is_too_much(client_request, week),
        answers=_answers(client_request, verdict, policy, found),
    )


def title(verdict: Assessment) -> str:
    """The verdict in one line, the price first."""
    percent = figures.percent(verdict.percent)
    kind = _("Urgent") if verdict.urgent else _("Off hours")
    if verdict.percent:
        return _("%(kind)s: +%(percent)s if you confirm") % {"kind": kind, "percent": percent}
    if verdict.claimed:
        return _("Said to be urgent, but for no date")
    if verdict.scope == "out":
        return _("Outside the agreed services")
    return _("No surcharge")


def _week(client_request: ClientRequest, policy: Policy) -> planning.Week | None:
    if client_request.wanted_by is None:
        return None
    return planning.week_of(local_day(policy.hours, client_request.wanted_by), policy)


def _is_too_much(client_request: ClientRequest, week: planning.Week | None) -> bool:
    """Would promising it go beyond the week? What is promised already is counted there."""
    if week is None or week.free is None or any(client_request.commitments.all()):
        return False
    return (client_request.effort_minutes or 0) > week.free


def _answers(client_request: ClientRequest, verdict: Assessment, policy: Policy, found: Estimate) -> list[Answer]:
    business, client = Business.objects.current(), client_request.client
    sender, zone = business.display_name if business else "", policy.hours.timezone
    wanted: datetime | None = client_request.wanted_by
    with translation.override(client.language):
        price = answers.price_in_words(found.amount, client.currency)
        texts = {
            "confirm": answers.confirming(verdict, zone, wanted_by=wanted, price=price, sender=sender),
            "propose": answers.proposing(verdict, zone, price=price, sender=sender) if verdict.percent else "",
            "decline": answers.declining(verdict, zone, sender=sender),
            "redirect": messages.redirect(policy, client_request.channel) if verdict.channel != "agreed" else "",
        }
    return list(_labelled(texts, verdict))


def _labelled(texts: dict[str, str], verdict: Assessment) -> Iterator[Answer]:
    labels = {
        "confirm": _("To confirm"),
        "propose": _("To propose the date without surcharge"),
        "decline": _("To announce a quote") if "quote" in verdict.needs else _("To decline"),
        "redirect": _("To ask for the right channel"),
    }
    for key, text in texts.items():
        if text:
            yield Answer(key, labels[key], text)
