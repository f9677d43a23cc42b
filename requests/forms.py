"""Forms of requests: the rules and acts say what is wrong, the form shows it at the field."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Agreement, Client
from requests.assessing import facts_of, sop_of
from requests.models import ClientRequest
from requests.newcomers import NewcomerForm
from requests.reading import read_moment
from sops.models import SopVersion
from sops.rules.judging import BadFacts, assess
from sops.rules.policy import Policy
from sops.wording.names import CHANNELS, TIERS, named
from sops.wording.refusals import refusal
from vacrm.desk.entering import KeyForm, begin_labels, free_key
from vacrm.desk.refusing import tell
from vacrm.uploads import ACCEPTED, LARGEST
from vacrm.uploads import check as check_file


def _published() -> Policy | None:
    version = SopVersion.objects.published().first()
    return version.policy() if version else None


class ClientRequestForm(KeyForm):
    """The facts of a request; they are judged before they are kept."""

    class Meta:
        model = ClientRequest
        exclude = ("done_at", "declined_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = self.instance.agreement.sop.policy() if self.instance.agreement else _published()
        if policy and "channel" in self.fields:
            services = [(each.code, each.name) for each in policy.services]
            services += [(each.code, each.name) for each in policy.excluded]
            self._offer("service", services)
            self._offer("channel", [(code, named(code, CHANNELS)) for code in _channels(policy)])
            self._offer("tier", [(tier, named(tier, TIERS)) for tier in policy.urgency.tiers])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A choice of what the procedures know, and of what the record says already."""
        field, kept = self.fields[name], getattr(self.instance, name)
        if kept and kept not in dict(choices):
            choices = [*choices, (kept, kept)]
        self.fields[name] = forms.ChoiceField(label=field.label, choices=[("", "–"), *choices], required=False)

    def words(self, cleaned: dict[str, Any]) -> str:
        return str(cleaned.get("subject") or "request")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        agreement, client = cleaned.get("agreement"), cleaned.get("client")
        owner = client.pk if client else self.instance.client_id
        if agreement and owner and agreement.client_id != owner:
            self.add_error("agreement", _("belongs to another client"))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            self._judge()

    def _judge(self) -> None:
        try:
            assess(facts_of(self.instance), sop_of(self.instance).policy())
        except BadFacts as error:
            self.add_error(error.field, refusal(error))
        except ValidationError as error:
            tell(self, error)


class FilesField(forms.FileField):
    """Any number of files, each of a type and size that is taken."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True
        template_name = "django/forms/widgets/file.html"

    widget = Input

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in data or [] if file]
        for file in files:
            check_file(file.name, file.read(LARGEST + 1))
            file.seek(0)
        return files


class AskForm(NewcomerForm, ClientRequestForm):
    """A request added in ten seconds: only the client is needed, and the date may be said in words."""

    wanted_words = forms.CharField(
        label=gettext_lazy("wanted by, in words"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("“tomorrow 10am”, “friday”, “in 2 hours”."),
    )

    attached = FilesField(
        label=gettext_lazy("files"),
        required=False,
        help_text=gettext_lazy("Documents, pictures or sounds, 10 MB each at most."),
    )

    class Meta(ClientRequestForm.Meta):
        exclude = None  # type: ignore[assignment]  # the fields are named here
        fields = (
            *("client", "subject", "words", "channel", "received_at", "wanted_by"),
            *("effort_minutes", "service", "tier"),
        )
        widgets: ClassVar = {
            "words": forms.Textarea(attrs={"rows": 4}),
            **{
                name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
                for name in ("received_at", "wanted_by")
            },
        }
        labels: ClassVar = {
            "subject": gettext_lazy("what they ask"),
            "words": gettext_lazy("their own words"),
            "wanted_by": gettext_lazy("or by the calendar"),
        }
        help_texts: ClassVar = {
            "words": gettext_lazy("Their message, pasted; its first line is the subject where none is written.")
        }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["received_at"].required = False
        self.fields["received_at"].help_text = _("Left empty, it is now.")
        self.fields["client"].disabled = bool(self.instance.pk)
        reads = {"hx-get": reverse("requests:wanted-reading"), "hx-trigger": "input changed delay:200ms, load"}
        self.fields["wanted_words"].widget.attrs.update(
            {**reads, "hx-target": "#wanted-reading", "hx-swap": "outerHTML", "hx-sync": "this:replace"}
        )
        self.fields["attached"].widget.attrs["accept"] = ACCEPTED
        self.order_fields(("client", "newcomer", "subject", "words", "channel", "wanted_words", "wanted_by"))
        begin_labels(self)

    def clean_received_at(self) -> datetime:
        received: datetime | None = self.cleaned_data["received_at"]
        return received or self.instance.received_at or self.now.replace(second=0, microsecond=0)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        cleaned["subject"] = cleaned.get("subject") or _first_line(cleaned.get("words") or "")
        words = cleaned.get("wanted_words")
        if words and not cleaned.get("wanted_by"):
            cleaned["wanted_by"] = read_moment(words, self.now)
            if cleaned["wanted_by"] is None:
                self.add_error("wanted_words", _("Not understood; write “tomorrow 10am”, or choose the date."))
        self.instance.key = self.instance.key or free_key(ClientRequest, self.words(cleaned))
        if cleaned.get("client") and not self.instance.agreement:
            self.instance.agreement = only_agreement(cleaned["client"], self.now)
        return cleaned

    def _judge(self) -> None:
        """Without procedures there is nothing to judge by; the request is kept all the same."""
        if SopVersion.objects.frozen().exists():
            super()._judge()


def _first_line(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return lines[0][:300] if lines else ""


def only_agreement(client: Client, now: datetime) -> Agreement | None:
    """The agreement a client has in force, when it is the only one."""
    running = list(client.agreements.running(timezone.localtime(now).date()).select_related("sop")[:2])
    return running[0] if len(running) == 1 else None


def _channels(policy: Policy) -> list[str]:
    channels = policy.channels
    named_here = (*channels.main, *channels.urgent_only, *channels.refused)
    return [*named_here, *(code for code in CHANNELS if code not in named_here)]


class CommitForm(forms.Form):
    """When she confirmed, and the client accepted the price."""

    at = forms.SplitDateTimeField(
        label=gettext_lazy("confirmed and accepted at"),
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        ),
    )
