"""Restore time entries as they were before an act: the way back that a message offers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from requests.keeping import loosen
from requests.models import TimeEntry

type Row = dict[str, Any]


def rows(entries: Iterable[TimeEntry]) -> list[Row]:
    """Entries as plain values, to be kept outside the database."""
    names = [field.attname for field in TimeEntry._meta.concrete_fields]
    found: list[Row] = json.loads(
        json.dumps([{name: getattr(entry, name) for name in names} for entry in entries], cls=DjangoJSONEncoder)
    )
    return found


@transaction.atomic
def restore(before: Iterable[Row], made: Iterable[int]) -> list[TimeEntry]:
    """Put entries back as they were and take away those that were made since.

    Raises ValidationError where an invoice holds one by now, or what they belong to is gone.
    """
    old = [_entry(row) for row in before]
    loosen(TimeEntry.objects.filter(pk__in=[*made, *(entry.pk for entry in old)]))
    TimeEntry.objects.filter(pk__in=list(made)).delete()
    try:
        with transaction.atomic():
            for entry in old:
                entry.save()
    except IntegrityError as error:
        raise ValidationError(_("It cannot be taken back any more: something has changed since.")) from error
    return old


def _entry(row: Row) -> TimeEntry:
    fields = {field.attname: field for field in TimeEntry._meta.concrete_fields}
    return TimeEntry(**{name: fields[name].to_python(value) for name, value in row.items() if name in fields})
