"""What a client gives for the work: accesses, as where they are shared and never as passwords, and files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models.onboarding import CLIENT, SIDES
from clients.models.people import Client
from vacrm.files import FileQuerySet, KeptFile

RIGHTS = [
    ("read", _("may look")),
    ("edit", _("may edit")),
    ("manage", _("may manage all of it")),
]


class Access(models.Model):
    """A tool that a client opened to the assistant: where it is shared, and with which right. Never a password."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="accesses", verbose_name=_("client"))
    tool = models.CharField(_("tool"), max_length=100)
    shared = models.CharField(_("where it is shared"), max_length=300)
    right = models.CharField(pgettext_lazy("access", "right"), max_length=10, choices=RIGHTS, default="edit")
    added_at = models.DateTimeField(_("added at"))
    by = models.CharField(pgettext_lazy("step", "by"), max_length=10, choices=SIDES, default=CLIENT)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("tool", "access")
        verbose_name_plural = pgettext_lazy("tool", "accesses")
        ordering: ClassVar = ["tool", "id"]

    def __str__(self) -> str:
        return self.tool


class ClientFileQuerySet(FileQuerySet["ClientFile"]):
    """Files of clients."""


class ClientFile(KeptFile):
    """A file that came with the onboarding, kept byte for byte; removed, it can be taken back for a while."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="files", verbose_name=_("client"))
    code = models.CharField(_("question"), max_length=60, blank=True, help_text=_("The code of the question, if any."))
    by = models.CharField(pgettext_lazy("step", "by"), max_length=10, choices=SIDES, default=CLIENT)

    objects = ClientFileQuerySet.as_manager()

    class Meta(KeptFile.Meta):
        verbose_name = _("file of a client")
        verbose_name_plural = _("files of clients")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "sha256"], condition=Q(removed_at__isnull=True), name="client_file_once"
            ),
        ]
