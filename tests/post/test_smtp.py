"""Against a real server on loopback: what it answers is what the delivery remembers."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from vacrm.post import sending, states
from vacrm.post.models import Attachment, Delivery
from vacrm.post.states import BACK_OFF

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\r\n\x00\xff\n.\n..\r\nlines that begin with dots\n"
type Queue = Callable[..., Delivery]


def test_an_accepted_message_is_sent_with_the_servers_words(by_smtp: Any, queued: Queue) -> None:
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.SENT
    assert (delivery.sent_at, delivery.route, delivery.tries) == (AT, "smtp", 1)
    assert delivery.server_words == "250 2.0.0 queued as A1"
    assert [(attempt.at, attempt.outcome) for attempt in delivery.attempts.all()] == [(AT, "accepted")]


def test_the_message_arrives_whole(by_smtp: Any, queued: Queue) -> None:
    table = b"date;heures\r\n01/10;1,50\n"
    files = [
        Attachment.of("Facture F2026-0042 d’octobre.pdf", "application/pdf", PDF),
        Attachment.of("heures.csv", "text/csv", table),
    ]
    sending.send(queued(cc=["Al <al@acme.example>"], attachments=files), at=AT)
    (message,) = by_smtp.messages()
    assert message["From"] == "Nadia Morel <facturation@morel.example>"
    assert message["To"] == "Compta <compta@acme.example>"
    assert message["Cc"] == "Al <al@acme.example>"
    assert message["Reply-To"] == "Nadia Morel <nadia@morel.example>"
    assert message["Subject"] == "Votre facture F2026-0042"
    assert message["Date"].datetime == AT
    assert message["Content-Language"] == "fr"
    assert message["Auto-Submitted"] is None
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Bonjour,\n\nvoici votre facture d’octobre.\n"
    attached = [
        (a.get_filename(), a.get_content_type(), a.get_payload(decode=True)) for a in message.iter_attachments()
    ]
    assert attached == [
        ("Facture F2026-0042 d’octobre.pdf", "application/pdf", PDF),
        ("heures.csv", "text/csv", table),
    ]


def test_the_envelope_names_everybody_and_the_bytes_are_seven_bit(by_smtp: Any, queued: Queue) -> None:
    sending.send(queued(cc=["Zoé <zoe@société.example>"]), at=AT)
    (envelope,) = by_smtp.envelopes
    assert envelope.mail_from == "facturation@morel.example"
    assert envelope.rcpt_tos == ["compta@acme.example", "zoe@xn--socit-esab.example"]
    assert envelope.content.isascii()


def test_the_message_id_is_of_the_senders_domain_and_made_when_queued(by_smtp: Any, queued: Queue) -> None:
    first, second = queued(), queued()
    sending.send(first, at=AT)
    (message,) = by_smtp.messages()
    assert message["Message-ID"] == first.message_id
    assert first.message_id.endswith("@morel.example>")
    assert first.message_id != second.message_id


def test_what_the_program_sends_by_itself_says_so(by_smtp: Any, queued: Queue) -> None:
    sending.send(queued(automatic=True), at=AT)
    (message,) = by_smtp.messages()
    assert message["Auto-Submitted"] == "auto-generated"


def test_one_recipient_of_two_refused_is_remembered_and_the_other_served(by_smtp: Any, queued: Queue) -> None:
    by_smtp.refuses = {"gone@acme.example": "550 5.1.1 no such user"}
    delivery = queued(to=["compta@acme.example", "Gone <gone@acme.example>"])
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.PARTLY_REFUSED
    assert delivery.refused == {"gone@acme.example": "550 5.1.1 no such user"}
    assert by_smtp.envelopes[0].rcpt_tos == ["compta@acme.example"]


def test_a_message_put_off_is_tried_again_later_and_then_accepted(by_smtp: Any, queued: Queue) -> None:
    by_smtp.answers = ["451 4.7.1 greylisted, come back"]
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.RETRYING
    assert delivery.server_words == "451 4.7.1 greylisted, come back"
    assert delivery.next_try_at == AT + BACK_OFF[0]
    assert sending.send(delivery, at=AT + timedelta(seconds=59)) is None
    assert by_smtp.envelopes == []
    sending.send(delivery, at=AT + BACK_OFF[0])
    assert delivery.state(AT) == states.SENT
    assert [attempt.outcome for attempt in delivery.attempts.all()] == ["deferred", "accepted"]
    assert [str(message["Message-ID"]) for message in by_smtp.messages()] == [delivery.message_id]


def test_a_message_put_off_for_ever_fails_in_the_end(by_smtp: Any, queued: Queue) -> None:
    by_smtp.answers = ["450 4.2.0 busy"] * 9
    delivery, at = queued(), AT
    while delivery.next_try_at:
        at = delivery.next_try_at
        sending.send(delivery, at=at)
    assert delivery.state(at) == states.FAILED
    assert at == AT + sum(BACK_OFF, timedelta())
    assert delivery.attempts.count() == len(BACK_OFF) + 1


def test_a_refused_message_has_failed_and_says_why(by_smtp: Any, queued: Queue) -> None:
    by_smtp.answers = ["552 5.3.4 message too big"]
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.FAILED
    assert delivery.server_words == "552 5.3.4 message too big"
    assert delivery.next_try_at is None


def test_all_recipients_refused_is_a_failure(by_smtp: Any, queued: Queue) -> None:
    by_smtp.refuses = {"compta@acme.example": "550 5.1.1 no such user"}
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.FAILED
    assert delivery.server_words == "compta@acme.example: 550 5.1.1 no such user"


def test_a_connection_dropped_after_the_body_is_never_tried_again_by_itself(by_smtp: Any, queued: Queue) -> None:
    by_smtp.hangs_up = True
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.INTERRUPTED
    assert "closed" in delivery.server_words
    by_smtp.hangs_up = False
    assert sending.send(delivery, at=AT + timedelta(days=2)) is None
    assert sending.catch_up(AT + timedelta(days=2)) == 0
    assert len(by_smtp.envelopes) == 1


def test_a_body_that_broke_off_was_not_taken_and_is_tried_again(point_at: Any, queued: Queue) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        point_at(listener.getsockname()[1])
        delivery = queued(attachments=[Attachment.of("big.bin", "application/octet-stream", bytes(20_000_000))])
        server = threading.Thread(target=break_off_the_body, args=(listener,))
        server.start()
        sending.send(delivery, at=AT)
        server.join(timeout=10)
    assert delivery.state(AT) == states.RETRYING


def break_off_the_body(listener: socket.socket) -> None:
    """Speak SMTP up to the body, read the beginning of it, and reset the connection."""
    line, _ = listener.accept()
    with line, line.makefile("rb") as heard:
        line.sendall(b"220 morning\r\n")
        for command in heard:
            line.sendall(b"354 go ahead\r\n" if command.lower().startswith(b"data") else b"250 fine\r\n")
            if command.lower().startswith(b"data"):
                break
        line.recv(1000)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_server_that_never_answers_the_body_leaves_it_interrupted(by_smtp: Any, point_at: Any, queued: Queue) -> None:
    point_at(by_smtp.port, timeout=0.3)
    by_smtp.stalls = 1
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.INTERRUPTED


def test_nobody_listening_is_tried_again(by_nobody: None, queued: Queue) -> None:
    delivery = queued()
    sending.send(delivery, at=AT)
    assert delivery.state(AT) == states.RETRYING
    assert "refused" in delivery.server_words.lower()


def test_ordinary_mail_of_django_goes_the_same_way(by_smtp: Any) -> None:
    assert EmailMessage("Your password", "Hello", "nadia@morel.example", ["jo@roux.example"]).send() == 1
    assert [str(message["Subject"]) for message in by_smtp.messages()] == ["Your password"]
