"""The private calendar feed: its secret address made, remade and withdrawn, and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients.door import digest, new_secret
from clients.inviting import entry
from clients.models import Booking, Meeting
from sops.models import Business
from vacrm import ical

BACK = timedelta(days=90)  # what is older stands in the history
MOST = 500  # entries of one kind


@transaction.atomic
def open_feed() -> str:
    """A new secret address for the feed, and the end of the one before; the secret, which is not kept."""
    secret, kept = new_secret()
    Booking.objects.get_or_create(only=True)
    Booking.objects.update(feed_hash=kept)
    return secret


def opens_feed() -> str:
    """What is kept of the address that opens the feed; empty where none does."""
    return Booking.objects.values_list("feed_hash", flat=True).first() or ""


@transaction.atomic
def close_feed() -> None:
    """The address opens nothing any more."""
    Booking.objects.update(feed_hash=None)


@transaction.atomic
def reopen_feed(kept: str) -> None:
    """An address that was replaced or withdrawn opens the feed again, and no other; `kept`: what `opens_feed` said."""
    Booking.objects.update(feed_hash=kept)


def is_feed(secret: str) -> bool:
    """Whether a secret opens the feed."""
    return Booking.objects.filter(feed_hash=digest(secret)).exists()


def feed(language: str, *, at: datetime) -> bytes:
    """Meetings, and what the other rooms put beside them, as a calendar file."""
    sources: Iterable[Callable[[str, datetime], Iterable[ical.Entry]]] = map(import_string, settings.CALENDAR_FEEDS)
    return ical.write((each for source in sources for each in source(language, at)), name=_("My clients"))


def meetings(language: str, at: datetime) -> Iterator[ical.Entry]:
    """Meetings of the last months and all to come; those cancelled say so."""
    found = Meeting.objects.filter(starts_at__gt=at - BACK).select_related("client").defer("notes", "decisions")
    business = Business.objects.defer("logo").first()
    for meeting in found.order_by("starts_at")[:MOST]:
        yield entry(meeting, meeting.client.name, language, business)
