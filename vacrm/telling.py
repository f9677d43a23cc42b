"""Telling her what was done, with the way back where the act has one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def done(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """Say what was done. `undo` is an address that takes it back by POST; the message shows a button for it."""
    messages.success(request, sentence, extra_tags=f"{UNDO}{undo}" if undo else "")
