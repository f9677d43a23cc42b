"""Tell what was said about a request: the replies that went out, and how each fared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from requests.models import ClientRequest, Reply
from vacrm.post import states
from vacrm.post.admin import STATE_NAMES
from vacrm.post.models import Delivery

_TONES = {states.FAILED: "late", states.INTERRUPTED: "warn", states.PARTLY_REFUSED: "warn"}


@dataclass(frozen=True, slots=True)
class Told:
    """A reply, where its delivery stands, and the server's words where it failed."""

    reply: Reply
    delivery: Delivery
    state: str
    tone: str

    @property
    def state_name(self) -> str:
        """Where it stands, in words."""
        return str(STATE_NAMES[self.state])


def told(client_request: ClientRequest, at: datetime) -> list[Told]:
    """The replies to a request, the first one first."""
    rows = client_request.replies.select_related("delivery").defer("delivery__body")
    return [Told(row, row.delivery, state := row.delivery.state(at), _TONES.get(state, "")) for row in rows]
