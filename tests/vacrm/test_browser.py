"""A real browser at the door: nothing the page needs is refused by its own policy."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.live import browser, serving
from tests.workshop import Workshop

pytestmark = pytest.mark.once
REFUSAL = "Content Security Policy"


def visited(address: str, profile: Path) -> tuple[str, str]:
    """The page as the browser understood it, and what it complained about."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", f"--user-data-dir={profile}"]
    command = [browser() or "chromium", *options, "--virtual-time-budget=3000", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, done.stderr


def somebody_lives_in(workshop: Workshop) -> None:
    made = "from vacrm.entering import move_in; move_in('nadia', 'four rather calm words')"
    assert workshop.manage("shell", "--no-imports", "-c", made).returncode == 0


@pytest.mark.browser
def test_the_login_page_works_under_its_policy(workshop: Workshop, tmp_path: Path) -> None:
    somebody_lives_in(workshop)
    with serving(workshop) as (_server, port, _worker):
        page, complaints = visited(f"http://127.0.0.1:{port}/admin/login/", tmp_path / "profile")
    assert 'name="password"' in page
    assert re.search(r"/static/~\w+/vacrm/admin\.css", page)
    assert REFUSAL not in complaints


@pytest.mark.browser
def test_our_own_door_works_under_its_policy(workshop: Workshop, tmp_path: Path) -> None:
    somebody_lives_in(workshop)
    with serving(workshop) as (_server, port, _worker):
        page, complaints = visited(f"http://127.0.0.1:{port}/", tmp_path / "profile")
    assert 'name="password"' in page
    assert re.search(r"/static/~\w+/vacrm/theme\.css", page)
    assert REFUSAL not in complaints
    assert "Failed to load" not in complaints


@pytest.mark.browser
def test_the_browser_does_complain_of_a_refused_script(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
    page.write_text(f"<html><head>{policy}</head><body><script>x()</script></body></html>")
    _page, complaints = visited(page.as_uri(), tmp_path / "profile")
    assert REFUSAL in complaints


@pytest.mark.browser
def test_the_first_page_of_an_empty_house_works_under_its_policy(workshop: Workshop, tmp_path: Path) -> None:
    with serving(workshop) as (_server, port, _worker):
        page, complaints = visited(f"http://127.0.0.1:{port}/clients/", tmp_path / "profile")
    assert 'name="password1"' in page
    assert REFUSAL not in complaints
