"""Styles, scripts and fonts: kept by the browser for good, sent small, and served straight from the packages.

Every address carries one mark made of all the files together (`/static/~1f2e3d4c5b/vacrm/theme.css`), so that a file
may be kept for good: another release has another mark. What a style names beside itself lies below the same mark.
Nothing is collected beforehand; a file is compressed when it is first asked for, into a folder of this process.
"""

from __future__ import annotations

import atexit
import gzip
import hashlib
import re
import shutil
import tempfile
import threading
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=60"  # the mark of another release: a page that was open over an upgrade
MARKED = re.compile(r"~[0-9a-f]{10}/")
PACKED = (".css", ".js", ".svg", ".txt")  # fonts and pictures are small already
WORTH_IT = 1000  # bytes; below, the answer fits in one packet anyway


@cache
def mark() -> str:
    """What stands for the content of all files together; another content, another mark."""
    files: dict[str, Any] = {}
    for finder in finders.get_finders():
        for path, storage in finder.list(None):
            files.setdefault(path, storage)  # the first of a name is the one served
    found = hashlib.blake2b(digest_size=5)
    for path in sorted(files):
        found.update(f"{path}\0".encode())
        found.update(Path(files[path].path(path)).read_bytes())
    return f"~{found.hexdigest()}/"


class MarkedStorage(StaticFilesStorage):
    """The addresses that pages write: with the mark, but while somebody works on the files themselves (DEBUG)."""

    def url(self, name: str | None) -> str:
        return super().url(name if settings.DEBUG or not name else mark() + name)


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it ships no types
    """Middleware: WhiteNoise, with addresses that carry a mark and with files compressed on first use."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        prefix: str = self.static_prefix
        path = request.path_info
        found = MARKED.match(path, len(prefix)) if path.startswith(prefix) else None
        file = self._file(prefix + path[found.end() :]) if found else None
        if found is None or file is None:
            answer: HttpResponse = super().__call__(request)
            return answer
        answer = self.serve(file, request)
        answer["Cache-Control"] = FOREVER if found[0] == mark() else SHORTLY
        return answer

    @cached_property  # by plain address
    def _small(self) -> dict[str, StaticFile]:
        return {}

    def _file(self, url: str) -> Any:
        """A file by its plain address, with its compressed copy where that is worth it."""
        file = self.files.get(url)
        if file is None or not url.endswith(PACKED) or len(file.alternatives) > 1:
            return file
        if url not in self._small:
            path = file.alternatives[0][1]
            headers = Headers([])
            self.add_mime_headers(headers, path, url)
            copies = {"gzip": str(_copies.packed(Path(path)))} if Path(path).stat().st_size >= WORTH_IT else {}
            self._small[url] = StaticFile(path, headers.items(), encodings=copies)
        return self._small[url]


class _Packing:
    """Compressed copies in a folder that goes with the process; one thread at a time makes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None

    def packed(self, path: Path) -> Path:
        """The compressed copy of a file."""
        with self._lock:
            self._folder = self._folder or _folder()
            packed = self._folder / (hashlib.blake2b(str(path).encode(), digest_size=8).hexdigest() + ".gz")
            if not packed.exists():
                packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        return packed


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="vacrm-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


_copies = _Packing()
