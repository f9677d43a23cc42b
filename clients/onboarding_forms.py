"""The forms of an onboarding: the questions of the procedures, a step, an access, a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Access, ChecklistItem, Onboarding
from clients.rules.asking import choices_of
from clients.sharing import LONGEST, OWN, check_no_secret
from sops.rules.policy import Question
from vacrm.desk.entering import begin_labels
from vacrm.uploads import ACCEPTED, LARGEST, check

YES_NO = [("", "–"), ("yes", _("yes")), ("no", _("no"))]


class Safe(forms.CharField):
    """Words that hold no password."""

    def clean(self, value: Any) -> Any:
        return check_no_secret(super().clean(value))


def paragraph(label: Any, help_text: Any = "") -> Safe:
    """A few sentences."""
    box = forms.Textarea(attrs={"rows": 3})
    return Safe(label=label, required=False, max_length=LONGEST, widget=box, help_text=help_text)


def field_of(question: Question) -> forms.Field:
    """The field of a question, after its kind; none must be answered at once."""
    asked, offered = choices_of(question.question) if question.kind == "choice" else (question.question, ())
    shared: dict[str, Any] = {"label": asked, "required": False}
    if question.kind == "paragraph":
        return paragraph(asked)
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=YES_NO, **shared)
    if offered:
        return forms.ChoiceField(choices=[("", "–"), *((each, each) for each in offered)], **shared)
    if question.kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared)
    if question.kind == "number":
        return forms.DecimalField(max_digits=15, decimal_places=4, **shared)
    if question.kind == "email":
        return forms.EmailField(**shared)
    if question.kind == "file":
        return OneFile(**shared)
    return Safe(max_length=300, **shared)


class OneFile(forms.FileField):
    """A file of a type and size that is taken."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ACCEPTED}), **kwargs)
        self.help_text = kwargs.get("help_text") or _("Documents, pictures or sounds, 10 MB each at most.")

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data:
            return super().clean(data, initial)
        check(data.name, data.read(LARGEST + 1))
        data.seek(0)
        return data


class AnswersForm(forms.Form):
    """The questionnaire: what is asked of every client, then the questions of the procedures."""

    def __init__(self, *args: Any, onboarding: Onboarding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {each.code: each.text for each in onboarding.answers.all()}
        self.questions = onboarding.process().onboarding_form
        for question in self.questions:
            field = field_of(question)
            field.initial = known.get(question.code)
            self.fields[f"q-{question.code}"] = field
        own = {
            "tools": paragraph(
                _("Tools you work with"), _("Mail, diary, files, invoicing… Their names, no passwords.")
            ),
            "opening_hours": paragraph(_("Your opening hours"), _("When you and your team can be reached.")),
            "rules": paragraph(
                _("How we communicate"), _("Who may ask me for work, who decides, by which channel, how fast.")
            ),
        }
        asked = {each.code for each in self.questions}
        self.own = [name for name in OWN if name not in asked]  # her own question stands for ours
        for name in self.own:
            field = own[name]
            field.initial = getattr(onboarding, name)
            self.fields[name] = field

    def said(self) -> dict[str, str]:
        """The answers as text, by the code of the question; files are apart."""
        cleaned = self.cleaned_data
        return {each.code: _text(cleaned.get(f"q-{each.code}")) for each in self.questions if each.kind != "file"}

    def said_besides(self) -> dict[str, str]:
        """What was said besides the questions of the procedures."""
        return {name: self.cleaned_data[name] for name in self.own}

    def sent(self) -> list[tuple[str, Any]]:
        """The files that came, with the codes of their questions."""
        found = ((each.code, self.cleaned_data.get(f"q-{each.code}")) for each in self.questions if each.kind == "file")
        return [(code, file) for code, file in found if file]


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "")


class StepForm(forms.ModelForm):
    """A step of one client's checklist."""

    class Meta:
        model = ChecklistItem
        fields = ("label", "by", "due_on", "waits_for")
        widgets: ClassVar = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, onboarding: Onboarding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Any = self.fields["waits_for"]
        others.queryset = onboarding.items.exclude(pk=self.instance.pk)
        others.empty_label = _("nothing")
        begin_labels(self)


class AccessForm(forms.ModelForm):
    """An access: the tool, where it is shared, and the right. Anything that looks like a password is refused."""

    class Meta:
        model = Access
        fields = ("tool", "shared", "right")
        help_texts: ClassVar = {
            "shared": _("“invitation to my address”, “Bitwarden, collection Office”. Never the password itself.")
        }
        labels: ClassVar = {"right": _("what it allows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin_labels(self)

    def clean_tool(self) -> str:
        return check_no_secret(self.cleaned_data["tool"])

    def clean_shared(self) -> str:
        return check_no_secret(self.cleaned_data["shared"])


class FileForm(forms.Form):
    """A file to keep."""

    file = OneFile(label=_("File"))
