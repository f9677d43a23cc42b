"""Forms of time: an entry written or corrected, and what was real of a timer that was left running."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Agreement, Client
from requests.models import TimeEntry
from requests.rules.overrun import End
from requests.timing import Span, between, check
from vacrm.desk.entering import begin_labels
from vacrm.desk.refusing import tell
from vacrm.templatetags.vacrm_format import day, duration

OTHER = "other"


class RealEndForm(forms.Form):
    """When the work really ended: one of the likely moments, or another."""

    end = forms.ChoiceField(label=gettext_lazy("I really stopped"), widget=forms.RadioSelect)
    ended_at = forms.DateTimeField(
        label=gettext_lazy("another moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(label=gettext_lazy("note"), required=False, max_length=500)

    def __init__(self, *args: Any, ends: list[End], started_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(end.at.isoformat(), _said(end, started_at)) for end in ends]
        self.fields["end"].choices = [*said, (OTHER, _("at another moment"))]  # type: ignore[attr-defined]
        self.fields["end"].initial = said[0][0] if said else OTHER
        begin_labels(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("end") == OTHER and not cleaned.get("ended_at") and "ended_at" not in self.errors:
            self.add_error("ended_at", _("Write when you really stopped."))
        elif cleaned.get("end") and cleaned["end"] != OTHER:
            cleaned["ended_at"] = parse_datetime(cleaned["end"])
        return cleaned


def _said(end: End, started_at: datetime) -> str:
    """“at 18:00, the end of your opening hours: 4 h”."""
    local = timezone.localtime(end.at)
    when = f"{local:%H:%M}"
    if local.date() != timezone.localtime(started_at).date():
        when = f"{day(local, 'EEE d MMM')} {when}"
    sentences = {
        "closing": _("at %(time)s, the end of your opening hours: %(worked)s"),
        "activity": _("at %(time)s, the last thing you did here: %(worked)s"),
        "now": _("just now, at %(time)s: %(worked)s"),
    }
    return sentences[end.why] % {"time": when, "worked": duration(end.minutes)}


class TimeEntryForm(forms.ModelForm):
    """Time worked: from one moment to another, or so many minutes on a day."""

    class Meta:
        model = TimeEntry
        fields = (
            "client",
            "agreement",
            "client_request",
            "on",
            "started_at",
            "ended_at",
            "minutes",
            "note",
            "billable",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "on" in self.fields:
            self.fields["on"].required = False
            self.fields["minutes"].help_text = _("Left empty, they follow from the times.")
            self.fields["on"].help_text = _("Left empty, it is the day of the start.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        self._owners(cleaned)
        try:
            span = self._span(cleaned)
            if span:
                check(span, _agreement(cleaned))
                cleaned.update(on=span.on, minutes=span.minutes)
        except ValidationError as error:
            tell(self, error)
        return cleaned

    def _span(self, cleaned: dict[str, Any]) -> Span | None:
        start, end, minutes, on = (cleaned.get(name) for name in ("started_at", "ended_at", "minutes", "on"))
        if start and end:
            return between(start, end, on=timezone.localtime(start).date())
        if self.instance.running or self.errors:
            return None
        if start or end:
            raise ValidationError({"ended_at": _("Write both times, or the minutes alone.")})
        if not minutes or not on:
            raise ValidationError({"minutes": _("Write the day and the minutes, or both times.")})
        return Span(on, minutes)

    def _owners(self, cleaned: dict[str, Any]) -> None:
        """The agreement of a request is the entry's; both are the client's."""
        asked, client = cleaned.get("client_request"), cleaned.get("client")
        if asked:
            cleaned["agreement"] = asked.agreement
        for name in ("client_request", "agreement"):
            other = cleaned.get(name)
            if other and client and other.client_id != client.pk:
                self.add_error(name, _("belongs to another client"))


def _terms_said(agreement: Agreement) -> str:
    """An agreement among those of one client: “monthly package, from 1 Jun 2026”."""
    return _("%(kind)s, from %(day)s") % {"kind": agreement.get_kind_display(), "day": day(agreement.starts_on)}


def _agreement(cleaned: dict[str, Any]) -> Agreement | None:
    return cleaned.get("agreement")


class EntryForm(TimeEntryForm):
    """An entry corrected on its page: what belongs to its client only, with the pickers of the browser."""

    class Meta(TimeEntryForm.Meta):
        widgets: ClassVar = {
            "on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{
                name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
                for name in ("started_at", "ended_at")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        client = self.instance.client
        fields["client"].disabled = True
        fields["client"].queryset = Client.objects.filter(pk=client.pk)
        # An agreement says whose it is, so its client is read with it.
        fields["agreement"].queryset = client.agreements.select_related("client")
        fields["agreement"].label_from_instance = _terms_said
        fields["client_request"].queryset = client.requests.only("subject", "key", "client", "agreement")

    def _span(self, cleaned: dict[str, Any]) -> Span | None:
        """Another day or length moves the times that were left as they are."""
        start, end, minutes, on = (cleaned.get(name) for name in ("started_at", "ended_at", "minutes", "on"))
        if start and end and not {"started_at", "ended_at"} & set(self.changed_data):
            length = end - start
            if "minutes" in self.changed_data and minutes:
                length = timedelta(minutes=minutes)
            if "on" in self.changed_data and on:
                start = timezone.make_aware(datetime.combine(on, timezone.localtime(start).time()))
            start = start.astimezone(UTC)
            cleaned.update(started_at=start, ended_at=start + length)
        return super()._span(cleaned)
