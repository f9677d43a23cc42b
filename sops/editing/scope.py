"""Chapter 3 as a form: what she offers, what she does not, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from sops.editing.chapter import ChapterForm, Group
from sops.editing.fields import Figure
from sops.editing.rows import RowForm
from sops.rules.policy import Policy
from sops.wording.names import CATEGORIES


class ServiceForm(RowForm):
    typed = ("name", "rate")

    code = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Service"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), choices=CATEGORIES.items)
    rate = Figure(label=_("Rate an hour"), max_digits=12, least=2)


class ExcludedForm(RowForm):
    typed = ("name", "referral")

    code = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Not offered"), max_length=200)
    referral = forms.CharField(label=_("Whom to ask instead"), max_length=10_000, required=False)


class ScopeForm(ChapterForm):
    slug, number, tables = "scope", 3, ("services", "excluded", "scope")
    title = _("Scope")
    lede = _("What you offer, what you do not, and what becomes of anything else.")
    row_forms: ClassVar = {"services": ServiceForm, "excluded": ExcludedForm}

    out_of_scope = forms.ChoiceField(
        label=_("A request outside these services"),
        choices=[("quote", _("gets a complementary quote")), ("decline", _("is declined politely"))],
    )

    groups = (
        Group(
            _("Services offered"),
            rows="services",
            add=_("Add a service"),
            cite="§3.1",
            help=_("A rate is proposed in new quotes; what was agreed with a client stays."),
        ),
        Group(_("Not offered"), rows="excluded", add=_("Add what you do not do"), cite="§3.2"),
        Group(_("Everything else"), ("out_of_scope",), cite="§3.3"),
    )

    def knobs(self, policy: Policy) -> dict[str, Any]:
        return {
            "out_of_scope": policy.scope.out_of_scope,
            "services": [
                {"code": each.code, "name": each.name, "category": each.category, "rate": each.rate}
                for each in policy.services
            ],
            "excluded": [
                {"code": each.code, "name": each.name, "referral": each.referral or ""} for each in policy.excluded
            ],
        }

    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        taken = {each["code"] for each in (*rows["services"], *rows["excluded"]) if each["code"]}
        for each in (*rows["services"], *rows["excluded"]):
            if not each["code"]:
                each["code"] = free_code(each["name"], taken)
                taken.add(each["code"])
        excluded = [{**each, "referral": each["referral"] or None} for each in rows["excluded"]]
        return {"services": rows["services"], "excluded": excluded, "scope": {"out_of_scope": said["out_of_scope"]}}


def free_code(name: str, taken: Iterable[str]) -> str:
    """A code made of a name that none of the others has. Requests and agreements keep it when the name changes."""
    base, taken = slugify(name)[:50].strip("-_") or "item", set(taken)
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
