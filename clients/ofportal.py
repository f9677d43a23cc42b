"""What this room shows in the portal, and what a client's page tells of the portal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients import door
from clients.documents import Paper
from clients.heading import agreements_of
from clients.history import WHOSE, Part
from clients.models import Client, PortalLink, RulesProposal
from clients.proposing import behind
from sops.models import SopVersion

SHOWN = 8  # links of a client's page; the rest stands in the workshop


def panel(client: Client, on: date) -> dict[str, Any]:
    """The place of the portal on a client's page, which asks for it once it stands."""
    return {"template": "clients/_portal_panel.html"}


def standing(client: Client, on: date) -> dict[str, Any]:
    """Who was invited, when they were last seen, and the rules proposed to them."""
    contacts = client.contacts.exclude(email="").values_list("email", flat=True)
    return {
        "links": _one_each(client.portal_links.filter(revoked_at__isnull=True).order_by("-created_at")[: 4 * SHOWN]),
        "addresses": list(dict.fromkeys(filter(None, [client.email, *contacts]))),
        "proposal": client.rules_proposals.open().select_related("sop").first(),
        "behind": behind(agreements_of(client, on), on),
    }


def _one_each(links: Iterable[PortalLink]) -> list[PortalLink]:
    """Of the links that open the same to the same address, the one seen last: revoking it closes all of them."""
    found: dict[tuple[str, str], PortalLink] = {}
    for link in links:
        key = link.scope, link.address.lower()
        known = found.setdefault(key, link)
        if link.seen_at and (known.seen_at is None or link.seen_at > known.seen_at):
            found[key] = link
    return list(found.values())[:SHOWN]


def events() -> Iterator[Part]:
    """What happened at the portal's door, and to the rules."""
    links: dict[str, Any] = {
        "rows": PortalLink.objects.filter(client=WHOSE, scope=door.PORTAL, renews=False),
        "words": ("address",),
    }
    rules: dict[str, Any] = {"rows": RulesProposal.objects.filter(client=WHOSE)}
    yield Part(tell=_invited, at="created_at", **links)
    yield Part(tell=_came, at="opened_at", **links)
    yield Part(tell=_proposed, at="proposed_at", words=("sop__number",), **rules)
    yield Part(tell=_accepted, at="accepted_at", words=("sop__number", "accepted_by"), **rules)


def _invited(address: str) -> str:
    return _("Invited %(address)s to the portal") % {"address": address}


def _came(address: str) -> str:
    return _("%(address)s opened the portal") % {"address": address}


def _proposed(number: str) -> str:
    return _("Proposed version %(number)s of the rules") % {"number": number}


def _accepted(number: str, by: str) -> str:
    return _("%(by)s accepted version %(number)s of the rules") % {"number": number, "by": by}


# --- in the portal ----------------------------------------------------------------------------------


def panels(client: Client, *, on: date, at: datetime) -> list[dict[str, Any]]:
    """What the first page of the portal shows, of every room."""
    found = (import_string(name)(client, on=on, at=at) for name in settings.PORTAL_PANELS)
    return [each for each in found if each]


def proposed(client: Client, *, on: date, at: datetime) -> dict[str, Any] | None:
    """New rules that wait for the client's word."""
    proposal = client.rules_proposals.open().select_related("sop").first()
    if proposal is None:
        return None
    said = _("Version %(number)s of our rules waits for your word.") % {"number": proposal.sop.number}
    return {"template": "portal/_proposed.html", "said": said, "proposal": proposal}


def rules_of(client: Client, on: date) -> list[SopVersion]:
    """The versions that a client's running agreements follow, the latest first; without one, the version in force."""
    pinned = {each.sop_id: each.sop for each in client.agreements.running(on).select_related("sop")}
    if pinned:
        return sorted(pinned.values(), key=lambda each: each.number, reverse=True)
    current = SopVersion.objects.current(on)
    return [current] if current else []


def may_read(client: Client, number: int, on: date) -> SopVersion | None:
    """A version that concerns a client: signed once, in force, or proposed; None: any other."""
    numbers = {each.number for each in rules_of(client, on)}
    numbers |= set(client.agreements.values_list("sop__number", flat=True))
    numbers |= set(client.rules_proposals.filter(withdrawn_at__isnull=True).values_list("sop__number", flat=True))
    return SopVersion.objects.frozen().filter(number=number).first() if number in numbers else None


def documents(client: Client) -> Iterator[Paper]:
    """The handbook of each version that an agreement pins."""
    agreements = client.agreements.select_related("sop").order_by("starts_on", "pk")
    seen: dict[int, Paper] = {}
    for each in agreements:
        number = each.sop.number
        on = each.signed_on or each.starts_on
        address = ("clients:portal-rules-pdf", client.pk, number)
        seen.setdefault(number, Paper(on, _("Our rules"), _("Version %(number)s") % {"number": number}, address))
    yield from seen.values()
