"""Book, move and cancel meetings: by a visitor's own hand, or by hers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients import evidence, inviting, pipeline
from clients.door import digest, new_secret, pattern_of
from clients.models import BOOKED, CANCELLED, Booking, Client, Meeting, PortalLink
from clients.slotting import DISCOVERY, KICKOFF, offer, policy_at
from sops.models import Business
from vacrm.desk.entering import free_key

MOST = 3  # calls to come under one address
EVIDENCE = {DISCOVERY: pipeline.CALL_BOOKED, KICKOFF: pipeline.KICKOFF_BOOKED}

type Link = Callable[[str], str]  # the whole address of a meeting's page, of its secret


class Taken(ValidationError):
    """The moment was free a minute ago; somebody was faster, or it is too late for it now."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who books, as typed."""

    name: str
    email: str
    need: str
    source: str
    zone: str
    language: str


@transaction.atomic
def book(visitor: Visitor, start: datetime, *, at: datetime, link: Link) -> tuple[Meeting, str]:
    """Book a discovery call for a visitor, who becomes a lead unless the address is known; the meeting and its secret.

    Nobody is told whether the address was known. Raises Taken for a moment that is not free any more, and
    ValidationError while the page is closed or where one address books call after call.
    """
    _hold()
    free = offer(DISCOVERY, at=at)
    if not free.booking.is_open:
        raise ValidationError(_("The booking page is closed. Please write instead."))
    if start not in free.starts:
        raise Taken(_("This moment has just been taken. Please choose another; what you typed is kept."))
    coming = Meeting.objects.filter(email__iexact=visitor.email, state=BOOKED, starts_at__gt=at).count()
    if coming >= MOST:
        raise ValidationError(_("Several calls are booked with this address already. Please write instead."))
    meeting, secret = _enter(
        _client_of(visitor),
        DISCOVERY,
        start,
        free.minutes,
        at=at,
        link=link,
        name=visitor.name,
        email=visitor.email,
        need=visitor.need,
        time_zone=visitor.zone,
        language=visitor.language,
        place=free.booking.place,
    )
    inviting.tell_client(meeting, "booked", link=link(secret), at=at)
    inviting.tell_her(meeting, "booked", at=at)
    return meeting, secret


@transaction.atomic
def book_kickoff(
    invitation: PortalLink, start: datetime, *, zone: str, at: datetime, link: Link
) -> tuple[Meeting, str]:
    """Book the kickoff at a moment that a client chose by the link mailed for it, which then opens nothing more.

    Raises Taken as `book` does, and ValidationError where the link was used in another window.
    """
    _hold()
    if not PortalLink.objects.open(at).filter(pk=invitation.pk).update(revoked_at=at):
        raise ValidationError(_("The meeting is booked already; see the newest mail."))
    client, free = invitation.client, offer(KICKOFF, at=at)
    if start not in free.starts:
        raise Taken(_("This moment has just been taken. Please choose another; what you typed is kept."))
    meeting, secret = _enter(
        client,
        KICKOFF,
        start,
        free.minutes,
        at=at,
        link=link,
        name=client.name,
        email=invitation.address,
        time_zone=zone,
        language=client.language,
        place=free.booking.place,
    )
    inviting.tell_client(meeting, "booked", link=link(secret), at=at)
    inviting.tell_her(meeting, "booked", at=at)
    return meeting, secret


@transaction.atomic
def arrange(
    client: Client, kind: str, start: datetime, minutes: int, *, place: str, tells: bool, at: datetime, link: Link
) -> Meeting:
    """Book a meeting by her hand, at any moment that no other meeting holds, and mail the invitation if she says so.

    A moment that is past is kept too: it was a call that she writes down afterwards; then nothing is mailed.
    """
    _hold()
    _refuse_overlap(start, minutes)
    words = {"name": client.name, "email": client.email, "language": client.language, "place": place}
    meeting, secret = _enter(client, kind, start, minutes, at=at, link=link, **words)
    if tells and start > at:
        inviting.tell_client(meeting, "booked", link=link(secret), at=at)
    return meeting


@transaction.atomic
def move(meeting: Meeting, start: datetime, *, minutes: int = 0, tells: bool, at: datetime) -> Meeting:
    """Put a booked meeting on another moment by her hand, with the same length unless she says another."""
    _hold()
    meeting = _standing(meeting)
    minutes = minutes or int(meeting.length // timedelta(minutes=1))
    _refuse_overlap(start, minutes, but=meeting)
    _put(meeting, start, minutes)
    if tells:
        inviting.tell_client(meeting, "moved", at=at)
    return meeting


@transaction.atomic
def choose_again(meeting: Meeting, start: datetime, *, at: datetime) -> Meeting:
    """Put a meeting on another free moment, by the hand of who booked it. Raises Taken as `book` does."""
    _hold()
    meeting = _standing(meeting)
    _refuse_past(meeting, at)
    free = offer(meeting.kind, at=at, but=meeting)
    if start not in free.starts:
        raise Taken(_("This moment has just been taken. Please choose another; what you typed is kept."))
    _put(meeting, start, free.minutes)
    inviting.tell_client(meeting, "moved", at=at)
    inviting.tell_her(meeting, "moved", at=at)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, why: str = "", by_client: bool = False, tells: bool = True, at: datetime) -> Meeting:
    """Call a meeting off; its time is free again, and it is no evidence any more. She is told where a client did it."""
    _hold()
    meeting = _standing(meeting)
    if by_client:
        _refuse_past(meeting, at)
    meeting.state, meeting.cancelled_at, meeting.why = CANCELLED, at, why
    meeting.sequence += 1
    meeting.save(update_fields=["state", "cancelled_at", "why", "sequence"])
    if kind := EVIDENCE.get(meeting.kind):
        evidence.withdraw(meeting.client, kind, source=source_of(meeting))
    if tells:
        inviting.tell_client(meeting, "cancelled", at=at)
    if by_client:
        inviting.tell_her(meeting, "cancelled", at=at)
    return meeting


def find(secret: str) -> Meeting | None:
    """The meeting of a secret link, with its client; None for any other words."""
    kept = digest(secret)
    return Meeting.objects.select_related("client").filter(Q(token_hash=kept) | Q(second_hash=kept)).first()


def source_of(meeting: Meeting) -> str:
    """What evidence of a meeting comes from."""
    return f"meeting:{meeting.pk}"


def _hold() -> None:
    """Of two who book at once, one waits for the other; the database refuses a second meeting at one moment besides."""
    kept, _is_new = Booking.objects.get_or_create(only=True)
    Booking.objects.select_for_update().get(pk=kept.pk)


def _enter(
    client: Client, kind: str, start: datetime, minutes: int, *, at: datetime, link: Link, **words: str
) -> tuple[Meeting, str]:
    secret, kept = new_secret()
    meeting = Meeting.objects.create(
        client=client,
        kind=kind,
        starts_at=start,
        ends_at=start + timedelta(minutes=minutes),
        token_hash=kept,
        pattern=pattern_of(link(secret), secret),
        booked_at=at,
        **words,
    )
    if told := EVIDENCE.get(kind):
        policy = policy_at(at)
        on = at.astimezone(ZoneInfo(policy.hours.timezone if policy else "UTC")).date()
        evidence.record(client, told, at=at, on=on, source=source_of(meeting))
    return meeting, secret


def _client_of(visitor: Visitor) -> Client:
    """The client of an address, or a new lead."""
    known = Client.objects.filter(Q(email__iexact=visitor.email) | Q(contacts__email__iexact=visitor.email))
    if found := known.order_by("pk").first():
        return found
    business = Business.objects.current() or Business()
    return Client.objects.create(
        key=free_key(Client, visitor.name),
        name=visitor.name,
        email=visitor.email,
        language=visitor.language,
        country=business.country,
        currency=business.currency,
        stage=pipeline.LEAD,
        source=visitor.source,
    )


def _standing(meeting: Meeting) -> Meeting:
    """Read anew and held until the transaction ends. Raises ValidationError for one that is held or cancelled."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("client").get(pk=meeting.pk)
    if meeting.state != BOOKED:
        raise ValidationError(_("This meeting was held or cancelled; it does not move any more."))
    return meeting


def _refuse_past(meeting: Meeting, at: datetime) -> None:
    if meeting.starts_at <= at:
        raise ValidationError(_("This meeting has begun already; please write instead."))


def _refuse_overlap(start: datetime, minutes: int, but: Meeting | None = None) -> None:
    others = Meeting.objects.standing().within(start, start + timedelta(minutes=minutes)).select_related("client")
    if but is not None:
        others = others.exclude(pk=but.pk)
    if other := others.first():
        raise ValidationError({"start": _("At that moment there is: %(meeting)s.") % {"meeting": other}})


def _put(meeting: Meeting, start: datetime, minutes: int) -> None:
    meeting.starts_at, meeting.ends_at = start, start + timedelta(minutes=minutes)
    meeting.sequence += 1
    meeting.reminded_at = None
    meeting.save(update_fields=["starts_at", "ends_at", "sequence", "reminded_at"])
