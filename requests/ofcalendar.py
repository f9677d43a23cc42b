"""What requests put into the private calendar: the moments by which they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from requests.models import ClientRequest
from vacrm.ical import Entry

BACK = timedelta(days=30)
MOST = 300


def wanted(language: str, at: datetime) -> Iterator[Entry]:
    """Open requests that are wanted by a moment: a short entry that ends then."""
    found = ClientRequest.objects.open().filter(wanted_by__gt=at - BACK).select_related("client").defer("words")
    for asked in found.order_by("wanted_by")[:MOST]:
        if asked.wanted_by is None:
            continue
        with translation.override(language):
            summary = _("Wanted: %(request)s (%(client)s)") % {"request": asked, "client": asked.client}
        yield Entry(
            uid=f"request-{asked.pk}@vacrm",
            starts=asked.wanted_by - timedelta(minutes=15),
            ends=asked.wanted_by,
            summary=summary,
            made_at=asked.received_at,
        )
