"""Pass the door: who comes in by a link at once, who is asked for a code, and whom a browser's cookie lets in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from clients import door
from clients.models import PortalDevice, PortalLink

EVERY = timedelta(minutes=10)  # how exactly “last seen” is known; more would write with each page


@transaction.atomic
def open_link(link: PortalLink, cookie: str, agent: str, *, at: datetime) -> str | None:
    """Open a link in a browser: the secret for its cookie, or None where a code must be asked for first.

    The mail with the link has just proved the mailbox, so its first opening within thirty days lets the browser in.
    Any other browser, or one that was silent for thirty days, proves the mailbox anew.
    """
    if cookie and door.known_device(link, cookie, at=at):
        door.note_opened(link, at=at)
        return cookie
    is_fresh = link.opened_at is None and at - link.created_at <= door.SILENCE
    if not (is_fresh and door.note_opened(link, at=at)):
        return None
    return door.trust(link, agent, at=at)[1]


@transaction.atomic
def enter(link: PortalLink, agent: str, *, at: datetime) -> str:
    """Let a browser in after the right code: the secret for its cookie."""
    door.note_opened(link, at=at)
    return door.trust(link, agent, at=at)[1]


def passes(client: int, cookie: str, scopes: Collection[str], *, at: datetime) -> PortalLink | None:
    """The open link by which a browser may see a client's pages of some scopes, with the client; None: it may not.

    That the browser was here is noted, every ten minutes at most.
    """
    known = PortalDevice.objects.filter(token_hash=door.digest(cookie), seen_at__gt=at - door.SILENCE)
    device = known.first() if cookie else None
    if device is None or device.client_id != client:
        return None
    links = PortalLink.objects.open(at).filter(client=client, address__iexact=device.address, scope__in=scopes)
    link = links.select_related("client").first()
    if link and at - device.seen_at > EVERY:
        PortalDevice.objects.filter(pk=device.pk).update(seen_at=at)
        PortalLink.objects.filter(pk=link.pk).update(seen_at=at)
    return link
