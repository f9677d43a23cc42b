"""What was sent and agreed to is proved, and one changed byte is found, wherever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from billing.accepting import accept, cancel
from billing.models import Document, ProofEntry, Quote, QuoteDocument
from billing.proving import verify
from tests.billing.test_accepting import AT, ON, begun, mission, sent

pytestmark = pytest.mark.django_db
TABLES = ("billing_proofentry", "billing_document", "billing_quotedocument", "billing_signature")


@contextmanager
def unguarded() -> Iterator[None]:
    """As somebody who owns the database: without the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is pending would be in the way
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s, %s, %s)", TABLES
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    yield


@pytest.fixture
def quote() -> Quote:
    """A quote sent, and signed with its deposit invoice."""
    made = sent(begun(), mission())
    accept(made, (), on=ON, at=AT)
    return Quote.objects.get(pk=made.pk)


def test_sending_and_signing_are_proved_with_the_exact_bytes(quote: Quote) -> None:
    first, second = ProofEntry.objects.order_by("number")
    assert (first.kind, second.kind, second.previous) == ("sent", "accepted", first.digest)
    said = json.loads(second.body)
    assert said["document"] == quote.document.sha256
    assert (said["quote"], said["sop"], said["on"], said["chosen"]) == (str(quote), quote.sop.number, str(ON), [])
    assert list(verify()) == []


def test_signing_twice_is_proved_once(quote: Quote) -> None:
    accept(quote, (), on=ON, at=AT)
    assert ProofEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("model", "field", "words"),
    [
        (ProofEntry, "body", "entry 1: its words are not those that were proved"),
        (ProofEntry, "digest", "entry 1: its words are not those that were proved"),
        (ProofEntry, "previous", "entry 1: it does not follow the entry before"),
        (QuoteDocument, "content", "its document is not the one that was sent"),
        (Document, "content", "its PDF is not the one that was issued"),
    ],
)
def test_one_changed_byte_is_found(quote: Quote, model: type, field: str, words: str) -> None:
    row = model.objects.order_by("pk").first()  # type: ignore[attr-defined]
    value = getattr(row, field)
    changed = value[:-1] + ("x" if value[-1] != "x" else "y") if isinstance(value, str) else flipped(bytes(value))
    with unguarded():
        model.objects.filter(pk=row.pk).update(**{field: changed})  # type: ignore[attr-defined]
    assert any(words in line for line in verify())


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def test_a_document_and_its_digest_changed_together_are_found_by_the_log(quote: Quote) -> None:
    other = "0" * 64
    with unguarded():
        QuoteDocument.objects.update(sha256=other)
    assert any("its document is not the one that was sent" in line for line in verify())


@pytest.mark.parametrize("is_off", [False, True], ids=["signed", "called off since"])
def test_the_last_entry_taken_off_is_found(quote: Quote, is_off: bool) -> None:
    if is_off:
        cancel(quote, why="The shop closes.", on=ON, at=AT)
    with unguarded():
        ProofEntry.objects.filter(number=2).delete()
    assert list(verify()) == [f"quote {quote}: the log does not say that it was accepted"]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_the_log(quote: Quote, act: str) -> None:
    rows = ProofEntry.objects.filter(number=1)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        _done = rows.update(body="{}") if act == "update" else rows._raw_delete(rows.db)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_what_was_sent(quote: Quote, act: str) -> None:
    rows = QuoteDocument.objects.filter(quote=quote)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        _done = rows.update(content=b"") if act == "update" else rows._raw_delete(rows.db)


def test_the_model_refuses_too(quote: Quote) -> None:
    entry = ProofEntry.objects.get(number=1)
    with pytest.raises(ValidationError, match="never changed"):
        entry.save()
    with pytest.raises(ValidationError, match="never deleted"):
        entry.delete()


def test_the_command_says_whether_all_is_whole(quote: Quote, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_proofs")
    said = capsys.readouterr().out
    assert "2 proofs, whole." in said
    assert ProofEntry.objects.get(number=2).digest in said
    with unguarded():
        ProofEntry.objects.filter(number=1).update(body="{}")
    with pytest.raises(SystemExit) as left:
        call_command("verify_proofs")
    assert left.value.code == 1
    assert "entry 1: its words" in capsys.readouterr().err
