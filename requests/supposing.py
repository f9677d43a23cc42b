"""The form of a request that nobody made: the facts of a real one, judged and not kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import pipeline
from clients.models import Agreement, Client
from requests.forms import AskForm
from sops.rules.policy import Policy
from sops.wording.names import TIERS, named

_FACTS = (
    "client",
    "wanted_words",
    "wanted_by",
    "received_at",
    "effort_minutes",
    "subject",
    "channel",
    "service",
    "tier",
)


class TryForm(AskForm):
    """What somebody might ask. Each version judges by itself, so the form refuses only what no version can read."""

    class Meta(AskForm.Meta):
        labels: ClassVar = {**AskForm.Meta.labels, "wanted_by": gettext_lazy("or to the minute")}

    def __init__(self, *args: Any, policies: Iterable[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.key = "what-if"  # never kept, so no free one is looked for
        known = list(policies)
        self._offer("service", list(_services(known).items()))
        self._offer("tier", [(tier, named(tier, TIERS)) for each in known for tier in each.urgency.tiers])
        self.fields["wanted_words"].widget = forms.TextInput()  # the verdicts read the date back
        self.fields["wanted_words"].label = _("Wanted by, in words")
        self.fields["client"].queryset = likely_clients()  # type: ignore[attr-defined]
        self.fields = {name: self.fields[name] for name in _FACTS if name in self.fields}

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A choice only where there is something to choose."""
        if choices:
            super()._offer(name, list(dict(choices).items()))
        else:
            self.fields.pop(name, None)

    def _judge(self) -> None:
        """The versions do, side by side."""

    def validate_constraints(self) -> None:
        """What the database would refuse, the versions refuse in words."""


def _services(policies: Iterable[Policy]) -> dict[str, str]:
    found: dict[str, str] = {}
    for policy in policies:
        found |= {each.code: each.name for each in policy.services}
        found |= {each.code: each.name for each in policy.excluded}
    return found


def likely_clients() -> Any:
    """Those who may still ask something."""
    return Client.objects.exclude(stage__in=(pipeline.ENDED, pipeline.LOST))


def suggestion(now: datetime) -> dict[str, Any]:
    """An example to begin with, so that the page never opens empty; nothing where there is no client yet."""
    served_now = likely_clients().filter(agreements__in=Agreement.objects.running(now.date()))
    served = served_now.first() or likely_clients().first()
    return {"client": served.pk, "wanted_words": _("tomorrow 10am"), "effort_minutes": 60} if served else {}
