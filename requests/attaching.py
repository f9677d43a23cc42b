"""Attach files to a request, remove them, and take that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from requests.models import ClientRequest, RequestFile
from vacrm.uploads import facts

MOST = 20  # files of one request
KEPT = timedelta(days=30)  # a removed file can be taken back for so long, then its bytes are gone


@transaction.atomic
def attach(client_request: ClientRequest, name: str, content: bytes, *, at: datetime) -> RequestFile:
    """Keep a file with a request; the same bytes once more give the file that is there.

    Raises ValidationError for a file of another type, too large, empty, or one too many.
    """
    sent = facts(name, content, at)
    ClientRequest.objects.select_for_update().get(pk=client_request.pk)  # the same file in two windows at once is one
    there = client_request.files.kept()
    same = there.filter(sha256=sent["sha256"]).first()
    if same:
        return same
    if there.count() >= MOST:
        raise ValidationError(_("A request holds %(count)s files at most; remove one first.") % {"count": MOST})
    return RequestFile.objects.create(client_request=client_request, **sent)


@transaction.atomic
def remove(file: RequestFile, *, at: datetime) -> RequestFile:
    """Take a file away; its bytes are kept for thirty days, so that it can be restored."""
    if not file.removed_at:
        file.removed_at = at
        file.save(update_fields=["removed_at"])
    return file


@transaction.atomic
def restore(file: RequestFile) -> RequestFile:
    """Put a removed file back. Raises ValidationError when the same file came again meanwhile."""
    others = file.client_request.files.kept().filter(sha256=file.sha256).exclude(pk=file.pk)
    if others.exists():
        raise ValidationError(_("The same file is there again already."))
    file.removed_at = None
    file.save(update_fields=["removed_at"])
    return file


def forget(at: datetime) -> int:
    """Delete for good what was removed more than thirty days ago; how many files. A second run finds none."""
    _rows, each = RequestFile.objects.filter(removed_at__lt=at - KEPT).delete()
    return each.get("requests.RequestFile", 0)
