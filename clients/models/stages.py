"""Where a client stands: the moves along the pipeline, and the evidence that they follow."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients import pipeline
from clients.models.people import Client

# Why somebody did not become a client, or did not stay one: counted in the report.
LOSSES = [
    ("price", _("too expensive")),
    ("scope", _("not what I offer")),
    ("timing", _("not now")),
    ("silence", _("no answer any more")),
    ("other_provider", _("someone else was chosen")),
    ("unfit", _("we did not fit")),
    ("other", _("another reason")),
]


class StageChange(models.Model):
    """One move of a client along the pipeline, kept for good."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="stage_changes", verbose_name=_("client"))
    old = models.CharField(_("from"), max_length=20)
    new = models.CharField(_("to"), max_length=20)
    at = models.DateTimeField(_("at"))
    why = models.CharField(_("why"), max_length=300, blank=True)
    reason = models.CharField(_("reason of the loss"), max_length=20, choices=LOSSES, blank=True)

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Milestone(models.Model):
    """Evidence on the way from lead to active, recorded by the room where it happened (see `clients/evidence.py`)."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="milestones", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=20, choices=pipeline.evidence)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"))
    source = models.CharField(
        _("source"), max_length=60, blank=True, help_text=_("What it comes from, such as quote:12; counted once.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "kind", "source"], condition=~Q(source=""), name="milestone_once_a_source"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
