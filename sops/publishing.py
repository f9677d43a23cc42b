"""Publishing procedures: draft the next version, publish it, say what changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError as Malformed

from sops.models import DRAFT, PUBLISHED, SUPERSEDED, SopVersion
from sops.rules.document import policy_document
from sops.rules.policy import Policy


@transaction.atomic
def draft(policy: Policy, *, title: str, effective_on: date) -> SopVersion:
    """Write a policy down as the next version, in draft. Raises ValidationError when another draft is open."""
    _refuse_second_draft()
    return _next(title=title, effective_on=effective_on, document=policy_document(policy))


@transaction.atomic
def revise(version: SopVersion, *, at: datetime) -> SopVersion:
    """Make the next draft from a version, in force from that day on unless changed.

    Raises ValidationError when another draft is open.
    """
    _refuse_second_draft()
    day = at.astimezone(ZoneInfo(version.policy().hours.timezone)).date()
    return _next(title=version.title, effective_on=max(day, version.effective_on), document=version.document)


@transaction.atomic
def publish(version: SopVersion, *, at: datetime) -> SopVersion:
    """Publish a draft: it never changes again, and the version before it is superseded.

    Raises ValidationError for what is no draft, holds no valid policy, or would take effect before the
    version it follows.
    """
    version = SopVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != DRAFT:
        raise ValidationError(_("%(version)s is already published.") % {"version": version})
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
    version.save(update_fields=["state", "published_at"])
    return version


def _next(**fields: Any) -> SopVersion:
    highest = SopVersion.objects.aggregate(highest=Max("number"))["highest"] or 0
    version = SopVersion(number=highest + 1, **fields)
    version.full_clean()
    version.save()
    return version


def _refuse_second_draft() -> None:
    if open_draft := SopVersion.objects.drafts().first():
        raise ValidationError(_("%(version)s is still a draft; publish or delete it first.") % {"version": open_draft})


def _refuse_malformed(version: SopVersion) -> None:
    try:
        version.policy()
    except Malformed as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValidationError(
            _("%(version)s cannot be published: %(place)s %(problem)s.")
            % {"version": version, "place": place, "problem": first["msg"]}
        ) from error
