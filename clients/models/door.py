"""The portal's door: links by mail, one-time codes, remembered devices. Only digests of secrets are kept."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.people import Client


class PortalLinkQuerySet(models.QuerySet["PortalLink"]):
    """Links, by validity."""

    def open(self, at: datetime) -> PortalLinkQuerySet:
        """Neither run out nor revoked at a moment."""
        return self.filter(expires_at__gt=at, revoked_at__isnull=True)


class PortalLink(models.Model):
    """A secret link that was mailed to somebody at a client's, for all of the portal or for one thing in it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="portal_links", verbose_name=_("client"))
    scope = models.CharField(_("opens"), max_length=40, default="portal", help_text=_("portal, or such as quote:12"))
    address = models.EmailField(_("sent to"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("runs out at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last opened at"), null=True, blank=True)
    # The address it was mailed with, the secret left out: a later mail says it anew, with a secret of its own.
    pattern = models.CharField(max_length=300, blank=True, editable=False)
    renews = models.BooleanField(_("made anew for a reminder"), default=False)

    objects = PortalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("portal link")
        verbose_name_plural = _("portal links")
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.scope} · {self.address}"

    @property
    def about(self) -> str:
        """What it opens, in words; empty where that is all of the portal."""
        return str(settings.PORTAL_SCOPES.get(self.scope.partition(":")[0], ""))


class PortalCode(models.Model):
    """A one-time code, mailed to the address of a link, for one purpose."""

    link = models.ForeignKey(PortalLink, models.CASCADE, related_name="codes", verbose_name=_("link"))
    purpose = models.CharField(_("purpose"), max_length=60)
    code_hash = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("runs out at"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        ordering: ClassVar = ["-sent_at", "-id"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(tries__lte=20), name="portal_code_tries")]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.sent_at:%Y-%m-%d %H:%M}"


class PortalDevice(models.Model):
    """A browser that a client's person has proved to hold the mailbox with."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="portal_devices", verbose_name=_("client"))
    address = models.EmailField(_("e-mail"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    agent = models.CharField(_("browser"), max_length=300, blank=True)
    proved_at = models.DateTimeField(_("proved at"))
    seen_at = models.DateTimeField(_("last seen at"))

    class Meta:
        verbose_name = _("portal device")
        verbose_name_plural = _("portal devices")
        ordering: ClassVar = ["-seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.address} · {self.agent[:40]}"


class PortalKnock(models.Model):
    """A wrong try at one of the public doors. Of where it came from only a digest is kept, and that for a day."""

    door = models.CharField(_("door"), max_length=20)
    source_hash = models.CharField(_("source, as a digest"), max_length=64)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("wrong knock")
        verbose_name_plural = _("wrong knocks")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["source_hash", "door", "at"], name="portal_knock_source")]

    def __str__(self) -> str:
        return f"{self.door} · {self.at:%Y-%m-%d %H:%M}"
