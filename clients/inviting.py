"""Tell both sides of a meeting: booked, moved, cancelled, tomorrow; with the file that puts it into a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from clients.door import new_secret, with_secret
from clients.models import BOOKED, CANCELLED, Meeting
from sops.models import Business, SopVersion
from sops.wording import figures
from vacrm import ical
from vacrm.post.addresses import mailbox
from vacrm.post.models import Attachment, Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import write

KIND = "meeting"
AHEAD = timedelta(hours=24)  # how long before a meeting the reminder leaves
LATE = timedelta(hours=2)  # so shortly before, nobody needs one any more


def tell_client(meeting: Meeting, event: str, *, at: datetime, link: str = "") -> Delivery | None:
    """Mail who booked, in their language; None where no address is known. `event`: booked, moved, cancelled, soon."""
    if not meeting.email:
        return None
    business = Business.objects.current() or Business()
    written = write(
        "clients/mail/meeting.txt",
        language=meeting.language,
        name=meeting.name,
        event=event,
        link=link,
        signature=business.closing,
        **_said(meeting, meeting.language, meeting.time_zone or zone()),
    )
    return queue(
        kind=KIND,
        language=meeting.language,
        to=[mailbox(meeting.name, meeting.email)],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=written.subject,
        body=written.body,
        attachments=[attachment(meeting, business.display_name, meeting.language)],
        automatic=event == "soon",
        at=at,
    )


def tell_her(meeting: Meeting, event: str, *, at: datetime) -> Delivery | None:
    """Mail her what a visitor did, in the language of the business; None while it has no address."""
    business = Business.objects.current() or Business()
    if not business.email:
        return None
    language = business.language
    written = write(
        "clients/mail/meeting_for_her.txt",
        language=language,
        event=event,
        who=meeting.name,
        email=meeting.email,
        need=meeting.need,
        why=meeting.why,
        **_said(meeting, language, zone()),
    )
    return queue(
        kind=KIND,
        language=language,
        to=[business.mailbox],
        from_email=business.mailbox,
        reply_to=mailbox(meeting.name, meeting.email) if meeting.email else "",
        subject=written.subject,
        body=written.body,
        attachments=[attachment(meeting, meeting.name, language)],
        automatic=True,
        at=at,
    )


def remind(at: datetime) -> int:
    """Tell who has a meeting within a day, once; how many. A second run tells nobody again."""
    soon = Meeting.objects.filter(
        state=BOOKED, reminded_at=None, starts_at__gt=at + LATE, starts_at__lte=at + AHEAD
    ).exclude(booked_at__gt=at - timedelta(hours=12))
    return sum(_remind(pk, at) for pk in soon.order_by("starts_at").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, at: datetime) -> bool:
    """Of two workers, the one whose UPDATE finds the row without a reminder."""
    if not Meeting.objects.filter(pk=pk, reminded_at=None, state=BOOKED).update(reminded_at=at):
        return False
    meeting = Meeting.objects.select_related("client").get(pk=pk)
    return tell_client(meeting, "soon", link=_link_anew(meeting), at=at) is not None


def _link_anew(meeting: Meeting) -> str:
    """The address of the meeting's page with a second secret, for the first is not kept; both open it."""
    if not meeting.pattern or not meeting.email:
        return ""
    secret, meeting.second_hash = new_secret()
    meeting.save(update_fields=["second_hash"])
    return with_secret(meeting.pattern, secret)


def zone() -> str:
    """Her own time zone: that of the published procedures."""
    version = SopVersion.objects.published().first()
    return version.policy().hours.timezone if version else "UTC"


def attachment(meeting: Meeting, who: str, language: str) -> Attachment:
    """The calendar file of a meeting, to go with a mail."""
    return Attachment.of("meeting.ics", ical.TYPE, file(meeting, who, language))


def file(meeting: Meeting, who: str, language: str) -> bytes:
    """The calendar file of a meeting; `who` is the other side."""
    method = ical.CANCEL if meeting.state == CANCELLED else ical.PUBLISH
    return ical.write([entry(meeting, who, language)], method=method)


def entry(meeting: Meeting, who: str, language: str, business: Business | None = None) -> ical.Entry:
    """A meeting as an event of a calendar, the same one whoever reads it; `business`, where it was read already."""
    business = business or Business.objects.current() or Business()
    with translation.override(language):
        summary = _("%(kind)s: %(who)s") % {"kind": str(meeting.get_kind_display()).capitalize(), "who": who}
    return ical.Entry(
        uid=f"meeting-{meeting.pk}-{int(meeting.booked_at.astimezone(UTC).timestamp())}@vacrm",
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        summary=summary,
        made_at=meeting.cancelled_at or meeting.booked_at,
        words=meeting.need,
        place=meeting.place,
        sequence=meeting.sequence,
        is_cancelled=meeting.state == CANCELLED,
        host=(business.display_name, business.email or settings.DEFAULT_FROM_EMAIL),
    )


def _said(meeting: Meeting, language: str, where: str) -> dict[str, Any]:
    """What both letters say of a meeting."""
    with translation.override(language):
        return {
            "kind": meeting.get_kind_display(),
            "moment": figures.moment(meeting.starts_at, where),
            "city": figures.place(where),
            "minutes": figures.duration(int(meeting.length // timedelta(minutes=1))),
            "place": meeting.place,
        }
