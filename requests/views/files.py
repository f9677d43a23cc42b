"""Files of a request: attached, fetched, removed, and put back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from requests import attaching
from requests.models import ClientRequest, RequestFile
from requests.views.asked import detail
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.downloads import SANDBOX, saved
from vacrm.telling import done
from vacrm.uploads import LARGEST


@require_POST
def file_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach files; those that are taken are kept, the others are named with the reason."""
    asked = get_object_or_404(ClientRequest, pk=pk)
    sent, kept = request.FILES.getlist("files"), 0
    for file in sent:
        try:
            attaching.attach(asked, file.name or "", file.read(LARGEST + 1), at=clock.now())
        except ValidationError as error:
            refuse(request, error)
        else:
            kept += 1
    if not sent:
        refuse(request, ValidationError(_("Choose a file first.")))
    if kept:
        done(request, ngettext("The file is attached.", "%(count)s files are attached.", kept) % {"count": kept})
    return redirect("requests:request-detail", pk) if kept == len(sent) and sent else detail(request, pk, status=422)


@require_safe
@csp_override(SANDBOX)
def file_detail(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The file as it came, to be saved."""
    found = get_object_or_404(RequestFile.objects.filter(removed_at=None), pk=file, client_request=pk)
    return saved(found.name, found.mimetype, bytes(found.content))


@require_POST
def file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file away; the message puts it back."""
    found = get_object_or_404(RequestFile.objects.defer("content"), pk=file, client_request=pk)
    attaching.remove(found, at=clock.now())
    said = _("Removed: %(file)s. It can be put back for thirty days.") % {"file": found}
    done(request, said, undo=reverse("requests:file-restore", args=[pk, file]))
    return redirect("requests:request-detail", pk)


@require_POST
def file_restore(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Put it back."""
    found = get_object_or_404(RequestFile.objects.defer("content"), pk=file, client_request=pk)
    try:
        attaching.restore(found)
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("Put back: %(file)s.") % {"file": found})
    return redirect("requests:request-detail", pk)
