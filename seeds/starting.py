"""Starting: the first draft of the procedures, the business, the first client. Each step is kept at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.core import get_global
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import pipeline
from clients.models import Agreement, Client
from clients.welcoming import welcome
from seeds.emptying import hold
from seeds.packs.reading import read_pack
from seeds.packs.tables import SopTable
from sops import publishing
from sops.models import Business, SopVersion
from sops.rules.daysoff import unknown
from sops.rules.document import policy_document
from sops.rules.policy import Policy
from vacrm.desk.entering import free_key

SHELF = Path(__file__).resolve().parent / "sops"
STARTERS: Mapping[str, str | Promise] = {
    "complete": gettext_lazy("Complete"),
    "hourly": gettext_lazy("By the hour"),
    "packages": gettext_lazy("Monthly packages"),
}


@cache
def starter(kind: str, language: str) -> SopTable:
    """A ready draft of the procedures: one of STARTERS, in English or French."""
    found = read_pack(str(SHELF / f"{language}-{kind}.toml")).sop
    if found is None:
        raise LookupError(f"{language}-{kind}.toml has no [sop]")
    return found


def country_of(zone: str) -> str:
    """The country a time zone belongs to, as two letters; empty for the open sea."""
    found: str = get_global("zone_territories").get(zone, "")
    return found if len(found) == 2 and found.isalpha() else ""


def placed(table: SopTable | Policy, zone: str, on: date) -> Policy:
    """A starter in a time zone, with the public holidays of its country, and without days away that are over."""
    policy = table.policy() if isinstance(table, SopTable) else table
    country = country_of(zone)
    holidays = country if country and not unknown(country) else policy.hours.holidays
    closures = tuple(each for each in policy.hours.closures if each.last >= on)
    return replace(policy, hours=replace(policy.hours, timezone=zone, holidays=holidays, closures=closures))


@transaction.atomic
def settle(language: str, zone: str, *, on: date) -> SopVersion | None:
    """Keep the place she works in: in the draft of her procedures, begun from a starter in her language.

    A draft that is still as its starter was speaks the new language too. None, with nothing changed, once a version
    is published: from then on the place is changed with the procedures.
    """
    if SopVersion.objects.frozen().exists():
        return None
    draft = SopVersion.objects.drafts().select_for_update().first()
    if draft is None:
        return publishing.draft(
            placed(starter("complete", language), zone, on),
            title=starter("complete", language).title,
            effective_on=on.replace(day=1),
        )
    kind = untouched(draft, on)
    policy = draft.policy() if kind is None else starter(kind, language).policy()
    if kind:
        draft.title = starter(kind, language).title
    draft.document = policy_document(placed(policy, zone, on))
    draft.save(update_fields=["title", "document"])
    return draft


def untouched(version: SopVersion, on: date) -> str | None:
    """The starter that a draft still is, place aside; None when she has changed a rule."""
    policy = version.policy()
    for kind in STARTERS:
        for language in ("en", "fr"):
            if placed(starter(kind, language), policy.hours.timezone, on) == policy:
                return kind
    return None


@transaction.atomic
def write_rules(policy: Policy, *, title: str, on: date) -> SopVersion:
    """Keep the procedures as the open draft, or begin one. Raises ValidationError once a version is published."""
    if SopVersion.objects.frozen().exists():
        raise ValidationError(_("Your rules are published already; to change them, write the next version."))
    draft = SopVersion.objects.drafts().select_for_update().first()
    if draft is None:
        return publishing.draft(policy, title=title, effective_on=on.replace(day=1))
    draft.title, draft.document = title, policy_document(policy)
    draft.save(update_fields=["title", "document"])
    return draft


@transaction.atomic
def publish_rules(policy: Policy, *, title: str, on: date, at: datetime) -> SopVersion:
    """Keep the procedures and publish them; from here on they judge and price."""
    return publishing.publish(write_rules(policy, title=title, on=on), at=at)


@transaction.atomic
def keep_business(business: Business) -> Business:
    """Keep who she is: one row, also when two windows say it at once."""
    hold(Business)
    there = Business.objects.current()
    if there and business._state.adding:
        business.pk, business._state.adding = there.pk, False
    business.save()
    return business


@transaction.atomic
def first_client(name: str, *, language: str, on: date, email: str = "", rate: Decimal | None = None) -> Client:
    """Add a client by name; with a rate, an agreement by the hour that counts from the first of the month.

    Raises ValidationError for a name that is none, or known already.
    """
    business = Business.objects.current()
    client = welcome(name, stage=pipeline.LEAD if rate is None else pipeline.ACTIVE)
    client.email, client.language = email, business.language if business else language
    client.country = business.country if business else client.country
    client.full_clean()
    client.save()
    sop = SopVersion.objects.published().first()
    if rate is not None and sop is not None:
        agreement = Agreement(
            key=free_key(Agreement, f"{client.key} hourly"),
            client=client,
            kind="hourly",
            sop=sop,
            signed_on=on,
            starts_on=on.replace(day=1),
            rate=rate,
        )
        agreement.full_clean()
        agreement.save()
    return client
