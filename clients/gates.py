"""What holds a client back until it is paid: upper rooms say so, by names in the settings; the lower rooms show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from clients.models.people import Client

START, ONBOARDING = "start", "onboarding"
GATES = [
    (START, _("the start of work")),
    (ONBOARDING, _("the onboarding")),
]


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that a client must pay first. It warns; it forbids nothing."""

    holds: str  # START, or ONBOARDING: then work waits all the more
    short: str  # for a card: “deposit €450.00 unpaid, sent 3 days ago”
    sentence: str  # for a page: what waits, and for what
    url: str  # where it is paid
    overrule: str  # where she opens it by hand, with a note
    is_late: bool = False  # its last day is over

    @property
    def holds_onboarding(self) -> bool:
        """Does the onboarding wait already?"""
        return self.holds == ONBOARDING


def holds(clients: Collection[int], on: date) -> dict[int, list[Hold]]:
    """What holds some clients back on a day, by the id of the client; those held by nothing are not in it."""
    found: dict[int, list[Hold]] = defaultdict(list)
    for name in settings.CLIENT_GATES if clients else ():
        said: Iterable[tuple[int, Hold]] = import_string(name)(clients, on)
        for client, hold in said:
            found[client].append(hold)
    return dict(found)


def holds_of(client: Client, on: date) -> list[Hold]:
    """What holds one client back on a day."""
    return holds([client.pk], on).get(client.pk, [])
