"""Files from outside: which are taken, by size, ending and first bytes, and the name they are kept under."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST = 10 * 1024 * 1024  # bytes of one file

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOXED = frozenset({"image/heic", "audio/mp4", "video/mp4"})  # their fifth to eighth byte say "ftyp"
_PAIRS = (b"\xff\xfe", b"\xfe\xff")  # text in UTF-16
_WORD, _ODF = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
# By ending: the type it is served as, and the bytes such a file begins with (none: see `_is_what_it_says`).
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
    if not _is_what_it_says(content, heads, mimetype):
        raise ValidationError(
            _("“%(name)s” is not what its name says; save it anew as .%(ending)s.") % {"name": kept, "ending": ending}
        )
    return kept, mimetype


def facts(name: str, content: bytes, at: datetime) -> dict[str, Any]:
    """What is kept of a file (`vacrm.files.KeptFile`). Raises ValidationError for one that is not taken."""
    kept, mimetype = check(name, content)
    digest = hashlib.sha256(content).hexdigest()
    return {
        "name": kept,
        "mimetype": mimetype,
        "size": len(content),
        "sha256": digest,
        "content": content,
        "added_at": at,
    }


def _is_what_it_says(content: bytes, heads: tuple[bytes, ...], mimetype: str) -> bool:
    """Do the first bytes fit the ending? A text holds no zero byte, unless a mark says it is written in pairs."""
    if heads:
        return content.startswith(heads)
    if mimetype in _BOXED:
        return content[4:8] == b"ftyp"
    if mimetype == "audio/mpeg":
        return content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")
    return content.startswith(_PAIRS) or b"\0" not in content[:8192]


def clean_name(name: str) -> str:
    """A name without folders, control or direction signs, 150 letters at most with its ending."""
    plain = re.sub(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\"\\/:*?<>|]", "-", name.strip())
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else plain[:150]
