"""Try versions of the SOP on a request and keep nothing: what one says now, what the draft would say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from requests.assessing import facts_of, sop_of
from requests.estimating import Estimate, estimate
from requests.models import ClientRequest
from requests.panel import title
from sops.models import SopVersion
from sops.rules.judging import Assessment, BadFacts, assess
from sops.wording.reasons import sentence
from sops.wording.refusals import refusal

# What makes a verdict another one. Its words and its date without surcharge may change while it stays the same.
_TELLING = ("urgent", "claimed", "off_hours", "band", "channel", "scope", "percent", "needs")


@dataclass(frozen=True, slots=True)
class Judged:
    """A request as one version judges it; without a verdict, `refused` says why."""

    sop: SopVersion
    verdict: Assessment | None = None
    estimate: Estimate | None = None
    refused: str = ""

    @property
    def title(self) -> str:
        """The verdict in one line."""
        return title(self.verdict) if self.verdict else _("Cannot be judged")

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Sentences, each with its paragraph."""
        zone = self.sop.policy().hours.timezone
        return [(sentence(each, zone=zone), each.paragraph) for each in self.verdict.reasons] if self.verdict else []

    @property
    def amount(self) -> Decimal | None:
        """The surcharge, before VAT; None where effort or rate are not known."""
        return self.estimate.amount if self.estimate else None

    @property
    def minutes(self) -> int | None:
        """What it takes from a package; None where there is none."""
        return self.estimate.minutes if self.estimate else None


@dataclass(frozen=True, slots=True)
class Compared:
    """One request under the version that counts now and under another."""

    client_request: ClientRequest
    now: Judged
    then: Judged

    @property
    def is_changed(self) -> bool:
        """Would it be judged or priced differently?"""
        return _told(self.now) != _told(self.then)

    @property
    def difference(self) -> Decimal | None:
        """What the surcharge would come to more, before VAT; None where one of the two is not known."""
        if self.now.amount is None or self.then.amount is None:
            return None
        return self.then.amount - self.now.amount

    @property
    def less(self) -> Decimal | None:
        """What it would come to less."""
        return None if self.difference is None else -self.difference

    @property
    def more_minutes(self) -> int:
        """What it would take more from the package; 0 where there is none."""
        if self.now.minutes is None or self.then.minutes is None:
            return 0
        return self.then.minutes - self.now.minutes


def judged(client_request: ClientRequest, sop: SopVersion) -> Judged:
    """A request as a version judges and prices it, under the terms of its own agreement. Nothing is kept."""
    policy = sop.policy()
    try:
        verdict = assess(facts_of(client_request), policy)
    except BadFacts as error:
        return Judged(sop, refused=refusal(error))
    return Judged(sop, verdict, estimate(client_request, verdict, policy))


def compared(client_request: ClientRequest, now: SopVersion, then: SopVersion) -> Compared:
    """A request under two versions."""
    return Compared(client_request, judged(client_request, now), judged(client_request, then))


def suppose(client_request: ClientRequest, draft: SopVersion | None) -> tuple[Judged | None, Judged | None]:
    """A request that nobody made, under what counts now and under the draft; None where there is no such version."""
    try:
        now = judged(client_request, sop_of(client_request))
    except ValidationError:  # nothing is published
        now = None
    return now, judged(client_request, draft) if draft else None


def _told(one: Judged) -> tuple[object, ...]:
    if one.verdict is None:
        return (None,)
    return (*(getattr(one.verdict, name) for name in _TELLING), one.amount, one.minutes)
