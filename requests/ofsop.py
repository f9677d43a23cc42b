"""What the requests say under a chapter of the procedures: the draft on what clients really asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from sops.models import DRAFT, SopVersion


def panel(version: SopVersion, on: date) -> dict[str, Any] | None:
    """The sum of a replay, fetched once the page is there; nothing but for a draft."""
    return {"template": "requests/_sop_panel.html"} if version.state == DRAFT else None
