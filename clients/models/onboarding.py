"""Onboarding: the checklist of one client, what the form was answered with, and the reminders that went out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models.people import Client
from clients.rules import checklist
from sops.models import SopVersion
from sops.rules.policy import Process
from vacrm.post.models import Delivery

CLIENT, ASSISTANT = checklist.CLIENT, checklist.ASSISTANT
SIDES = [(CLIENT, _("the client")), (ASSISTANT, _("me"))]


class Onboarding(models.Model):
    """How one client is brought in, after one version of the procedures. What is said of the client is kept here."""

    client = models.OneToOneField(Client, models.CASCADE, related_name="onboarding", verbose_name=_("client"))
    sop = models.ForeignKey(SopVersion, models.PROTECT, related_name="onboardings", verbose_name=_("SOP version"))
    begun_at = models.DateTimeField(_("begun at"))
    begun_on = models.DateField(_("begun on"))
    reminds = models.BooleanField(_("gentle reminders"), default=True)
    tools = models.TextField(_("tools"), blank=True, max_length=5000)
    opening_hours = models.TextField(_("opening hours"), blank=True, max_length=2000)
    rules = models.TextField(_("communication rules"), blank=True, max_length=5000)
    answered_at = models.DateTimeField(_("answered last at"), null=True, blank=True)

    class Meta:
        verbose_name = _("onboarding")
        verbose_name_plural = _("onboardings")
        ordering: ClassVar = ["-begun_at", "-id"]

    def __str__(self) -> str:
        return str(self.client)

    def process(self) -> Process:
        """The chapter of the procedures that it follows."""
        return self.sop.policy().process


class ChecklistItem(models.Model):
    """One step of a client's checklist: copied from the procedures at the beginning, then this client's own."""

    onboarding = models.ForeignKey(Onboarding, models.CASCADE, related_name="items", verbose_name=_("onboarding"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    code = models.CharField(_("code"), max_length=60, blank=True)
    label = models.CharField(_("step"), max_length=200)
    by = models.CharField(_("done by"), max_length=10, choices=SIDES, default=CLIENT)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    waits_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="holds", verbose_name=_("waits for")
    )
    done_at = models.DateTimeField(pgettext_lazy("step", "done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("checklist step")
        verbose_name_plural = _("checklist steps")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(waits_for__isnull=True) | ~Q(waits_for=F("id")), name="checklist_item_waits_for_another"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ChecklistEvent(models.Model):
    """A step was ticked, or unticked: when, and by which side. Kept for good."""

    item = models.ForeignKey(ChecklistItem, models.CASCADE, related_name="events", verbose_name=_("step"))
    at = models.DateTimeField(_("at"))
    done = models.BooleanField(pgettext_lazy("step", "done"))
    by = models.CharField(pgettext_lazy("step", "by"), max_length=10, choices=SIDES)

    class Meta:
        verbose_name = _("tick of a checklist")
        verbose_name_plural = _("ticks of checklists")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.item}, {self.at:%Y-%m-%d %H:%M}"


class FormAnswer(models.Model):
    """What a question of the form was answered with; the question is kept as it was asked."""

    onboarding = models.ForeignKey(Onboarding, models.CASCADE, related_name="answers", verbose_name=_("onboarding"))
    code = models.CharField(_("code"), max_length=60)
    question = models.TextField(_("question"))
    text = models.TextField(_("answer"), max_length=5000)
    at = models.DateTimeField(_("at"))
    by = models.CharField(pgettext_lazy("step", "by"), max_length=10, choices=SIDES)

    class Meta:
        verbose_name = _("answer of a form")
        verbose_name_plural = _("answers of forms")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["onboarding", "code"], name="form_answer_once_a_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.text}"[:100]


class ChecklistReminder(models.Model):
    """A reminder of open steps that went to the client: the first, the second… each once."""

    onboarding = models.ForeignKey(Onboarding, models.CASCADE, related_name="reminders", verbose_name=_("onboarding"))
    number = models.PositiveSmallIntegerField(_("number"))
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"))
    delivery = models.OneToOneField(
        Delivery, models.PROTECT, related_name="checklist_reminder", verbose_name=_("delivery")
    )

    class Meta:
        verbose_name = _("reminder of a checklist")
        verbose_name_plural = _("reminders of checklists")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["onboarding", "number"], name="checklist_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.onboarding}, {self.on:%Y-%m-%d}"
