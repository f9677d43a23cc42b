"""Return what was deleted: the rows as they were, signed, in the address of the button Undo."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

DAY = 24 * 3600  # seconds: so long a deletion can be taken back


def kept(rows: Iterable[models.Model]) -> str:
    """Rows of one model as a signed text for an address."""
    found = [{each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields} for row in rows]
    plain: Any = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return signing.dumps(plain, salt=__name__, compress=True)


def returned[M: models.Model](text: str, model: type[M]) -> list[M]:
    """The rows of such a text, to be saved. Raises BadSignature for a text that is not ours, or too old."""
    fields = {each.attname: each for each in model._meta.concrete_fields}
    rows: list[dict[str, Any]] = signing.loads(text, salt=__name__, max_age=DAY)
    if any({*row} != {*fields} for row in rows):
        raise signing.BadSignature("The rows of another model.")
    return [model(**{name: fields[name].to_python(value) for name, value in row.items()}) for row in rows]
