"""The procedures as clients read them: each version as a page and as a PDF, in either language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from sops.handbook import draw_handbook, handbook
from sops.heading import heading
from sops.models import Business, SopVersion
from vacrm.desk.today import today
from vacrm.fragments import page


@require_safe
def sop_detail(request: HttpRequest) -> HttpResponse:
    """The procedures published last; before the first, the draft; before that, how to begin."""
    head = heading("document", today())
    version = head["published"] or head["draft"]
    if version is None:
        return render(request, "sops/sop_begin.html", head)
    return _document(request, version, head)


@require_safe
def version_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Any version, old ones too: what a client has signed stays readable."""
    version = get_object_or_404(SopVersion, number=number)
    return _document(request, version, heading("versions", today()))


def _document(request: HttpRequest, version: SopVersion, head: dict[str, Any]) -> HttpResponse:
    business = Business.objects.current()
    language = language_of(request, business)
    with override(language):
        book = handbook(version, business)
    context = {
        "version": version,
        "book": book,
        "languages": settings.LANGUAGES,
        "agreements": version.agreements.count(),
        **head,
    }
    return page(request, "sops/sop_detail.html", "sops/_sop_detail.html", context)


@require_safe
def version_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The handbook of a version as a PDF."""
    version, business = get_object_or_404(SopVersion, number=number), Business.objects.current()
    with override(language_of(request, business)):
        content = draw_handbook(handbook(version, business))
    name = f'inline; filename="sop-v{number}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


def language_of(request: HttpRequest, business: Business | None) -> str:
    """The language a document is shown in: the one asked for, else the business's."""
    asked = request.GET.get("lang") or request.POST.get("lang", "")
    known = [code for code, _name in settings.LANGUAGES]
    return next((code for code in (asked, business.language if business else "") if code in known), known[0])
