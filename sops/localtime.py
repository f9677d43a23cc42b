"""The wall clock of the pages: the time zone of the published procedures, or of their first draft."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sops.models import PUBLISHED, SUPERSEDED, SopVersion


class LocalTime:
    """Middleware: forms and pages read and show moments as her clock does; in UTC before there is an SOP or a draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The published version, else the first draft.
        found = SopVersion.objects.exclude(state=SUPERSEDED).order_by("-state").first()
        request.sop = found if found and found.state == PUBLISHED else None  # type: ignore[attr-defined]  # once a page
        with timezone.override(found.policy().hours.timezone if found else "UTC"):
            return self.get_response(request)
