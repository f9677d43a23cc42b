"""The procedures as clients read them: each version as a page and as a PDF, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from sops.handbook import draw_handbook, handbook
from sops.heading import heading
from sops.models import Business, SopVersion
from sops.wording import messages
from sops.wording.clauses import clauses, pinned
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


@require_safe
def text_list(request: HttpRequest) -> HttpResponse:
    """The e-mail signature, the answer out of hours and the clauses of a contract, to copy."""
    head = heading("texts", today())
    version: SopVersion | None = head["published"] or head["draft"]
    if version is None:
        return redirect("sops:sop-detail")
    business = Business.objects.current()
    language = language_of(request, business)
    with override(language):
        texts = list(_texts(version, business))
    context = {**head, "version": version, "texts": texts, "text_language": language, "languages": settings.LANGUAGES}
    return page(request, "sops/text_list.html", "sops/_text_list.html", context)


def _texts(version: SopVersion, business: Business | None) -> Iterator[tuple[str, str, str]]:
    """Key, title and text of each."""
    policy, on = version.policy(), today()
    if business:
        yield "signature", _("E-mail signature"), messages.signature(business, policy)
        night = datetime(on.year, on.month, on.day, 3, tzinfo=ZoneInfo(policy.hours.timezone))  # hardly anybody is open
        if reply := messages.autoreply(business, policy, night):
            yield "auto-reply", _("Automatic reply out of hours"), reply
    yield "pinned", _("Which rules apply"), pinned(version)
    for clause in clauses(version, currency=business.currency if business else "EUR"):
        words = "\n".join(f"{place} {text}" for place, text in clause.rules)
        yield clause.code, _("Clause: %(title)s") % {"title": clause.title}, words


def language_of(request: HttpRequest, business: Business | None, asked: str = "") -> str:
    """The language a document is shown in: the one asked for, else the business's."""
    asked = asked or request.GET.get("lang") or request.POST.get("lang", "")
    known = [code for code, _name in settings.LANGUAGES]
    return next((code for code in (asked, business.language if business else "") if code in known), known[0])
