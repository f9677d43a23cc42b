"""Attach files to a request, remove them, and take that back."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from requests.models import ClientRequest, RequestFile

LARGEST = 10 * 1024 * 1024  # bytes of one file
MOST = 20  # files of one request
KEPT = timedelta(days=30)  # a removed file can be taken back for so long, then its bytes are gone

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORD, _ODF = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
# By ending: the type it is served as, and the bytes such a file begins with (none: any text or sound).
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", (b"RIFF",)),
    "heic": ("image/heic", ()),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
    "md": ("text/markdown", ()),
    "rtf": ("application/rtf", (b"{\\rtf",)),
    "docx": (f"{_WORD}.wordprocessingml.document", (_ZIP,)),
    "xlsx": (f"{_WORD}.spreadsheetml.sheet", (_ZIP,)),
    "pptx": (f"{_WORD}.presentationml.presentation", (_ZIP,)),
    "doc": ("application/msword", (_OLE,)),
    "xls": ("application/vnd.ms-excel", (_OLE,)),
    "ppt": ("application/vnd.ms-powerpoint", (_OLE,)),
    "odt": (f"{_ODF}.text", (_ZIP,)),
    "ods": (f"{_ODF}.spreadsheet", (_ZIP,)),
    "odp": (f"{_ODF}.presentation", (_ZIP,)),
    "zip": ("application/zip", (_ZIP,)),
    "eml": ("message/rfc822", ()),
    "ics": ("text/calendar", ()),
    "mp3": ("audio/mpeg", ()),
    "m4a": ("audio/mp4", ()),
    "ogg": ("audio/ogg", (b"OggS",)),
    "mp4": ("video/mp4", ()),
}
ACCEPTED = ",".join(f".{ending}" for ending in TYPES)


def check(name: str, content: bytes) -> tuple[str, str]:
    """The name a file is kept under, and its type. Raises ValidationError for one that is not taken, saying why."""
    kept = clean_name(name)
    ending = kept.rpartition(".")[2].lower() if "." in kept else ""
    if ending not in TYPES:
        raise ValidationError(
            _("“%(name)s”: this type of file is not taken; one of: %(known)s.")
            % {"name": kept, "known": ", ".join(TYPES)}
        )
    mimetype, heads = TYPES[ending]
    if not content:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": kept})
    if len(content) > LARGEST:
        raise ValidationError(_("“%(name)s” is larger than 10 MB; send a link to it instead.") % {"name": kept})
    if heads and not content.startswith(heads):
        raise ValidationError(
            _("“%(name)s” is not what its name says; save it anew as .%(ending)s.") % {"name": kept, "ending": ending}
        )
    return kept, mimetype


def clean_name(name: str) -> str:
    """A name without folders, control or direction signs, 150 letters at most with its ending."""
    plain = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\"\\/:*?<>|]", "-", name.strip())
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else plain[:150]


@transaction.atomic
def attach(client_request: ClientRequest, name: str, content: bytes, *, at: datetime) -> RequestFile:
    """Keep a file with a request; the same bytes once more give the file that is there.

    Raises ValidationError for a file of another type, too large, empty, or one too many.
    """
    kept, mimetype = check(name, content)
    digest = hashlib.sha256(content).hexdigest()
    there = client_request.files.kept()
    same = there.filter(sha256=digest).first()
    if same:
        return same
    if there.count() >= MOST:
        raise ValidationError(_("A request holds %(count)s files at most; remove one first.") % {"count": MOST})
    return RequestFile.objects.create(
        client_request=client_request,
        name=kept,
        mimetype=mimetype,
        size=len(content),
        sha256=digest,
        content=content,
        added_at=at,
    )


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
