"""Chapter 5 as a form: how time is counted, when and how one pays, what happens when one does not, deposits."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from sops.editing.chapter import ChapterForm, Group
from sops.editing.fields import Figure, Numbers, Whole, code_of
from sops.editing.rows import RowForm
from sops.rules.policy import KINDS as KIND_CODES
from sops.rules.policy import Deposit, Policy
from sops.wording.names import KINDS, MEANS, named


class DepositForm(RowForm):
    """The deposit of one kind of agreement; blank while none is asked."""

    typed = ("figure",)

    kind = forms.CharField(widget=forms.HiddenInput)
    ask = forms.ChoiceField(
        label=_("Deposit"),
        choices=[("", _("none")), ("percent", _("a percent")), ("amount", _("an amount"))],
        required=False,
    )
    figure = Figure(label=_("How much"), max_digits=12, required=True)
    above = Figure(label=_("For prices above"), max_digits=12)
    gates = forms.ChoiceField(
        label=_("Paid before"),
        choices=[("start", _("work starts")), ("onboarding", _("the onboarding")), ("none", _("nothing waits for it"))],
    )

    def is_blank(self) -> bool:
        return not str(self["ask"].data or "")

    @property
    def title(self) -> str:
        """The kind of agreement, in words."""
        code = str(self["kind"].value() or "")
        return str(KINDS.get(code, code))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("ask") == "percent" and (said.get("figure") or 0) > 100:
            self.add_error("figure", _("A deposit is at most 100 percent."))
        if said.get("kind") not in KIND_CODES:
            self.add_error("ask", _("There is no such kind of agreement."))
        return said


class PaymentForm(ChapterForm):
    slug, number, tables = "payment", 5, ("time", "payment", "deposits")
    title = _("Payment")
    lede = _("How time is counted, when and how you are paid, and what happens when you are not.")
    row_forms: ClassVar = {"deposits": DepositForm}

    round_minutes = Whole(
        label=_("Time is rounded to"),
        unit=_("minutes"),
        required=True,
        min_value=1,
        max_value=480,
        help_text=_("1: billed to the minute."),
    )
    round_mode = forms.ChoiceField(label=_("Rounded"), choices=[("up", _("up")), ("nearest", _("to the nearest"))])
    round_scope = forms.ChoiceField(
        label=_("Counted"),
        choices=[
            ("entry", _("each time I work")),
            ("day", _("by request and day")),
            ("request", _("by request and month")),
        ],
    )
    minimum_minutes = Whole(label=_("A request counts at least"), unit=_("minutes"))
    terms = forms.ChoiceField(
        label=_("Invoices are due"),
        choices=[
            ("on_receipt", _("on receipt")),
            ("net", _("days after the invoice")),
            ("end_of_month", _("days after the end of the month")),
        ],
    )
    days = Whole(label=_("Days"), max_value=365)
    means = forms.MultipleChoiceField(label=_("Means of payment"), required=False, widget=forms.CheckboxSelectMultiple)
    other_means = forms.CharField(
        label=_("Other means"), max_length=200, required=False, help_text=_("Separated by commas.")
    )
    late_rate = Figure(label=_("Interest a year when late"), max_value=100, unit="%", help_text=_("Empty: not said."))
    recovery_fee = Figure(
        label=_("Recovery fee"), max_digits=12, least=2, help_text=_("Between businesses in France: 40 euros, by law.")
    )
    reminder_days = Numbers(
        label=_("Reminders"), limit=365, help_text=_("Days after the due date: −3, 7, 15. −3 is three days before.")
    )
    pause_after_days = Whole(
        label=_("Work pauses when an invoice is late by"), unit=_("days"), help_text=_("Empty: it never does.")
    )

    groups = (
        Group(_("How time is counted"), ("round_minutes", "round_mode", "round_scope", "minimum_minutes"), cite="§5.1"),
        Group(_("Terms"), ("terms", "days"), cite="§5.4"),
        Group(_("Means of payment"), ("means", "other_means"), cite="§5.4"),
        Group(
            _("Late payment"),
            ("late_rate", "recovery_fee", "reminder_days", "pause_after_days"),
            cite="§5.5, §5.6, §5.7",
        ),
        Group(_("Deposits"), rows="deposits", cite="§5.8"),
    )

    def prepare(self) -> None:
        own = [code for code in self.policy.payment.means if code not in MEANS]
        means = self.fields["means"]
        if isinstance(means, forms.MultipleChoiceField):
            means.choices = [(code, named(code, MEANS)) for code in (*MEANS, *own)]

    def knobs(self, policy: Policy) -> dict[str, Any]:
        payment, time = policy.payment, policy.time
        return {
            **{name: getattr(time, name) for name in ("round_minutes", "round_mode", "round_scope")},
            "minimum_minutes": time.minimum_minutes or None,
            **{name: getattr(payment, name) for name in ("terms", "late_rate", "recovery_fee", "reminder_days")},
            "days": payment.days or None,
            "means": list(payment.means),
            "pause_after_days": payment.pause_after_days or None,
            "deposits": [_shown(kind, policy.deposits.get(kind)) for kind in KIND_CODES],  # type: ignore[call-overload]
        }

    def read(self, said: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        payment = {name: said[name] for name in ("terms", "late_rate", "reminder_days")}
        return {
            "time": {
                **{name: said[name] for name in ("round_minutes", "round_mode", "round_scope")},
                "minimum_minutes": said["minimum_minutes"] or 0,
            },
            "payment": {
                **payment,
                "days": said["days"] or 0,
                "means": self._means(said),
                "recovery_fee": said["recovery_fee"] or 0,
                "pause_after_days": said["pause_after_days"] or 0,
            },
            "deposits": {each["kind"]: _deposit(each) for each in rows["deposits"]},
        }

    def _means(self, said: dict[str, Any]) -> list[str]:
        """Those ticked, in the order they had; then new ones, and those in her own words."""
        kept = [code for code in self.policy.payment.means if code in said["means"]]
        others = [code_of(word, MEANS) for word in said["other_means"].split(",") if word.strip()]
        return list(dict.fromkeys([*kept, *said["means"], *others]))


def _shown(kind: str, deposit: Deposit | None) -> dict[str, Any]:
    if deposit is None:
        return {"kind": kind, "ask": "", "gates": "start"}
    ask = "percent" if deposit.amount is None else "amount"
    return {
        "kind": kind,
        "ask": ask,
        "figure": getattr(deposit, ask),
        "above": deposit.above or None,
        "gates": deposit.gates,
    }


def _deposit(said: dict[str, Any]) -> dict[str, Any]:
    return {said["ask"]: said["figure"], "above": said["above"] or 0, "gates": said["gates"]}
