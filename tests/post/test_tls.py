"""The same memory over an encrypted line: TLS from the first byte, and STARTTLS."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from vacrm.post import sending, states
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine for itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    crt, key = folder / "server.crt", folder / "server.key"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", crt, *subject]
    subprocess.run(made, check=True, capture_output=True)
    return crt, key


@pytest.fixture
def server_side(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's end of the line; this process trusts it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture(params=["use_ssl", "use_tls"])
def by_tls(request: pytest.FixtureRequest, server_side: ssl.SSLContext, point_at: Any) -> Iterator[Any]:
    handler = request.getfixturevalue("new_postmaster")()
    how = {"ssl_context": server_side} if request.param == "use_ssl" else {"tls_context": server_side}
    controller = Controller(
        handler, hostname="localhost", port=handler.port, require_starttls="tls_context" in how, **how
    )
    controller.start()
    point_at(handler.port, host="localhost", **{request.param: True})
    yield handler
    controller.stop()


def test_the_answer_is_kept_over_tls(by_tls: Any, queued: Callable[..., Delivery]) -> None:
    by_tls.refuses = {"gone@acme.example": "550 5.1.1 no such user"}
    delivery = queued(cc=["gone@acme.example"])
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.PARTLY_REFUSED
    assert delivery.server_words == "250 2.0.0 queued as A1"
    assert len(by_tls.envelopes) == 1


def test_a_line_dropped_after_the_body_is_interrupted_over_tls(by_tls: Any, queued: Callable[..., Delivery]) -> None:
    by_tls.hangs_up = True
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.INTERRUPTED
