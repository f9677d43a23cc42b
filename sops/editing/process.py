"""Chapter 6 as a form: from the discovery call to acceptance of the work."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sops.editing.chapter import ChapterForm, Group
from sops.editing.fields import Items, Whole
from sops.editing.rows import RowForm
from sops.editing.scope import free_code
from sops.rules.policy import Policy
from sops.wording.names import ANSWERS

STEP = ("code", "label", "by", "waits_for", "due_days")
PLAIN = ("quote_within_hours", "quote_valid_days", "kickoff_minutes", "kickoff_agenda")


class StepForm(RowForm):
    typed = ("label",)

    code = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Step"), max_length=200)
    by = forms.ChoiceField(label=_("Done by"), choices=[("client", _("the client")), ("assistant", _("me"))])
    waits_for = forms.ChoiceField(
        label=_("Waits for"),
        required=False,
        error_messages={"invalid_choice": _("The step it waits for is not there any more; choose another, or none.")},
    )
    due_days = Whole(label=_("Due within, in working days"), unit=_("days"), max_value=366)


class QuestionForm(RowForm):
    typed = ("question",)

    code = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    question = forms.CharField(label=_("Question"), max_length=10_000)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=ANSWERS.items)


class ProcessForm(ChapterForm):
    slug, number, tables = "process", 6, ("process",)
    title = _("From first call to delivery")
    lede = _("How a client begins with you, and when your work counts as accepted.")
    row_forms: ClassVar = {"onboarding": StepForm, "onboarding_form": QuestionForm}
    aliases: ClassVar = {"discovery_minutes": "discovery_long"}

    discovery_short = Whole(label=_("Discovery call"), unit=_("minutes"), max_value=600, help_text=_("Empty: none."))
    discovery_long = Whole(label=_("or up to"), unit=_("minutes"), max_value=600)
    quote_within_hours = Whole(label=_("Quote sent within"), unit=_("hours"), help_text=_("Empty: no promise."))
    quote_valid_days = Whole(label=_("Quote valid for"), unit=_("days"), help_text=_("Empty: without end."))
    kickoff_minutes = Whole(label=_("Length of the kickoff meeting"), unit=_("minutes"), help_text=_("Empty: none."))
    kickoff_agenda = Items(label=_("Its agenda, one point on each line"))
    acceptance_silence_hours = Whole(
        label=_("Silence after a delivery is acceptance after"),
        unit=_("hours"),
        max_value=8_760,
        help_text=_("Empty: never, you wait for the client’s word."),
    )

    groups = (
        Group(_("First call"), ("discovery_short", "discovery_long"), cite="§6.1"),
        Group(_("Quote"), ("quote_within_hours", "quote_valid_days"), cite="§6.2"),
        Group(
            _("Onboarding checklist"),
            rows="onboarding",
            add=_("Add a step"),
            ordered=True,
            cite="§6.3",
            help=_("Without days, a step of the client’s is due within 5 working days, one of yours within 7."),
        ),
        Group(_("Onboarding form"), rows="onboarding_form", add=_("Add a question"), ordered=True, cite="§6.3"),
        Group(_("Kickoff"), ("kickoff_minutes", "kickoff_agenda"), cite="§6.4"),
        Group(_("Acceptance"), ("acceptance_silence_hours",), cite="§6.5"),
    )

    def knobs(self, policy: Policy) -> dict[str, Any]:
        process = policy.process
        short, long = (*process.discovery_minutes, None, None)[:2]
        return {
            **{name: getattr(process, name) for name in PLAIN},
            "discovery_short": short,
            "discovery_long": long,
            "acceptance_silence_hours": process.acceptance_silence_hours or None,
            "onboarding": [{name: getattr(each, name) for name in STEP} for each in process.onboarding],
            "onboarding_form": [
                {"code": each.code, "question": each.question, "kind": each.kind} for each in process.onboarding_form
            ],
        }

    def prepare(self) -> None:
        """A step waits for another of the list; one that was just added, once the chapter is kept."""
        rows, after = self.rows["onboarding"].forms, gettext("after “%(step)s”")
        none = ("", gettext("waits for nothing"))
        steps = {str(row["code"].value() or ""): str(row["label"].value()) for row in rows if not row.is_gone}
        choices = [(code, after % {"step": label}) for code, label in steps.items() if code]
        for row in rows:
            own, field = str(row["code"].value() or ""), row.fields["waits_for"]
            field.choices = [none, *(each for each in choices if each[0] != own)]  # type: ignore[attr-defined]

    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        for name, words in (("onboarding", "label"), ("onboarding_form", "question")):
            taken = {each["code"] for each in rows[name] if each["code"]}
            for each in rows[name]:
                each["code"] = each["code"] or free_code(each[words], taken)
                taken.add(each["code"])
        for each in rows["onboarding"]:
            each["waits_for"] = each["waits_for"] or None
        length = [minutes for minutes in (said["discovery_short"], said["discovery_long"]) if minutes]
        return {
            "process": {
                **{name: said[name] for name in PLAIN},
                **rows,
                "discovery_minutes": length,
                "acceptance_silence_hours": said["acceptance_silence_hours"] or 0,
            }
        }
