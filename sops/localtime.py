"""The wall clock of the pages: the time zone of the published procedures."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sops.models import SopVersion


class LocalTime:
    """Middleware: forms and pages read and show moments as her clock does; in UTC before there is an SOP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        published = SopVersion.objects.published().first()
        request.sop = published  # type: ignore[attr-defined]  # read once for the whole page
        with timezone.override(published.policy().hours.timezone if published else "UTC"):
            return self.get_response(request)
