"""Publishing procedures: draft the next version, write its chapters, publish it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError as Malformed

from sops.models import DRAFT, PUBLISHED, SUPERSEDED, SopVersion
from sops.rules.document import parse_policy, policy_document
from sops.rules.policy import WEEKDAYS, Policy
from sops.wording.refusals import WRITTEN
from vacrm.problems import problems

_FIRST: dict[str, Any] = {
    "hours": {day: ["09:00-12:30", "13:30-18:00"] for day in WEEKDAYS[:5]},
    "channels": {"main": ["email"], "urgent_marker": "URGENT"},
    "urgency": {
        "notice_hours": 24,
        "tiers": {"simple": 20, "standard": 35, "complex": 50},
        "default_tier": "standard",
    },
    "payment": {"terms": "net", "days": 30, "reminder_days": [7]},
}


@transaction.atomic
def draft(policy: Policy, *, title: str, effective_on: date) -> SopVersion:
    """Write a policy down as the next version, in draft. Raises ValidationError when another draft is open."""
    _refuse_second_draft()
    return _next(title=title, effective_on=effective_on, document=policy_document(policy))


@transaction.atomic
def begin(*, title: str, on: date) -> SopVersion:
    """Draft the first version: office hours on weekdays, requests by e-mail, payment by transfer; the rest is open.

    Raises ValidationError where there are versions already.
    """
    if SopVersion.objects.exists():
        raise ValidationError(_("There are procedures already."))
    return _next(title=title, effective_on=on, document=policy_document(parse_policy(_FIRST)))


@transaction.atomic
def revise(version: SopVersion, *, at: datetime) -> SopVersion:
    """Make the next draft from a version, in force from that day on unless changed.

    Raises ValidationError when another draft is open.
    """
    _refuse_second_draft()
    day = at.astimezone(ZoneInfo(version.policy().hours.timezone)).date()
    return _next(title=version.title, effective_on=max(day, version.effective_on), document=version.document)


def mark(policy: Policy, tables: Iterable[str] = ()) -> str:
    """What some tables of a policy say (none named: all), as a short text that differs once one of them does."""
    document = policy_document(policy)
    said = json.dumps([document[name] for name in tables or document], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def write(policy: Policy, tables: Iterable[str], *, seen: str, at: datetime) -> SopVersion:
    """Keep some tables of a policy in the one draft, which is made of the version published when there is none.

    `seen` is the `mark` of what was being changed. Raises ValidationError, code “stale”, when another change came in
    between, so that it is not lost unseen.
    """
    tables = tuple(tables)
    kept = SopVersion.objects.select_for_update()
    version = kept.drafts().first() or kept.published().first()
    if version is None:
        raise ValidationError(_("There are no procedures yet; begin them first."))
    if mark(version.policy(), tables) != seen:
        raise ValidationError(_("This chapter was changed elsewhere since you opened it."), "stale")
    if mark(policy, tables) == seen:
        return version
    if version.state != DRAFT:
        version = revise(version, at=at)
    document = policy_document(policy)
    version.document = {**policy_document(version.policy()), **{name: document[name] for name in tables}}
    version.save()
    return version


@transaction.atomic
def discard(version: SopVersion, *, seen: str) -> None:
    """Throw a draft away; the version published stays as it is. `seen` is the `mark` of all that was looked at.

    Raises ValidationError for what is published, and for a draft that was changed since it was seen.
    """
    version = SopVersion.objects.select_for_update().get(pk=version.pk)
    _refuse_unseen(version, seen)
    version.delete()


@transaction.atomic
def publish(
    version: SopVersion, *, at: datetime, effective_on: date | None = None, title: str = "", seen: str = ""
) -> SopVersion:
    """Publish a draft: it never changes again, and the version before it is superseded.

    It takes effect on the day given, under the title given, else as the draft says. `seen` is the `mark` of all that
    was looked at. Raises ValidationError for what is no draft, was changed since it was seen, holds no valid policy,
    or would take effect before the version it follows.
    """
    version = SopVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != DRAFT:
        raise ValidationError(_("%(version)s is already published.") % {"version": version})
    if seen:
        _refuse_unseen(version, seen)
    version.effective_on, version.title = effective_on or version.effective_on, title or version.title
    _refuse_malformed(version)
    for previous in SopVersion.objects.select_for_update().published():
        if previous.effective_on > version.effective_on:
            raise ValidationError(
                _("%(version)s would take effect before %(previous)s; choose %(day)s or later.")
                % {"version": version, "previous": previous, "day": previous.effective_on.isoformat()}
            )
        previous.state = SUPERSEDED
        previous.save(update_fields=["state"])
    version.state, version.published_at = PUBLISHED, at
    version.save(update_fields=["state", "published_at", "effective_on", "title"])
    return version


def _next(**fields: Any) -> SopVersion:
    highest = SopVersion.objects.aggregate(highest=Max("number"))["highest"] or 0
    version = SopVersion(number=highest + 1, **fields)
    version.full_clean()
    version.save()
    return version


def _refuse_unseen(version: SopVersion, seen: str) -> None:
    if seen != mark(version.policy()):
        raise ValidationError(_("%(version)s was changed since you looked at it; look again.") % {"version": version})


def _refuse_second_draft() -> None:
    if open_draft := SopVersion.objects.drafts().first():
        raise ValidationError(_("%(version)s is still a draft; publish or delete it first.") % {"version": open_draft})


def _refuse_malformed(version: SopVersion) -> None:
    try:
        version.policy()
    except Malformed as error:
        first = problems(Policy, error, WRITTEN)[0]
        raise ValidationError(
            _("%(version)s cannot be published: %(problem)s.") % {"version": version, "problem": first}
        ) from error
