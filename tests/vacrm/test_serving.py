"""Server and worker: they start together, stop together, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.live import PATIENCE, PROXY, answers, children, free_port, is_alive, serving, until
from tests.workshop import Workshop
from vacrm.serving import LARGEST_BODY

pytestmark = pytest.mark.once


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_both(workshop: Workshop, how: signal.Signals) -> None:
    with serving(workshop) as (server, port, worker):
        server.send_signal(how)
        out, err = server.communicate(timeout=PATIENCE)
        assert (server.returncode, err) == (0, "")
        assert out.endswith("Stopped.\n")
        assert not is_alive(worker)
        assert not answers(port)


def test_a_killed_server_takes_its_worker_along(workshop: Workshop) -> None:
    with serving(workshop) as (server, _port, worker):
        server.kill()
        until(lambda: not is_alive(worker), "the worker to follow")


def test_a_worker_that_died_is_started_again(workshop: Workshop) -> None:
    with serving(workshop) as (server, _port, worker):
        os.kill(worker, signal.SIGKILL)
        until(lambda: any(pid != worker and is_alive(pid) for pid in children(server.pid)), "another worker")


def test_a_busy_port_is_one_sentence(workshop: Workshop) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        done = workshop.manage("serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"CommandError: Port {port} of 127.0.0.1 cannot be used")


def test_a_busy_port_of_her_own_data_does_not_lead_to_the_demonstration(workshop: Workshop) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        assert f"make start PORT={port + 1}" in workshop.manage("start", "--port", str(port)).stderr


@pytest.mark.parametrize("url", ["postgresql://nadia@127.0.0.1:1/vacrm", "sqlite:////nowhere/at/all.sqlite3"])
def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path, url: str) -> None:
    done = Workshop(tmp_path, url).manage("start", "--port", str(free_port()))
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database does not answer (")
    assert done.stderr.count("\n") == 1
    closed = Workshop(tmp_path, url).manage("close_month", "2026-10")
    assert closed.returncode == 1
    assert closed.stderr.startswith("database: The database does not answer (")
    assert closed.stderr.count("\n") == 1


def test_a_database_without_tables_is_one_sentence(tmp_path: Path) -> None:
    done = Workshop(tmp_path, "").manage("serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert done.stderr.endswith("migrations; run: python manage.py migrate\n")
    assert done.stderr.count("\n") == 1


def test_a_start_without_an_account_says_where_to_make_it(workshop: Workshop) -> None:
    made = "from vacrm.entering import move_in; move_in('nadia', 'four rather calm words')"
    told = []
    for _ in range(2):
        with serving(workshop, "start") as (server, port, _worker):
            server.send_signal(signal.SIGINT)
            told.append((server.communicate(timeout=PATIENCE)[0], port))
        assert workshop.manage("shell", "--no-imports", "-c", made).returncode in (0, 1)
    (first, port), (second, _port) = told
    assert f"http://127.0.0.1:{port}/" in first
    assert "There is no account yet: open this address" in first
    assert "password" not in first
    assert "no account" not in second


def test_pages_carry_a_strict_policy_and_their_styles_and_take_no_flood(workshop: Workshop) -> None:
    with serving(workshop) as (_server, port, _worker):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/") as answer:
            policy, page = answer.headers["Content-Security-Policy"], answer.read().decode()
        assert "unsafe-inline" not in policy
        assert "default-src 'self'" in policy
        assert "<style>" not in page
        assert answers(port, "/static/admin/css/base.css")
        stranger = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        stranger.putrequest("POST", "/book/details/")
        stranger.putheader("Content-Length", str(LARGEST_BODY))
        stranger.endheaders()
        assert stranger.getresponse().status == 413
        stranger.close()


def test_the_worker_does_what_is_queued_and_stops_when_told_to_do_it_once(workshop: Workshop) -> None:
    done = workshop.manage("work", "--once")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_behind_a_proxy_only_encrypted_visits_get_in(workshop: Workshop) -> None:
    given = {"VACRM_ENV": "production", "SECRET_KEY": "k9" + "abcdefghij" * 6, "ALLOWED_HOSTS": "crm.example"}
    with serving(workshop, BEHIND_PROXY="1", **given) as (_server, port, _worker):
        assert answers(port, **PROXY)
        assert not answers(port, Host="crm.example")  # sent on to https, where nobody listens here
        assert not answers(port, **(PROXY | {"Host": "other.example"}))
