"""The worker's face of closing a month: it reads the clock and issues the clients that were picked."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.tasks import task

from billing.issuing import issue_month
from billing.storing import Entry
from vacrm import clock
from vacrm.desk.refusing import sentences


@task
def issue_picked(month: str, on: str, keys: list[str]) -> list[str]:
    """Issue what some clients owe for a month; why it was refused, in sentences, or nothing.

    Each batch is kept once it is committed, so a page that is left, or a second run, loses and repeats nothing.
    """
    try:
        for _each in issue_month(month, on=date.fromisoformat(on), at=clock.now(), keys=keys):
            pass
    except ValidationError as error:
        return list(sentences(error))
    return []


def issue_now(month: str, on: date, keys: list[str]) -> list[str]:
    """Issue at once; the numbers. Raises ValidationError as `issue_month` does."""
    found = issue_month(month, on=on, at=clock.now(), keys=keys)
    return [each.snapshot.number or "" for each in found if isinstance(each, Entry)]
