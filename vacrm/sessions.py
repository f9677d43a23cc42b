"""Sessions as Django keeps them in the database; the question that every page begins with is put into SQL once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.db.models.functions import Now

from vacrm.prepared import Prepared, words


def _standing() -> QuerySet[Any]:
    """The session of a key, as long as it lasts: by the real clock, whatever the program's own says."""
    model = db.SessionStore.get_model_class()
    return model.objects.filter(session_key=words("key"), expire_date__gt=Now())


_session = Prepared(_standing)


class SessionStore(db.SessionStore):
    """A session; how it is read is all that differs."""

    def _get_session_from_db(self) -> Any:
        found = _session.first(key=self.session_key)
        if found is None:
            self._session_key = None
        return found
