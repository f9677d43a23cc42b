"""What clients ask, how it was judged, what was promised, and the time it took."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Agreement, Client
from sops.models import SopVersion
from vacrm import addresses


class ClientRequestQuerySet(models.QuerySet["ClientRequest"]):
    """Requests, by what happened to them."""

    def open(self) -> ClientRequestQuerySet:
        """Neither done nor declined."""
        return self.filter(done_at__isnull=True, declined_at__isnull=True)


class ClientRequest(models.Model):
    """Something a client asked for, as it came in."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="requests", verbose_name=_("client"))
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("agreement")
    )
    service = models.CharField(_("service"), max_length=60, blank=True)
    channel = models.CharField(_("channel"), max_length=60, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    words = models.TextField(_("the client’s words"), max_length=20_000, blank=True)
    received_at = models.DateTimeField(_("received at"))
    wanted_by = models.DateTimeField(_("wanted by"), null=True, blank=True)
    effort_minutes = models.PositiveIntegerField(_("effort in minutes"), null=True, blank=True)
    tier = models.CharField(_("tier"), max_length=60, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)

    objects = ClientRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="request_latest"),
            # Of years of requests few are open, and every page asks for these.
            models.Index(
                fields=["wanted_by"], name="request_open", condition=Q(declined_at__isnull=True, done_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(wanted_by__isnull=True) | Q(wanted_by__gt=F("received_at")),
                name="request_wanted_after_received",
                violation_error_message=_("The request is wanted before it was received."),
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(declined_at__isnull=True),
                name="request_done_or_declined",
                violation_error_message=_("A request is done or declined, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.key

    def get_absolute_url(self) -> str:
        return addresses.of("requests:request-detail", self.pk)


class Assessment(models.Model):
    """A verdict with its inputs and its SOP version: judging the inputs again gives the same."""

    client_request = models.ForeignKey(
        ClientRequest, models.CASCADE, related_name="assessments", verbose_name=_("request")
    )
    sop = models.ForeignKey(SopVersion, models.PROTECT, related_name="+", verbose_name=_("SOP version"))
    at = models.DateTimeField(_("at"))
    facts = models.JSONField(_("facts"))
    verdict = models.JSONField(_("verdict"))

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.client_request} (+{self.verdict.get('percent', '0')} %)"


class Commitment(models.Model):
    """The promise: she confirmed her availability and the client accepted the price of an assessment.

    The facts are frozen with the assessment; other facts need another commitment, and minutes worked
    before it keep the earlier one.
    """

    client_request = models.ForeignKey(
        ClientRequest, models.CASCADE, related_name="commitments", verbose_name=_("request")
    )
    assessment = models.OneToOneField(
        Assessment, models.PROTECT, related_name="commitment", verbose_name=_("assessment")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client_request", "at"], name="commitment_once_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.client_request}, {self.at:%Y-%m-%d %H:%M}"


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    """Time entries, by state."""

    def finished(self) -> TimeEntryQuerySet:
        """Entries whose minutes are known: no timer runs on them."""
        return self.filter(minutes__isnull=False)


class TimeEntry(models.Model):
    """Time worked for one client: from one moment to another, or so many minutes on a day."""

    key = models.CharField(_("key"), max_length=60, unique=True, null=True, blank=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="time_entries", verbose_name=_("client"))
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="time_entries", verbose_name=_("agreement")
    )
    client_request = models.ForeignKey(
        ClientRequest, models.PROTECT, null=True, blank=True, related_name="time_entries", verbose_name=_("request")
    )
    on = models.DateField(_("day"), help_text=_("The local day of its start."))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    # True while the timer runs, else NULL: unique, so that two timers can never run at once.
    running = models.BooleanField(_("running"), null=True, blank=True, unique=True, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True)
    billable = models.BooleanField(_("billable"), default=True)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("time entry")
        verbose_name_plural = _("time entries")
        ordering: ClassVar = ["-on", "-started_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "on"], name="time_entry_client_on"),
            models.Index(fields=["on"], name="time_entry_on"),
            models.Index(fields=["ended_at"], name="time_entry_ended_at"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="time_entry_ends_after_start",
                violation_error_message=_("The time ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, running__isnull=True) | Q(minutes__isnull=True, running=True),
                name="time_entry_minutes_or_running",
                violation_error_message=_("A time entry has minutes, or its timer runs."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.minutes or '…'} min, {self.client}"
