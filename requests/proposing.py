"""Propose another date: the first one without surcharge, until the client says yes."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from requests.asking import ask
from requests.assessing import judge, judged_facts, sop_of, verdict_of
from requests.models import Assessment, ClientRequest
from sops.rules.judging import Assessment as Verdict
from sops.rules.policy import Policy
from sops.rules.standard import standard_date


def date_to_propose(client_request: ClientRequest, verdict: Verdict, policy: Policy, at: datetime) -> datetime | None:
    """The earliest moment without surcharge that still lies ahead; None where her hours have no room for it."""
    standard = verdict.standard_date
    if standard is None or standard > at:
        return standard
    return standard_date(policy.hours, 0, at, client_request.effort_minutes)


def stands_at_standard_date(client_request: ClientRequest, *, at: datetime) -> bool:
    """Whether the request was moved to a date without surcharge already, and waits for the client's word on it."""
    verdict = verdict_of(judge(client_request, at=at))
    return not verdict.percent and client_request.questions.open().exists()


@transaction.atomic
def propose_standard_date(client_request: ClientRequest, *, at: datetime) -> Assessment:
    """Move a request to the first date without surcharge still ahead, judge it anew, and wait for the client's word.

    Raises ValidationError when it is closed, promised already, wanted by that date anyway, or when there is none.
    """
    if client_request.declined_at or client_request.done_at:
        raise ValidationError(_("This request is closed; open it again first."))
    if client_request.commitments.exists():
        raise ValidationError(_("This request is promised already; change its date and confirm it anew."))
    verdict, policy = verdict_of(judge(client_request, at=at)), sop_of(client_request).policy()
    date = date_to_propose(client_request, verdict, policy, at)
    if date is None:
        raise ValidationError(_("Your opening hours have no room for it; choose a date by hand."))
    if date == client_request.wanted_by:
        raise ValidationError(_("It is wanted by the date without surcharge already."))
    client_request.wanted_by = date
    client_request.save(update_fields=["wanted_by"])
    ask(client_request, at=at)
    return judge(client_request, at=at)


def latest_judged(client_request: ClientRequest) -> list[Assessment]:
    """The two latest verdicts kept, the older first."""
    return [*client_request.assessments.order_by("-at", "-id")[:2]][::-1]


def proposed_at(judged: list[Assessment], at: datetime) -> Assessment | None:
    """Of the two latest verdicts, the one on a date proposed at a moment; None: none was proposed then."""
    if len(judged) < 2 or judged[1].at != at:
        return None
    return judged[1] if judged_facts(judged[1]).wanted_by != judged_facts(judged[0]).wanted_by else None


@transaction.atomic
def take_proposal_back(client_request: ClientRequest, proposed: Assessment) -> ClientRequest:
    """Give a request the date back that it had before one was proposed, and drop the question that came with it.

    Raises ValidationError where the client has answered, or anything else has changed since.
    """
    judged = latest_judged(client_request)
    if len(judged) < 2 or judged[1] != proposed or _has_gone_on(client_request, proposed):
        raise ValidationError(_("Something has changed since the date was proposed; edit the request instead."))
    client_request.wanted_by = judged_facts(judged[0]).wanted_by
    client_request.save(update_fields=["wanted_by"])
    client_request.questions.open().filter(asked_at=proposed.at).delete()
    proposed.delete()
    return client_request


def _has_gone_on(client_request: ClientRequest, proposed: Assessment) -> bool:
    is_closed = bool(client_request.done_at or client_request.declined_at)
    is_moved = client_request.wanted_by != judged_facts(proposed).wanted_by
    is_answered = not client_request.questions.open().exists()
    return is_closed or is_moved or is_answered or client_request.commitments.exists()
