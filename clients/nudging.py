"""Messages about the checklist: the first as it begins, then gentle reminders, on working days, never twice."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from clients import door, pipeline
from clients.admitting import DAYS
from clients.models import ChecklistItem, ChecklistReminder, Client, Onboarding
from clients.onboarding import steps_of
from clients.rules import checklist
from sops.models import Business
from sops.rules.policy import Hours
from sops.rules.worktime import is_open, local_day
from vacrm.paper.figures import day
from vacrm.post.addresses import bare, mailbox
from vacrm.post.models import Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import Written, write

KIND = "checklist"
# Who is being brought in; nobody is reminded of steps once the work runs, rests or is over.
COMING = (pipeline.SIGNED, pipeline.ONBOARDING, pipeline.KICKOFF)


def remind_of_steps(at: datetime) -> int:
    """Send the reminders that are due, within opening hours; how many. A second run finds none."""
    rows = Onboarding.objects.filter(reminds=True, client__stage__in=COMING, items__done_at=None)
    return sum(_remind(pk, at) for pk in rows.order_by("pk").values_list("pk", flat=True).distinct())


@transaction.atomic
def _remind(pk: int, at: datetime) -> bool:
    """One onboarding, held until the transaction ends, so that two runs do not both write."""
    Onboarding.objects.select_for_update().get(pk=pk)
    onboarding = Onboarding.objects.select_related("client", "sop").get(pk=pk)
    hours, to = onboarding.sop.policy().hours, recipient(onboarding.client)
    on = local_day(hours, at)
    if not to or not is_open(hours, at) or not is_due(onboarding, hours, on):
        return False
    delivery = _mail(onboarding, to, door.renew(onboarding.client, to=bare(to), days=DAYS, at=at), at=at)
    number = onboarding.reminders.count() + 1
    ChecklistReminder.objects.create(onboarding=onboarding, number=number, on=on, at=at, delivery=delivery)
    return True


@transaction.atomic
def welcome(onboarding: Onboarding, *, at: datetime) -> Delivery | None:
    """Tell the client what is with them as the onboarding begins, and where.

    None where nothing is, and for a client who has no link to the portal yet: she invites first.
    """
    to = recipient(onboarding.client)
    if not to or not _open_steps(onboarding):
        return None
    link = door.renew(onboarding.client, to=bare(to), days=DAYS, at=at)
    return _mail(onboarding, to, link, is_first=True, at=at) if link else None


def _mail(onboarding: Onboarding, to: str, link: str, *, is_first: bool = False, at: datetime) -> Delivery:
    words, business = letter(onboarding, link, is_first=is_first), Business.objects.current() or Business()
    return queue(
        kind=KIND,
        language=onboarding.client.language,
        to=[to],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=words.subject,
        body=words.body,
        automatic=True,
        at=at,
    )


def is_due(onboarding: Onboarding, hours: Hours, on: date) -> bool:
    """Is a reminder due on a day (`clients.rules.checklist.reminds`)?"""
    sent = list(onboarding.reminders.values_list("on", flat=True))
    return checklist.reminds(steps_of(list(onboarding.items.all())), sent, hours, on)


def recipient(client: Client) -> str:
    """The mailbox of the client, or of the first contact that has one; empty without any."""
    if client.email:
        return mailbox(client.name, client.email)
    contact = client.contacts.exclude(email="").first()
    return mailbox(contact.name, contact.email) if contact else ""


def _open_steps(onboarding: Onboarding) -> list[ChecklistItem]:
    """The client's steps that are open and wait for nothing."""
    items: list[ChecklistItem] = list(onboarding.items.all())
    waiting = checklist.blocked(steps_of(items))
    return [each for each in items if each.by == checklist.CLIENT and not each.done_at and each.pk not in waiting]


def letter(onboarding: Onboarding, link: str, *, is_first: bool = False) -> Written:
    """The words of a message, in the client's language: what is open on the client's side, until when, and where."""
    client, business = onboarding.client, Business.objects.current() or Business()
    mine = _open_steps(onboarding)
    return write(
        "clients/mail/checklist.txt",
        language=client.language,
        business=business.display_name,
        signature=business.closing,
        steps=[(each.label, day(each.due_on, client.language) if each.due_on else "") for each in mine],
        count=len(mine),
        link=link,
        is_first=is_first,
    )
