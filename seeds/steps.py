"""The steps of the first run, and which of them the facts say are done."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from sops.models import DRAFT, PUBLISHED, Business, SopVersion

NAMES = {
    "account": _("Account"),
    "place": _("Language and place"),
    "business": _("Identity"),
    "rules": _("Rules"),
    "client": _("First client"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the bar of the wizard shows it."""

    key: str
    name: str
    url: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The whole way, seen from one step."""

    steps: tuple[Step, ...]
    moved_in: bool

    @property
    def next(self) -> Step | None:
        """The first step that is still to be done."""
        return next((step for step in self.steps if not step.done), None)

    def after(self, key: str) -> str:
        """The address of the step that follows one; Today after the last."""
        keys = [step.key for step in self.steps]
        place = keys.index(key) + 1
        return self.steps[place].url if place < len(keys) else reverse("home")


def way(current: str = "") -> Way:
    """The steps, read from what there is; nothing else remembers where she stopped."""
    found = done()
    steps = (
        Step(key, str(name), reverse(f"seeds:welcome-{key}"), found[key], key == current) for key, name in NAMES.items()
    )
    return Way(tuple(steps), found["account"])


def done() -> dict[str, bool]:
    """Which steps are done."""
    states = set(SopVersion.objects.filter(state__in=(DRAFT, PUBLISHED)).values_list("state", flat=True))
    return {
        "account": User.objects.exists(),
        "place": bool(states),
        "business": Business.objects.exists(),
        "rules": PUBLISHED in states,
        "client": Client.objects.exists(),
    }
