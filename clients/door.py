"""The portal's door: a client comes in by a secret link from a mail, and proves the mailbox with a one-time code.

Secrets have 192 bits (`secrets.token_urlsafe`); only their SHA-256 is kept, so a stolen database opens nothing.
A digest without salt is enough for secrets that nobody can guess; the short codes are mixed with their link and
the secret key of the installation, and die after a few wrong tries.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from clients.models import Client, PortalCode, PortalDevice, PortalLink

PORTAL = "portal"  # the scope that opens all of a client's portal
BYTES = 24  # of a secret
GAP = "{secret}"  # stands for one in an address that is kept
DIGITS = 6  # of a code
CODE_LIVES = timedelta(minutes=15)
PAUSE = timedelta(seconds=30)  # a second click within it sends no second code
TRIES = 5  # wrong ones, then a new code is asked for
CODES = 5  # sent to one link within an hour
SILENCE = timedelta(days=30)  # after which a device proves itself anew


def new_secret() -> tuple[str, str]:
    """A secret for an address, and the digest of it that is kept."""
    secret = secrets.token_urlsafe(BYTES)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def pattern_of(address: str, secret: str) -> str:
    """A whole address with its secret left out, to be kept; empty where it would be too long."""
    pattern = address.replace(secret, GAP)
    return pattern if secret in address and len(pattern) <= 300 else ""


def with_secret(pattern: str, secret: str) -> str:
    """A kept address with a secret in it."""
    return pattern.replace(GAP, secret)


# --- links ------------------------------------------------------------------------------------------


@transaction.atomic
def invite(client: Client, scope: str = PORTAL, *, to: str, days: int, at: datetime) -> tuple[PortalLink, str]:
    """Make a link for an address that opens `scope` for some days; the link and its secret, which is not kept."""
    secret, kept = new_secret()
    link = PortalLink.objects.create(
        client=client, scope=scope, address=to, token_hash=kept, created_at=at, expires_at=at + timedelta(days=days)
    )
    return link, secret


def find(secret: str, *, at: datetime) -> PortalLink | None:
    """The link of a secret, with its client, if it opens at a moment; whatever is wrong, the answer is None."""
    return PortalLink.objects.open(at).select_related("client").filter(token_hash=digest(secret)).first()


def reaches(link: PortalLink, scope: str, *, at: datetime) -> bool:
    """Does whoever came by a link have one, this or another to the same address, that opens `scope`?"""
    scopes = [PORTAL, scope]
    mine = PortalLink.objects.open(at).filter(client=link.client_id, address__iexact=link.address, scope__in=scopes)
    return link.scope in scopes or mine.exists()


def note_opened(link: PortalLink, *, at: datetime) -> bool:
    """Keep that a link was opened; True the first time."""
    first = PortalLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=at, seen_at=at)
    if not first:
        PortalLink.objects.filter(pk=link.pk).update(seen_at=at)
    return bool(first)


@transaction.atomic
def addressed(link: PortalLink, secret: str, address: Callable[[str], str]) -> str:
    """The whole address of a link, as `address` makes it; kept without the secret, so that a reminder can say it."""
    whole = address(secret)
    PortalLink.objects.filter(pk=link.pk).update(pattern=pattern_of(whole, secret))
    return whole


@transaction.atomic
def renew(client: Client, *, to: str, days: int, at: datetime) -> str:
    """The whole address of a fresh link to the portal, for somebody who has one that opens; empty for anybody else.

    The earlier one stays valid.
    """
    links = PortalLink.objects.open(at).filter(client=client, address__iexact=to).exclude(pattern="")
    known = links.first()
    if known is None:
        return ""
    link, secret = invite(client, to=known.address, days=days, at=at)
    PortalLink.objects.filter(pk=link.pk).update(pattern=known.pattern, renews=True)
    return with_secret(known.pattern, secret)


@transaction.atomic
def revoke(link: PortalLink, *, at: datetime) -> None:
    """Close a link for good, with those made anew for its address, and forget the devices that came in by it."""
    _alike(link).filter(revoked_at__isnull=True).update(revoked_at=at)
    PortalDevice.objects.filter(client=link.client_id, address__iexact=link.address).delete()


@transaction.atomic
def restore(link: PortalLink) -> None:
    """Open a link again that was revoked, with those that were closed with it; who comes by one proves the mailbox."""
    closed = _alike(link).filter(revoked_at=link.revoked_at, revoked_at__isnull=False)
    closed.update(opened_at=Coalesce("opened_at", "revoked_at"))
    closed.update(revoked_at=None)


def _alike(link: PortalLink) -> QuerySet[PortalLink]:
    """The links that open the same to the same address."""
    return PortalLink.objects.filter(client=link.client_id, scope=link.scope, address__iexact=link.address)


# --- one-time codes ---------------------------------------------------------------------------------


@transaction.atomic
def make_code(link: PortalLink, purpose: str, *, at: datetime) -> tuple[PortalCode, str]:
    """A new code for one purpose, to be mailed to the link's address; earlier ones for it stop working.

    Raises ValidationError when too many were asked for within an hour.
    """
    PortalLink.objects.select_for_update().get(pk=link.pk)
    lately = link.codes.filter(sent_at__gt=at - timedelta(hours=1)).count()
    if lately >= CODES:
        raise ValidationError(_("Several codes were sent already. Please wait an hour, or answer the mail."))
    link.codes.filter(purpose=purpose, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = PortalCode.objects.create(
        link=link, purpose=purpose, code_hash=_code_hash(link, purpose, code), sent_at=at, expires_at=at + CODE_LIVES
    )
    return row, code


def has_just_sent(link: PortalLink, purpose: str, *, at: datetime) -> bool:
    """Is a code that still counts only seconds old? Holds the link until the transaction ends: two taps are one."""
    PortalLink.objects.select_for_update().get(pk=link.pk)
    sent = link.codes.filter(purpose=purpose, sent_at__gt=at - PAUSE).exists()
    return sent and tries_left(link, purpose, at=at) > 0


@transaction.atomic
def use_code(link: PortalLink, purpose: str, typed: str, *, at: datetime) -> PortalCode | None:
    """The code that was sent for a purpose, used up now; None, and one try less, where it is wrong or gone.

    To be called in a transaction that is committed whatever follows: the try must count.
    """
    row = (
        link.codes.select_for_update()
        .filter(purpose=purpose, used_at__isnull=True, expires_at__gt=at, tries__lt=TRIES)
        .order_by("-sent_at", "-pk")
        .first()
    )
    if row is None:
        return None
    code = "".join(filter(str.isdigit, typed))
    if not constant_time_compare(row.code_hash, _code_hash(link, purpose, code)):
        PortalCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
        return None
    row.used_at = at
    row.save(update_fields=["used_at"])
    return row


def tries_left(link: PortalLink, purpose: str, *, at: datetime) -> int:
    """How often a code that was sent may still be typed."""
    codes = link.codes.filter(purpose=purpose, used_at__isnull=True, expires_at__gt=at).order_by("-sent_at", "-pk")
    tries = codes.values_list("tries", flat=True).first()
    return 0 if tries is None else max(TRIES - tries, 0)


def _code_hash(link: PortalLink, purpose: str, code: str) -> str:
    return salted_hmac(f"vacrm.portal.{link.pk}.{purpose}", code, algorithm="sha256").hexdigest()


# --- devices ----------------------------------------------------------------------------------------


@transaction.atomic
def trust(link: PortalLink, agent: str, *, at: datetime) -> tuple[PortalDevice, str]:
    """Remember a browser that proved to hold the mailbox; the device, and the secret for its cookie."""
    secret, kept = new_secret()
    device = PortalDevice.objects.create(
        client_id=link.client_id, address=link.address, token_hash=kept, agent=agent[:300], proved_at=at, seen_at=at
    )
    return device, secret


def known_device(link: PortalLink, secret: str, *, at: datetime) -> PortalDevice | None:
    """The device of a cookie, if it is this client's and address's and was seen lately; noted as seen now."""
    device = PortalDevice.objects.filter(
        token_hash=digest(secret), client=link.client_id, address__iexact=link.address, seen_at__gt=at - SILENCE
    ).first()
    if device and at - device.seen_at > timedelta(minutes=10):
        PortalDevice.objects.filter(pk=device.pk).update(seen_at=at)
    return device
