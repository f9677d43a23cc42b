"""Forms of the procedures: the business, a draft's policy as TOML, and what-if."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import tomli_w
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as Malformed

from sops.models import Business, SopVersion
from sops.rules.document import parse_policy, policy_document, policy_table
from sops.rules.judging import Facts
from sops.rules.policy import Policy
from sops.wording import figures
from sops.wording.names import CHANNELS, TIERS, named
from sops.wording.refusals import WRITTEN
from vacrm.desk.entering import AddressForm, begin_labels
from vacrm.paper.pictures import read_picture
from vacrm.problems import problems

LARGEST_LOGO = 2 * 1024 * 1024  # bytes
OURS = "#14614f"  # the accent where she chose none


class BusinessForm(AddressForm):
    logo_file = forms.FileField(label=_("logo (PNG or JPEG)"), required=False)
    remove_logo = forms.BooleanField(label=_("remove the logo"), required=False)

    class Meta:
        model = Business
        exclude = ("address", "logo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "accent" not in self.fields:  # only shown, not to be changed
            return
        self.fields["accent"].widget = forms.TextInput(attrs={"type": "color", "class": "form-control-color"})
        self.initial["accent"] = self.initial.get("accent") or OURS

    def clean_accent(self) -> str:
        """Ours is kept as none: a browser's field of a colour is never empty."""
        accent = str(self.cleaned_data["accent"]).lower()
        return "" if accent == OURS else accent

    def clean_logo_file(self) -> bytes | None:
        uploaded = self.cleaned_data["logo_file"]
        if not uploaded:
            return None
        if uploaded.size > LARGEST_LOGO:
            raise ValidationError(_("This picture is larger than 2 MB; choose a smaller one."))
        content: bytes = uploaded.read()
        if read_picture(content) is None:
            raise ValidationError(_("This is no PNG or JPEG picture."))
        return content

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("remove_logo"):
            self.instance.logo = b""
        elif logo := cleaned.get("logo_file"):
            self.instance.logo = logo
        return cleaned


class SopVersionForm(forms.ModelForm):
    """A draft: its policy is written as the [sop] table of a pack."""

    toml = forms.CharField(
        label=_("policy"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 40, "class": "code", "spellcheck": "false"}),
        help_text=_("The tables under [sop] of a pack, without “sop.”: [hours], [urgency], [payment]…"),
    )

    class Meta:
        model = SopVersion
        fields = ("title", "effective_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "toml" in self.fields:
            policy = self.instance.policy() if self.instance.pk else Policy()
            self.fields["toml"].initial = written(policy)

    def clean_toml(self) -> Policy:
        return parsed(self.cleaned_data["toml"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if "toml" in cleaned:
            self.instance.document = policy_document(cleaned["toml"])
        return cleaned


class PublishForm(forms.ModelForm):
    """Under which title, and from which day on, a draft is published."""

    class Meta:
        model = SopVersion
        fields = ("title", "effective_on")
        widgets: ClassVar = {"effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, after: SopVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.after = after
        begin_labels(self)

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if self.after and day < self.after.effective_on:
            values = {"previous": self.after, "day": figures.day(self.after.effective_on)}
            raise ValidationError(_("%(previous)s took effect on %(day)s; choose that day or a later one.") % values)
        return day


def written(policy: Policy) -> str:
    """A policy as TOML; reading it gives an equal policy."""
    return tomli_w.dumps(policy_table(policy))


def parsed(text: str) -> Policy:
    """The policy of a TOML text. Raises ValidationError with one sentence per problem."""
    try:
        return parse_policy(tomllib.loads(text.replace("\r\n", "\n"), parse_float=_decimal))
    except Malformed as error:
        raise ValidationError(problems(Policy, error, WRITTEN)) from error
    except tomllib.TOMLDecodeError as error:
        raise ValidationError(_not_toml(str(error))) from error
    except (RecursionError, ValueError) as error:
        message = gettext("This cannot be read: it is nested too deeply, or holds a number that is none.")
        raise ValidationError(message) from error


def _not_toml(told: str) -> str:
    """Where a text stops being TOML, in the active language; the words of the parser are English."""
    found = re.search(r"line ([0-9]+), column ([0-9]+)", told)
    if found is None:
        return gettext("This is not TOML: it ends too early; close each quote and each bracket.")
    message = gettext(
        "This is not TOML at line %(line)s, column %(column)s; write name = value, each name once, texts in quotes."
    )
    return message % {"line": found[1], "column": found[2]}


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("_", ""))


def allowed_vat(rate: Decimal | None) -> Decimal | None:
    """A VAT rate that the business may charge. Raises ValidationError for one above zero under the franchise."""
    business = Business.objects.current()
    if rate and business and business.vat_regime == "franchise":
        raise ValidationError(_("Under the franchise no VAT is charged (art. 293 B du CGI); leave it empty."))
    return rate


class WhatIfForm(forms.Form):
    """The facts of a request that nobody made, on the wall clock of the procedures."""

    received_at = forms.DateTimeField(label=_("received at"))
    wanted_by = forms.DateTimeField(label=_("wanted by"), required=False)
    subject = forms.CharField(label=_("subject"), max_length=300, required=False)
    channel = forms.ChoiceField(label=_("channel"), required=False)
    service = forms.ChoiceField(label=_("service"), required=False)
    effort_minutes = forms.IntegerField(label=_("effort in minutes"), required=False, min_value=0, max_value=100_000)
    tier = forms.ChoiceField(label=_("tier"), required=False)

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(policy.hours.timezone)
        services = [(each.code, each.name) for each in policy.services]
        services += [(each.code, each.name) for each in policy.excluded]
        self._offer("channel", [(code, named(code, CHANNELS)) for code in CHANNELS])
        self._offer("service", services)
        self._offer("tier", [(tier, named(tier, TIERS)) for tier in policy.urgency.tiers])
        for name in ("received_at", "wanted_by"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *choices]

    def facts(self) -> Facts:
        """What the rules judge."""
        found = self.cleaned_data
        return Facts(
            received_at=self._local(found["received_at"]),
            wanted_by=self._local(found["wanted_by"]) if found["wanted_by"] else None,
            channel=found["channel"] or None,
            subject=found["subject"],
            service=found["service"] or None,
            effort_minutes=found["effort_minutes"],
            tier=found["tier"] or None,
        )

    def _local(self, moment: datetime) -> datetime:
        """The moment written, read on the wall clock of the procedures."""
        return moment.replace(tzinfo=self.zone)
