"""One address, two answers: the whole page, or only the fragment that changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest, template: str, fragment: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with the fragment when htmx asks for a part, else with the page that includes it.

    A boosted link and a “back” that htmx no longer remembers ask for whole pages.
    """
    part = is_part(request)
    answer = render(request, fragment if part else template, {**context, "is_fragment": part}, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def is_part(request: HttpRequest) -> bool:
    """Does htmx ask for the fragment alone? What only the page around it shows need not be read then."""
    asked: Any = getattr(request, "htmx", None)
    return bool(asked) and not asked.boosted and not asked.history_restore_request
