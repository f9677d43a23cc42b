"""The wall clock of the pages: the time zone of the published procedures, or of their first draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sops.models import PUBLISHED, SUPERSEDED, SopVersion
from vacrm.prepared import Prepared


class LocalTime:
    """Middleware: forms and pages read and show moments as her clock does; in UTC before there is an SOP or a draft."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The published version, else the first draft.
        found = _version.first()
        request.made_up = bool(found and found.made_up)  # type: ignore[attr-defined]
        request.sop = found if found and found.state == PUBLISHED else None  # type: ignore[attr-defined]  # once a page
        with timezone.override(found.policy().hours.timezone if found else "UTC"):
            return self.get_response(request)


def _versions() -> Any:
    """The published version before the draft; each says whether all there is belongs to the sample business."""
    sample = apps.get_model(settings.SAMPLE)._default_manager.all()
    return SopVersion.objects.exclude(state=SUPERSEDED).order_by("-state").annotate(made_up=Exists(sample))[:1]


_version = Prepared(_versions)
