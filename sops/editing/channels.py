"""Chapter 2 as a form: by which doors requests come in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from sops.editing.chapter import ChapterForm, Group
from sops.editing.fields import code_of
from sops.editing.rows import RowForm
from sops.rules.policy import Policy
from sops.wording.names import CHANNELS, named

USES = ("main", "urgent_only", "refused")


class ChannelForm(RowForm):
    typed = ("name",)

    name = forms.CharField(
        label=_("Channel"), max_length=60, widget=forms.TextInput(attrs={"list": "channels", "autocomplete": "off"})
    )
    use = forms.ChoiceField(
        label=_("Use"),
        choices=[("main", _("for requests")), ("urgent_only", _("only for urgent ones")), ("refused", _("refused"))],
    )


class ChannelsForm(ChapterForm):
    slug, number, tables = "channels", 2, ("channels",)
    title = _("Incoming requests")
    lede = _("Where a request is welcome, and what becomes of one that comes by another door.")
    row_forms: ClassVar = {"channels": ChannelForm}

    urgent_marker = forms.CharField(
        label=_("Word that marks an urgent request"),
        max_length=60,
        required=False,
        help_text=_("In the subject. It claims urgency; the date decides. Empty: no such word."),
    )

    groups = (
        Group(_("Channels"), rows="channels", add=_("Add a channel"), ordered=True, cite="§2.1, §2.2, §2.3"),
        Group(_("Urgent ones"), ("urgent_marker",), cite="§2.4"),
    )

    @property
    def offered(self) -> dict[str, list[str]]:
        """What is proposed while one types."""
        return {"channels": [str(name) for name in CHANNELS.values()]}

    def knobs(self, policy: Policy) -> dict[str, Any]:
        found = ((use, code) for use in USES for code in getattr(policy.channels, use))
        return {
            "urgent_marker": policy.channels.urgent_marker,
            "channels": [{"name": named(code, CHANNELS), "use": use} for use, code in found],
        }

    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        kept = [code for use in USES for code in getattr(self.policy.channels, use)]
        coded = [(each["use"], code_of(each["name"], CHANNELS, kept)) for each in rows["channels"]]
        uses = {use: [code for used, code in coded if used == use] for use in USES}
        return {"channels": {**uses, "urgent_marker": said["urgent_marker"]}}
