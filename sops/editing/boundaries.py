"""Chapter 7 as a form: what she says in her own words, and how many revisions are free."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from sops.editing.chapter import ChapterForm, Group
from sops.editing.fields import Whole
from sops.editing.rows import RowForm
from sops.rules.policy import Policy


class StatementForm(RowForm):
    typed = ("words",)

    words = forms.CharField(label=_("In your words"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 2}))


class BoundariesForm(ChapterForm):
    slug, number, tables = "boundaries", 7, ("boundaries",)
    title = _("Boundaries")
    lede = _("What you want a client to know, in your words and in the language of your clients.")
    row_forms: ClassVar = {"statements": StatementForm}

    free_revisions = Whole(
        label=_("Revisions included in a delivery"), max_value=1000, help_text=_("Empty: nothing is said or billed.")
    )

    groups = (
        Group(_("Statements"), rows="statements", add=_("Add a statement"), ordered=True, cite="§7.1"),
        Group(_("Revisions"), ("free_revisions",), cite="§7.2"),
    )

    def knobs(self, policy: Policy) -> dict[str, Any]:
        return {
            "free_revisions": policy.boundaries.free_revisions,
            "statements": [{"words": words} for words in policy.boundaries.statements],
        }

    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        statements = [each["words"] for each in rows["statements"]]
        return {"boundaries": {"statements": statements, "free_revisions": said["free_revisions"]}}
