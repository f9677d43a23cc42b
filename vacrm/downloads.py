"""Files that came from outside, handed back to be saved: never shown or run within our pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.csp import CSP
from django.utils.http import content_disposition_header

# For `csp_override` on the views that answer with such a file.
SANDBOX = {"default-src": [CSP.NONE], "sandbox": ""}


def saved(name: str, mimetype: str, content: bytes) -> HttpResponse:
    """A file as it came, under its name, for the browser to save."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=mimetype, headers=headers)
