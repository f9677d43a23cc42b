"""Handing over: a client to somebody else, and the whole business as a pack."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients.models import Client
from requests.models import ClientRequest
from seeds.handing.bundling import bundle, draw, file_stem, files_asked, files_given, versions
from seeds.packs.dumping import dump
from seeds.packs.losses import losses
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.desk.today import today


@require_safe
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What the hand-over of a client holds, and in which language it is wanted."""
    client = get_object_or_404(Client, pk=pk)
    context = {
        "client": client,
        "versions": versions(client, today()),
        "open": ClientRequest.objects.open().filter(client=client).count(),
        "files": files_asked(client).count(),
        "given": files_given(client).count(),
        "contacts": client.contacts.count(),
        "languages": settings.LANGUAGES,
    }
    return render(request, "seeds/hand_over.html", context)


@require_safe
def hand_over_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The hand-over to read."""
    client, language, amounts = _wanted(request, pk)
    content = draw(client, on=today(), language=language, amounts=amounts)
    return _file(content, f"{file_stem(client, language)}.pdf", "application/pdf", attached=False)


@require_safe
def hand_over_zip(request: HttpRequest, pk: int) -> HttpResponse:
    """The hand-over with all its files."""
    client, language, amounts = _wanted(request, pk)
    try:
        content = bundle(client, on=today(), language=language, amounts=amounts)
    except ValidationError as error:  # a pack needs a business and procedures
        refuse(request, error)
        return redirect("seeds:hand-over", pk)
    return _file(content, f"{file_stem(client, language)}.zip", "application/zip")


def _wanted(request: HttpRequest, pk: int) -> tuple[Client, str, bool]:
    client = get_object_or_404(Client, pk=pk)
    language = request.GET.get("language", "")
    known = language if language in dict(settings.LANGUAGES) else client.language
    return client, known, bool(request.GET.get("amounts"))


@require_safe
def pack_losses(request: HttpRequest) -> HttpResponse:
    """What a pack cannot hold, a line each, as plain text: of ten years there may be thousands."""
    lines = losses() or [_("Nothing of yours is left behind.")]
    return _file("\n".join([*lines, ""]).encode(), "vacrm.txt", "text/plain; charset=utf-8", attached=False)


@require_safe
def pack_file(request: HttpRequest) -> HttpResponse:
    """The pack itself."""
    try:
        content = dump().encode()
    except ValidationError as error:
        refuse(request, error)
        return redirect("program-detail")
    return _file(content, f"vacrm-{clock.now():%Y-%m-%d}.toml", "application/toml")


def _file(content: bytes, name: str, kind: str, *, attached: bool = True) -> HttpResponse:
    disposition = content_disposition_header(attached, name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition or "attachment"})
