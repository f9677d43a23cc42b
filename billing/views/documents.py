"""Documents as the browser gets them: the bytes as stored, shown in place, never run."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.csp import CSP

# What makes a spreadsheet read a text as a formula, which may call out of the sheet.
FORMULA = frozenset("=+-@|%")

# A PDF may be shown inside our own pages, by the browser's own viewer, and may do nothing else.
PDF_POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "object-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF to be shown; its name is that of the file when it is saved."""
    headers = {
        "Content-Disposition": f'inline; filename="{name.replace("/", "-")}.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def cell(text: str) -> str:
    """A text in a table for spreadsheets, which must not take it for a formula."""
    begins = text.lstrip()[:1]
    return f"'{text}" if begins in FORMULA or text[:1].isspace() else text


def decimal(amount: Decimal, french: bool) -> str:
    """An amount as the spreadsheet of her country reads it."""
    return str(amount).replace(".", ",") if french else str(amount)
