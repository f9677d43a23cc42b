"""What a hand-over says of a client, section by section, in the active language. Whoever draws it only formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clients.checklists import answers_of
from clients.heading import agreements_of, terms_of
from clients.models import Agreement, Client, Onboarding
from requests.inbox import CONFIRM, PROGRESS, WAITING, with_state
from requests.models import ClientRequest, RequestFile
from requests.planning import package_left
from seeds.handing.balances import Account, accounts
from sops.rules.policy import Policy
from sops.wording import figures


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and a table whose first column is text."""

    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    headings: tuple[str, ...] = ()


def sections(client: Client, on: date, *, amounts: bool) -> Iterator[Section]:
    """Everything but the procedures: who, the terms, the package, what is open. `amounts`: prices too."""
    agreements = [each for each in agreements_of(client, on) if each.ends_on is None or each.ends_on >= on]
    yield _who(client)
    yield from _given(client)
    for agreement in agreements:
        yield _terms(agreement, amounts)
    for agreement in agreements:
        if agreement.kind == "package":
            yield _package(agreement, on)
    found = list(_open(client))
    if not found:
        yield Section(_("Open requests"), (_("Nothing is open."),))
    for asked in found:
        yield _request(asked)


def _who(client: Client) -> Section:
    place = client.address or {}
    lines = [place.get("street", ""), f"{place.get('postcode', '')} {place.get('city', '')}".strip()]
    address = ", ".join(part for part in lines if part)
    rows = [
        (_("Stage"), str(client.get_stage_display())),
        (_("Language"), str(client.get_language_display())),
        (_("E-mail"), client.email),
        (_("Address"), address),
    ]
    contacts = [
        " · ".join(part for part in (contact.name, contact.role, contact.email) if part)
        for contact in client.contacts.all()
    ]
    return Section(client.name, bullets=tuple(contacts), rows=tuple(row for row in rows if row[1]))


def _given(client: Client) -> Iterator[Section]:
    """What the client gave for the work: where accesses are shared, and what the form was answered with."""
    shared = [
        _("%(tool)s: %(where)s (%(right)s)")
        % {"tool": each.tool, "where": each.shared, "right": each.get_right_display()}
        for each in client.accesses.filter(ended_at=None)
    ]
    if shared:
        yield Section(_("Accesses"), bullets=tuple(shared))
    if onboarding := Onboarding.objects.select_related("client", "sop").filter(client=client).first():
        said = tuple(f"{each.asked} {each.text}" for each in answers_of(onboarding) if each.text)
        if said:
            yield Section(_("What the client answered"), bullets=said)


def _terms(agreement: Agreement, amounts: bool) -> Section:
    terms, policy = terms_of(agreement), agreement.sop.policy()
    currency = agreement.client.currency
    rows = [
        (_("Begins"), figures.day(agreement.starts_on)),
        (_("Ends"), figures.day(agreement.ends_on) if agreement.ends_on else ""),
        (_("Signed"), figures.day(agreement.signed_on) if agreement.signed_on else ""),
        (_("Included a month"), terms.included),
        (_("Services"), _services(agreement, policy)),
        (_("Rules"), str(agreement.sop)),
    ]
    if amounts:
        rows += [
            (_("Price"), terms.price),
            (_("Beyond the package"), _an_hour(agreement.overage_rate, currency)),
            (_("Pays"), terms.pays),
        ]
        names = {service.code: service.name for service in policy.services}
        rows += [(names.get(code, code), _an_hour(Decimal(rate), currency)) for code, rate in agreement.rates.items()]
    title = str(capfirst(agreement.get_kind_display()))
    return Section(_("Terms: %(kind)s") % {"kind": title}, rows=tuple(row for row in rows if row[1]))


def _services(agreement: Agreement, policy: Policy) -> str:
    names = {service.code: service.name for service in policy.services}
    if not agreement.services:
        return _("all that are offered")
    return figures.listed(names.get(code, code) for code in agreement.services)


def _an_hour(rate: Any, currency: str) -> str:
    return _("%(rate)s an hour") % {"rate": figures.money(rate, currency)} if rate else ""


def _package(agreement: Agreement, on: date) -> Section:
    left = package_left(agreement, on)
    said = []
    if left and left.minutes >= 0:
        values = {"left": figures.duration(left.minutes), "whole": figures.duration(left.included)}
        said.append(_("%(left)s of %(whole)s are left this month, besides what earlier months carry over.") % values)
    elif left:
        values = {"over": figures.duration(-left.minutes), "whole": figures.duration(left.included)}
        said.append(_("%(over)s beyond the %(whole)s of this month.") % values)
    rows = tuple(_account(each) for each in accounts(agreement))
    headings = (_("Month"), _("Allotted"), _("Carried in"), _("Used"), _("Beyond"), _("Expired"), _("Left"))
    return Section(_("Package"), tuple(said), rows=rows, headings=headings if rows else ())


def _account(account: Account) -> tuple[str, ...]:
    minutes = (account.allotted, account.carried, account.used, account.beyond, account.expired, account.left)
    return (account.month, *(figures.duration(each) if each else "–" for each in minutes))


def _open(client: Client) -> Iterator[Any]:
    found = with_state(ClientRequest.objects.open().filter(client=client))
    along = ("replies", Prefetch("files", RequestFile.objects.kept()), "time_entries")
    yield from found.prefetch_related(*along).order_by("wanted_by", "received_at", "pk")


def _request(asked: Any) -> Section:
    states = {CONFIRM: _("to confirm"), PROGRESS: _("promised"), WAITING: _("waits on the client")}
    worked = sum(entry.minutes or 0 for entry in asked.time_entries.all() if entry.minutes)
    rows = [
        (_("State"), states.get(asked.group, "")),
        (_("Received"), _moment(asked.received_at)),
        (_("Wanted by"), _moment(asked.wanted_by) if asked.wanted_by else ""),
        (_("Effort"), figures.duration(asked.effort_minutes) if asked.effort_minutes else ""),
        (_("Worked so far"), figures.duration(worked) if worked else ""),
        (_("Files"), figures.listed(file.name for file in asked.files.all())),
    ]
    talk = [
        _("%(day)s, answered: %(text)s") % {"day": _moment(reply.at), "text": reply.text}
        for reply in asked.replies.all()
    ]
    title = _("Request %(number)s: %(subject)s") % {"number": asked.pk, "subject": asked.subject or asked.key}
    words = (asked.words,) if asked.words else ()
    return Section(title, words, tuple(talk), tuple(row for row in rows if row[1]))


def _moment(at: datetime) -> str:
    return figures.moment(at, timezone.get_current_timezone_name())
