"""Proposals of a new version of the procedures to a client, and the client's word on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.people import Client
from sops.models import SopVersion

_OPEN = Q(accepted_at__isnull=True, withdrawn_at__isnull=True)


class RulesProposalQuerySet(models.QuerySet["RulesProposal"]):
    """Proposals, by what became of them."""

    def open(self) -> RulesProposalQuerySet:
        """Neither accepted nor taken back."""
        return self.filter(_OPEN)


class RulesProposal(models.Model):
    """A version proposed to a client; accepted, it is what the client's running agreements follow."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="rules_proposals", verbose_name=_("client"))
    sop = models.ForeignKey(SopVersion, models.PROTECT, related_name="proposals", verbose_name=_("SOP version"))
    address = models.EmailField(_("sent to"))
    proposed_at = models.DateTimeField(_("proposed at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.CharField(_("accepted by"), max_length=200, blank=True)
    accepted_from = models.EmailField(_("accepted from"), blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    # Key of each agreement that was pinned anew, and the number of the version it followed before.
    pinned = models.JSONField(_("agreements pinned anew"), default=dict, blank=True)

    objects = RulesProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of new rules")
        verbose_name_plural = _("proposals of new rules")
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client"], condition=_OPEN, name="rules_proposal_one_open"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="rules_proposal_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}: {self.sop}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None
