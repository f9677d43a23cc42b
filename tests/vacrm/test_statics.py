"""Styles and scripts: kept for good under the mark of their content, compressed, and never stale after an upgrade."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from vacrm import statics

pytestmark = pytest.mark.django_db  # the end of a request looks after its connection

STYLE = "vacrm/theme.css"
FONT = "vacrm/vendor/inter/inter-latin-opsz-normal.woff2"


def fetched(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a static file."""
    answer = Client().get(address, headers={"accept-encoding": "gzip", **headers})
    body = answer.getvalue()
    answer.close()
    return answer.status_code, dict(answer.headers), body


def test_an_address_carries_the_mark_of_all_content() -> None:
    assert re.fullmatch(r"/static/~[0-9a-f]{10}/vacrm/theme\.css", static(STYLE))
    assert static(STYLE).split("/")[2] == static(FONT).split("/")[2], "what a style names beside itself is found"


def test_a_marked_file_is_kept_for_good_and_small() -> None:
    status, headers, body = fetched(static(STYLE))
    plain = Path(str(finders.find(STYLE))).read_bytes()
    assert status == 200
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert headers["Content-Type"].startswith("text/css")
    assert gzip.decompress(body) == plain
    assert len(body) < len(plain) / 2
    assert fetched(static(STYLE))[2] == body


def test_who_takes_no_compression_gets_none() -> None:
    _status, headers, body = fetched(static(STYLE), **{"accept-encoding": "identity"})
    assert "Content-Encoding" not in headers
    assert body == Path(str(finders.find(STYLE))).read_bytes()


def test_a_font_is_sent_as_it_is_and_kept_for_good() -> None:
    status, headers, body = fetched(static(FONT))
    assert (status, "Content-Encoding" in headers) == (200, False)
    assert "immutable" in headers["Cache-Control"]
    assert body == Path(str(finders.find(FONT))).read_bytes()


def test_a_page_open_over_an_upgrade_still_finds_its_style() -> None:
    status, headers, _body = fetched("/static/~0123456789/vacrm/theme.css")
    assert status == 200
    assert headers["Cache-Control"] == "public, max-age=60"


def test_what_is_not_there_is_not_found() -> None:
    assert fetched(static("vacrm/nothing.css"))[0] in (302, 404)


def test_a_changed_file_changes_the_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = statics.mark.__wrapped__()
    (tmp_path / "more.css").write_text("a {}")
    monkeypatch.setattr(settings, "STATICFILES_DIRS", [tmp_path])
    finders.get_finder.cache_clear()
    try:
        assert before == statics.mark(), "read once for the whole process"
        assert statics.mark.__wrapped__() != before
    finally:
        monkeypatch.undo()
        finders.get_finder.cache_clear()


def test_whoever_works_on_the_files_sees_them_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEBUG", True)
    assert static(STYLE) == "/static/vacrm/theme.css"


def test_pages_are_compressed_and_padded_at_random() -> None:
    sizes = set()
    for _ in range(12):
        answer = Client().get("/login/", headers={"accept-encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert b"<html" in gzip.decompress(answer.content)
        sizes.add(len(answer.content))
    assert len(sizes) > 1


def test_browsers_that_ask_for_all_at_once_get_it_all(tmp_path: Path) -> None:
    files = []
    for number in range(40):
        files.append(tmp_path / f"{number}.css")
        files[-1].write_text(f"a {{ order: {number} }}" * 200)
    copies = statics._Packing()
    with ThreadPoolExecutor(16) as threads:
        packed = list(threads.map(copies.packed, files * 4))
    assert [gzip.decompress(each.read_bytes()) for each in packed[:40]] == [file.read_bytes() for file in files]
    assert packed[:40] == packed[40:80]
