"""Write rows of a pack: changed fields only, each row counted, each refusal with its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from seeds.packs.known import Known
from seeds.packs.tables import Pack


@dataclass(slots=True)
class Loaded:
    """How many rows of each table were created, changed, and found as they are."""

    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def count(self, table: str, created: bool, changed: bool) -> None:
        """Count one row."""
        where = self.created if created else self.updated if changed else self.unchanged
        where[table] += 1


class Writer:
    """What all tables of one load share: the pack, what is known, the counts and the problems."""

    def __init__(self, pack: Pack, known: Known, at: datetime) -> None:
        self.pack, self.known, self.at = pack, known, at
        self.loaded = Loaded()
        self.problems: list[str] = []

    def save(self, table: str, path: str, row: models.Model, values: Mapping[str, Any]) -> bool:
        """Write changed fields of a row; says whether anything changed."""
        created = row.pk is None
        changed = [name for name, value in values.items() if created or getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if changed or created:
            try:
                row.full_clean(validate_unique=created)
                row.save()
            except ValidationError as error:
                self.refuse(path, error)
                return False
        self.loaded.count(table, created, bool(changed))
        return bool(changed)

    def refuse(self, path: str, error: ValidationError) -> None:
        """Note a refusal, with the place in the pack."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                place = path if name == "__all__" else f"{path}.{name}"
                self.problems += [f"{place}: {message}" for each in errors for message in each.messages]
        else:
            self.problems += [f"{path}: {message}" for message in error.messages]

    def add(self, table: str, model: type[models.Model], rows: list[Any], known: Counter[Any]) -> None:
        """Create the rows that are not there yet, told apart by all their fields and their rank among equals."""
        missing = []
        for row, mark in rows:
            if known[mark]:
                known[mark] -= 1
                self.loaded.count(table, False, False)
            else:
                missing.append(row)
                self.loaded.count(table, True, True)
        model._default_manager.bulk_create(missing)


def mark_of(values: Mapping[str, Any], names: Iterable[str]) -> tuple[Hashable, ...]:
    """What tells a row apart: its fields, references by id."""
    return tuple(value.pk if isinstance(value := values[name], models.Model) else value for name in names)


def by_key[M: models.Model](model: type[M], keys: Iterable[str]) -> dict[str, M]:
    """Rows by their key."""
    found = model._default_manager.filter(key__in=set(keys))
    return {row.key: row for row in found}  # type: ignore[attr-defined]
