"""Calls and meetings, and when they may be booked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models.people import LANGUAGES, Client

MEETING_KINDS = [("discovery", _("discovery call")), ("kickoff", _("kickoff")), ("other", _("meeting"))]
BOOKED, HELD, CANCELLED = "booked", "held", "cancelled"
MEETING_STATES = [
    (BOOKED, pgettext_lazy("meeting", "booked")),
    (HELD, pgettext_lazy("meeting", "held")),
    (CANCELLED, pgettext_lazy("meeting", "cancelled")),
]
FIT = "fit"
OUTCOMES = [(FIT, _("we fit")), ("not_now", _("not now")), ("no", _("no"))]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, by state and by time."""

    def standing(self) -> MeetingQuerySet:
        """All but the cancelled ones: they take their time."""
        return self.exclude(state=CANCELLED)

    def within(self, start: datetime, end: datetime) -> MeetingQuerySet:
        """Those that share any minute with a span."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Meeting(models.Model):
    """A call or meeting with a client, from booking to what was decided."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="meetings", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=10, choices=MEETING_KINDS, default="discovery")
    state = models.CharField(_("state"), max_length=10, choices=MEETING_STATES, default=BOOKED)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    time_zone = models.CharField(_("time zone of the client"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    # Who booked, as typed; the client's record may say otherwise later.
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    need = models.TextField(_("need"), blank=True, max_length=2000)
    place = models.CharField(_("where"), max_length=300, blank=True, help_text=_("A phone number or a link."))
    # The secret of the link that moves or cancels the meeting, as a digest.
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    # A second one, of the reminder; and the address of both, the secret left out.
    second_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    pattern = models.CharField(max_length=300, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="RFC 5545, 3.8.7.4")
    booked_at = models.DateTimeField(_("booked at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True, max_length=20000)
    decisions = models.TextField(_("decisions"), blank=True, max_length=20000)
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES, blank=True)
    minutes_sent_at = models.DateTimeField(_("minutes sent at"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering: ClassVar = ["starts_at", "id"]
        indexes: ClassVar = [models.Index(fields=["starts_at"], name="meeting_starts_at")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("The meeting ends before it starts."),
            ),
            models.UniqueConstraint(
                fields=["starts_at"],
                condition=~Q(state=CANCELLED),
                name="meeting_one_at_a_time",
                violation_error_message=_("Another meeting begins at that moment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.client}"

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


class Booking(models.Model):
    """When and how strangers may book a discovery call. One row."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    is_open = models.BooleanField(_("the booking page is open"), default=False)
    minutes = models.PositiveSmallIntegerField(
        _("length of a call, in minutes"), default=30, validators=[MinValueValidator(10), MaxValueValidator(240)]
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        _("free time around each call, in minutes"), default=15, validators=[MaxValueValidator(240)]
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("earliest, in hours from now"), default=24, validators=[MaxValueValidator(720)]
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("latest, in days from now"), default=30, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    greeting = models.TextField(_("words on the page"), blank=True, max_length=2000)
    place = models.CharField(_("where calls take place"), max_length=300, blank=True)
    questions = models.TextField(_("questions I ask in a call, one a line"), blank=True, max_length=5000)
    # The secret of the private calendar feed, as a digest.
    feed_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("booking page")
        verbose_name_plural = _("booking page")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(only=True), name="booking_only_one")]

    def __str__(self) -> str:
        return str(_("booking page"))
