"""Forms of meetings: when, what came of it, the letter after it, and how strangers may book."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import pipeline
from clients.models import OUTCOMES, Booking, Client
from clients.models.meetings import MEETING_KINDS
from vacrm.desk.entering import begin_labels


class MomentForm(forms.Form):
    """When a meeting is, on her clock, and whether the client is told."""

    start = forms.DateTimeField(
        label=gettext_lazy("begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    minutes = forms.IntegerField(label=gettext_lazy("minutes"), min_value=5, max_value=600)
    tells = forms.BooleanField(label=gettext_lazy("Send the client a mail with the calendar file"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_labels(self)

    def clean_start(self) -> datetime:
        start: datetime = self.cleaned_data["start"]
        if not 2000 <= start.year < 2100:
            raise ValidationError(_("This year is surely a slip; check the day."))
        return start


class MeetingForm(MomentForm):
    """A meeting booked by her hand."""

    client = forms.ModelChoiceField(label=gettext_lazy("client"), queryset=Client.objects.none())
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=MEETING_KINDS)
    place = forms.CharField(
        label=gettext_lazy("where"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A phone number or a link."),
    )
    field_order = ("client", "kind", "start", "minutes", "place", "tells")

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if client:
            del self.fields["client"]
        else:
            found = Client.objects.exclude(stage__in=pipeline.ARCHIVED).order_by("name")
            self.fields["client"].queryset = found  # type: ignore[attr-defined]


class NotesForm(forms.Form):
    """What was said and decided; and what came of a call."""

    notes = forms.CharField(
        label=gettext_lazy("Notes"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    decisions = forms.CharField(
        label=gettext_lazy("Decisions"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=OUTCOMES, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, is_call: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["decisions" if is_call else "outcome"]


class AfterForm(forms.Form):
    """The letter that follows a meeting."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Text"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 12}))


class BookingForm(forms.ModelForm):
    """How strangers may book, and what she asks in a call."""

    class Meta:
        model = Booking
        fields = (
            "is_open",
            "greeting",
            "place",
            "minutes",
            "buffer_minutes",
            "notice_hours",
            "horizon_days",
            "questions",
        )

    def __init__(self, *args: Any, says_length: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_labels(self)
        for name, rows in (("greeting", 3), ("questions", 6)):
            self.fields[name].widget.attrs["rows"] = rows
        if says_length:  # the procedures say how long a call is
            del self.fields["minutes"]
