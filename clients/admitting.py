"""Invite a client to the portal: links, codes and proposals by mail, in the client's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from clients import door
from clients.models import Client, PortalLink, RulesProposal
from sops.models import Business
from sops.wording import figures
from vacrm.post.addresses import mailbox
from vacrm.post.models import Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import write

KIND = "portal"
CARRYING = (KIND, "quote", "checklist", "meeting", "kickoff")  # kinds of messages that may hold a link
DAYS = 365  # an invitation lives; a browser that is silent for thirty days proves itself long before
FORGET = timedelta(hours=1)  # after it left, the copy of a message here forgets the secret it carried
BACK = timedelta(days=92)  # as long may nobody have been there to forget: a laptop sleeps through a holiday
HIDDEN = "······"  # stands for a code
_DOORS = ("/p/open/", "/book/m/", "/book/kickoff/")  # what stands before a secret in an address
_SECRET = re.compile(rf"({'|'.join(_DOORS)})[\w-]{{20,}}")
_CODE = re.compile(r"^\d{6}$", re.MULTILINE)


@transaction.atomic
def invite(client: Client, *, to: str, address: Callable[[str], str], at: datetime) -> PortalLink:
    """Mail a link for all of the portal. `address` makes the whole address of a secret.

    Raises ValidationError for an address that is none.
    """
    link, _delivery = _mail_link(client, "invitation", to=to, address=address, at=at)
    return link


@transaction.atomic
def propose_by_mail(proposal: RulesProposal, *, address: Callable[[str], str], at: datetime) -> Delivery:
    """Mail a link to read and accept new rules."""
    number = proposal.sop.number
    on = proposal.sop.effective_on
    with translation.override(proposal.client.language):
        more = {"number": number, "day": figures.day(on)}
    return _mail_link(proposal.client, "proposal", to=proposal.address, address=address, at=at, **more)[1]


@transaction.atomic
def confirm_rules(proposal: RulesProposal, *, at: datetime) -> Delivery:
    """Mail both sides that new rules were accepted, by whom and when."""
    business = Business.objects.current() or Business()
    zone = proposal.sop.policy().hours.timezone
    with translation.override(proposal.client.language):
        moment = figures.moment(at, zone)
    more = {"number": proposal.sop.number, "by": proposal.accepted_by, "moment": moment, "client": proposal.client.name}
    copy = [business.mailbox] if business.email else []
    return _mail(proposal.client, "accepted", to=proposal.accepted_from or proposal.address, cc=copy, at=at, **more)


@transaction.atomic
def send_code(link: PortalLink, purpose: str, *, at: datetime, what: str = "") -> Delivery | None:
    """Mail a one-time code to the address of a link; a second click at once sends none.

    `what` is the sentence that says what it does, where it signs. Raises ValidationError where too many were asked for.
    """
    if door.has_just_sent(link, purpose, at=at):
        return None
    _row, code = door.make_code(link, purpose, at=at)
    minutes = int(door.CODE_LIVES.total_seconds() // 60)
    return _mail(link.client, "code", to=link.address, at=at, code=code, minutes=minutes, what=what)


def forget(at: datetime) -> None:
    """Take secrets out of the messages that carried them, once they have left: only digests are kept here."""
    left = Delivery.objects.filter(kind__in=CARRYING, sent_at__lt=at - FORGET, sent_at__gt=at - BACK)
    done = (Q(body__contains=f"{door}…") for door in _DOORS)
    for delivery in left.exclude(reduce(or_, done, Q(body__contains=HIDDEN))).only("body"):
        body = _CODE.sub(HIDDEN, _SECRET.sub(r"\1…", delivery.body))
        if body != delivery.body:
            Delivery.objects.filter(pk=delivery.pk).update(body=body)


def _mail_link(
    client: Client, letter: str, *, to: str, address: Callable[[str], str], at: datetime, **more: Any
) -> tuple[PortalLink, Delivery]:
    try:
        validate_email(to)
    except ValidationError as error:
        raise ValidationError({"to": _("“%(to)s” is no e-mail address.") % {"to": to[:100]}}) from error
    link, secret = door.invite(client, to=to, days=DAYS, at=at)
    return link, _mail(client, letter, to=to, at=at, address=door.addressed(link, secret, address), **more)


def _mail(
    client: Client, letter: str, /, *, to: str, at: datetime, cc: list[str] | None = None, **more: Any
) -> Delivery:
    business = Business.objects.current() or Business()
    name = client.contacts.filter(email__iexact=to).values_list("name", flat=True).first() or ""
    written = write(
        f"clients/mail/{letter}.txt",
        language=client.language,
        name=name,
        business=business.name,
        signature=business.closing,
        **more,
    )
    return queue(
        kind=KIND,
        language=client.language,
        to=[mailbox(name, to)],
        cc=cc or [],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=written.subject,
        body=written.body,
        at=at,
    )
