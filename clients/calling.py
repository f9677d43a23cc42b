"""Hold meetings: notes while it runs, what came of it, and the letters that follow."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients import evidence, moving, pipeline
from clients.booking import source_of
from clients.models import BOOKED, CANCELLED, HELD, Client, Meeting, Milestone, PortalLink
from clients.slotting import DISCOVERY, KICKOFF, policy_at
from sops.models import Business
from vacrm.paper import figures
from vacrm.post.addresses import mailbox
from vacrm.post.models import Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import Written, write

HELD_EVIDENCE = {DISCOVERY: pipeline.CALL_HELD, KICKOFF: pipeline.KICKOFF_HELD}
LETTER = "meeting-letter"


@transaction.atomic
def note(meeting: Meeting, *, notes: str, decisions: str = "") -> Meeting:
    """Keep what was said, before, during or after."""
    meeting.notes, meeting.decisions = notes, decisions
    meeting.save(update_fields=["notes", "decisions"])
    return meeting


@transaction.atomic
def hold(meeting: Meeting, *, outcome: str = "", at: datetime, on: date) -> Meeting:
    """Say that a meeting took place, and what came of it; the client's stage follows.

    Raises ValidationError for one that is cancelled, one that is still to come, and for a call without an outcome.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("client").get(pk=meeting.pk)
    if meeting.state == CANCELLED:
        raise ValidationError(_("This meeting was cancelled; book another."))
    if meeting.starts_at > at:
        raise ValidationError(_("This meeting is still to come; move it if you spoke earlier."))
    if meeting.kind == DISCOVERY and not outcome:
        raise ValidationError({"outcome": _("Say what came of the call.")})
    meeting.state, meeting.outcome = HELD, outcome if meeting.kind == DISCOVERY else ""
    meeting.save(update_fields=["state", "outcome"])
    if kind := HELD_EVIDENCE.get(meeting.kind):
        said = str(meeting.get_outcome_display()) if meeting.outcome else ""
        evidence.record(meeting.client, kind, at=at, on=on, source=source_of(meeting), note=said)
    return meeting


@transaction.atomic
def reopen(meeting: Meeting, *, at: datetime) -> Meeting:
    """Take back that a meeting was held, and the move of the client that followed from it, if it is the latest."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("client").get(pk=meeting.pk)
    if meeting.state != HELD:
        return meeting
    meeting.state, meeting.outcome = BOOKED, ""
    meeting.save(update_fields=["state", "outcome"])
    if kind := HELD_EVIDENCE.get(meeting.kind):
        client, source = meeting.client, source_of(meeting)
        told = Milestone.objects.filter(client=client, kind=kind, source=source).first()
        latest = client.stage_changes.order_by("at", "id").last()
        evidence.withdraw(client, kind, source=source)
        if told and latest and latest.at == told.at:
            moving.take_back(client, at=at, of=latest.pk)
    return meeting


def letter(meeting: Meeting) -> Written | None:
    """The words after a meeting, in the client's language: a polite refusal, or the minutes; None: nothing to say."""
    if meeting.state != HELD:
        return None
    if meeting.kind == DISCOVERY:
        return _write(meeting, meeting.outcome) if meeting.outcome in ("no", "not_now") else None
    return _write(meeting, "minutes") if meeting.notes or meeting.decisions else None


def _write(meeting: Meeting, about: str) -> Written:
    business = Business.objects.current() or Business()
    policy = policy_at(meeting.starts_at)
    zone = meeting.time_zone or (policy.hours.timezone if policy else "UTC")
    referrals = [each.referral for each in policy.excluded if each.referral] if policy else []
    return write(
        "clients/mail/meeting_letter.txt",
        language=meeting.language,
        name=meeting.name,
        about=about,
        on=_day(meeting, zone),
        kind=meeting.kind,
        notes=meeting.notes.strip(),
        decisions=meeting.decisions.strip(),
        referrals=referrals,
        signature=business.closing,
    )


def _day(meeting: Meeting, zone: str) -> str:
    return figures.day(meeting.starts_at.astimezone(ZoneInfo(zone)).date(), meeting.language)


@transaction.atomic
def send_letter(meeting: Meeting, *, subject: str, body: str, at: datetime) -> Delivery:
    """Mail what follows a meeting, in her words. Raises ValidationError without an address, or where it was sent."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("client").get(pk=meeting.pk)
    address = meeting.email or meeting.client.email
    if not address:
        raise ValidationError(_("%(client)s has no e-mail address; add one.") % {"client": meeting.client})
    if meeting.minutes_sent_at:
        raise ValidationError(_("This letter was sent already."))
    business = Business.objects.current() or Business()
    delivery = queue(
        kind=LETTER,
        language=meeting.language,
        to=[mailbox(meeting.name, address)],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=subject,
        body=body,
        at=at,
    )
    meeting.minutes_sent_at = at
    meeting.save(update_fields=["minutes_sent_at"])
    return delivery


@transaction.atomic
def offer_kickoff(client: Client, invitation: PortalLink, *, link: str, at: datetime) -> Delivery:
    """Mail a client the link by which the moment of the kickoff is chosen."""
    business = Business.objects.current() or Business()
    written = write(
        "clients/mail/kickoff.txt",
        language=client.language,
        name=client.name,
        link=link,
        until=figures.day(invitation.expires_at.date(), client.language),
        signature=business.closing,
    )
    return queue(
        kind="kickoff",
        language=client.language,
        to=[mailbox(client.name, invitation.address)],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=written.subject,
        body=written.body,
        at=at,
    )
