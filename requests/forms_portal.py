"""The form of a request in the portal: what the client needs, by when, and files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from requests.assessing import PORTAL, facts_of, sop_of
from requests.attaching import MOST
from requests.forms import FilesField, only_agreement
from requests.models import ClientRequest
from sops.rules.judging import BadFacts, assess
from sops.wording import figures
from sops.wording.refusals import refusal
from vacrm.uploads import ACCEPTED

LONGEST = 5000  # characters of the words
EFFORTS = (15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 960)  # minutes
OTHER = "other"  # the choice of a moment by the calendar


class WishForm(forms.Form):
    """What a client needs. `when` is the moment chosen among those offered, “other”, or empty: no date."""

    subject = forms.CharField(label=gettext_lazy("In one sentence"), max_length=300)
    words = forms.CharField(
        label=gettext_lazy("Details"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    service = forms.ChoiceField(label=gettext_lazy("Kind of work"), required=False)
    effort = forms.TypedChoiceField(
        label=gettext_lazy("How long, you think"), required=False, coerce=int, empty_value=None
    )
    when = forms.CharField(required=False, max_length=40)
    other = forms.DateTimeField(
        label=gettext_lazy("Day and hour"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    attached = FilesField(
        label=gettext_lazy("Files"),
        required=False,
        help_text=gettext_lazy("Documents, pictures or sounds, 10 MB each at most."),
    )

    def __init__(self, *args: Any, client: Client, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client, self.now = client, now.replace(second=0, microsecond=0)
        self.agreement = only_agreement(client, now)
        self.draft = ClientRequest(
            client=client, agreement=self.agreement, channel=PORTAL, received_at=self.now.astimezone(UTC)
        )
        self._choose("service", _services(self.draft), _("Not sure, or something else"))
        self._choose("effort", [(str(each), figures.duration(each)) for each in EFFORTS], _("I do not know"))
        for name, field in self.fields.items():
            looks = "form-select" if name in ("service", "effort") else "form-control"
            field.widget.attrs["class"] = f"{looks} is-invalid" if self.is_bound and name in self.errors else looks
        self.fields["subject"].widget.attrs["class"] += " form-control-lg"
        self.fields["attached"].widget.attrs["accept"] = ACCEPTED

    def _choose(self, name: str, choices: list[tuple[str, str]], none: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", none), *choices]

    def clean_attached(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["attached"]
        if len(files) > MOST:
            raise ValidationError(_("A request holds %(count)s files at most; remove one first.") % {"count": MOST})
        return files

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.draft.subject, self.draft.words = cleaned.get("subject", ""), cleaned.get("words", "")
        self.draft.service, self.draft.effort_minutes = cleaned.get("service", ""), cleaned.get("effort")
        self.draft.wanted_by = self._wanted(cleaned.get("when", ""), cleaned.get("other"))
        if self.draft.wanted_by or not self.errors:
            self._judge()
        return cleaned

    def _wanted(self, when: str, other: datetime | None) -> datetime | None:
        if when == OTHER:
            if other is None and "other" not in self.errors:
                self.add_error("other", _("Choose the day and the hour."))
            return other
        if not when:
            return None
        try:
            found = parse_datetime(when)
        except ValueError:
            found = None
        if found is None:
            self.add_error("when", _("Choose one of the moments, or another date."))
        return timezone.make_aware(found) if found and timezone.is_naive(found) else found

    def _judge(self) -> None:
        """What the rules cannot judge, such as a date that is over, is refused at the moment."""
        try:
            assess(facts_of(self.draft), sop_of(self.draft).policy())
        except BadFacts as error:
            wanted, self.draft.wanted_by = self.draft.wanted_by, None
            late = _("That moment is over; choose a later one.")
            is_late = error.field == "wanted_by" and wanted is not None and wanted <= self.now
            self.add_error(
                "other" if self.cleaned_data.get("when") == OTHER else "when", late if is_late else refusal(error)
            )
        except ValidationError:  # nothing is published: kept all the same
            pass


def _services(draft: ClientRequest) -> list[tuple[str, str]]:
    """What the agreement includes, or what the SOP offers."""
    try:
        policy = sop_of(draft).policy()
    except ValidationError:
        return []
    names = {each.code: each.name for each in policy.services}
    included = draft.agreement.services if draft.agreement else None
    codes = list(names) if included is None else [*included, *(each for each in names if each not in included)]
    return [(code, names.get(code, code)) for code in codes]
