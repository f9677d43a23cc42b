"""What keeps time entries as they are: the room that bills says so, under dotted names of the settings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from requests.models import TimeEntry


def locks_of(entries: Iterable[TimeEntry]) -> dict[int, Any]:
    """What keeps entries as they are, by id: each with a label (the invoice) and an address."""
    locks: dict[int, Any] = import_string(settings.TIME_LOCKS)([entry.pk for entry in entries])
    return locks


def loosen(entries: Iterable[TimeEntry]) -> None:
    """Take entries off the drafts that hold them, so that they may change.

    Raises ValidationError, naming the invoice, where an issued one or a settled month holds one.
    """
    kept = list(entries)
    for lock in locks_of(kept).values():
        if lock.url:
            raise ValidationError(_("Invoice %(number)s bills this time; it stays as it is.") % {"number": lock.label})
        raise ValidationError(_("This time is %(label)s; it stays as it is.") % {"label": lock.label})
    import_string(settings.TIME_LOOSE)([entry.pk for entry in kept])
