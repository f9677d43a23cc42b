"""The door opens for its own key, for its own time, and for nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from clients import admitting, door
from clients.models import Client, PortalCode, PortalDevice, PortalLink
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)


@pytest.fixture
def client() -> Client:
    return Client.objects.create(key="acme", name="Acme")


@pytest.fixture
def invited(client: Client) -> tuple[PortalLink, str]:
    return door.invite(client, to="ines@acme.example", days=30, at=AT)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**door.DIGITS:0{door.DIGITS}}"


def test_a_link_opens_until_its_last_moment_and_its_secret_is_not_kept(invited: tuple[PortalLink, str]) -> None:
    link, secret = invited
    assert len(secret) >= 32, "192 bits in base64"
    assert door.find(secret, at=AT + timedelta(days=30) - timedelta(seconds=1)) == link
    assert door.find(secret, at=AT + timedelta(days=30)) is None
    assert secret not in repr(PortalLink.objects.values_list().get())


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: text.swapcase(), lambda _text: ""])
def test_any_other_secret_opens_nothing(invited: tuple[PortalLink, str], change: object) -> None:
    assert callable(change)
    assert door.find(change(invited[1]), at=AT) is None


def test_a_revoked_link_opens_nothing_and_its_devices_are_forgotten(invited: tuple[PortalLink, str]) -> None:
    link, secret = invited
    _device, cookie = door.trust(link, "A browser", at=AT)
    door.revoke(link, at=AT)
    assert door.find(secret, at=AT) is None
    assert door.known_device(link, cookie, at=AT) is None


def test_the_first_opening_is_told_from_the_next(invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    assert door.note_opened(link, at=AT)
    assert not door.note_opened(link, at=AT + timedelta(hours=1))
    link.refresh_from_db()
    assert (link.opened_at, link.seen_at) == (AT, AT + timedelta(hours=1))


def test_a_code_works_once_for_its_own_purpose(invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    _row, code = door.make_code(link, "sign:1", at=AT)
    assert door.use_code(link, "sign:2", code, at=AT) is None
    assert door.use_code(link, "sign:1", f" {code[:3]} {code[3:]} ", at=AT), "as people type it"
    assert door.use_code(link, "sign:1", code, at=AT) is None


def test_a_code_of_another_link_is_wrong_here(client: Client, invited: tuple[PortalLink, str]) -> None:
    other, _secret = door.invite(client, to="ines@acme.example", days=30, at=AT)
    door.make_code(other, "enter", at=AT)
    _row, code = door.make_code(invited[0], "enter", at=AT)
    row = other.codes.get()
    assert row.code_hash != door._code_hash(invited[0], "enter", code)
    assert door._code_hash(other, "enter", code) != door._code_hash(invited[0], "enter", code)


def test_a_code_runs_out_and_a_new_one_replaces_it(invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    _row, first = door.make_code(link, "enter", at=AT)
    _row, second = door.make_code(link, "enter", at=AT + timedelta(minutes=1))
    assert first == second or door.use_code(link, "enter", first, at=AT + timedelta(minutes=2)) is None
    assert door.use_code(link, "enter", second, at=AT + timedelta(minutes=16)) is None


def test_after_five_wrong_tries_the_right_code_is_too_late(invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    _row, code = door.make_code(link, "enter", at=AT)
    for _try in range(door.TRIES):
        assert door.use_code(link, "enter", wrong(code), at=AT) is None
    assert door.use_code(link, "enter", code, at=AT) is None
    assert PortalCode.objects.get().tries == door.TRIES


def test_a_second_tap_sends_no_second_code(invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    assert admitting.send_code(link, "enter", at=AT)
    assert admitting.send_code(link, "enter", at=AT + timedelta(seconds=2)) is None
    assert admitting.send_code(link, "sign:1", at=AT + timedelta(seconds=2)), "each purpose has its own"
    assert admitting.send_code(link, "enter", at=AT + door.PAUSE)
    assert link.codes.filter(purpose="enter").count() == 2


def test_after_too_many_wrong_tries_the_next_code_need_not_wait(invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    _row, code = door.make_code(link, "enter", at=AT)
    for _try in range(door.TRIES):
        door.use_code(link, "enter", wrong(code), at=AT)
    assert admitting.send_code(link, "enter", at=AT + timedelta(seconds=2))


def test_the_mailbox_is_not_flooded_with_codes(invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    for _code in range(door.CODES):
        door.make_code(link, "enter", at=AT)
    with pytest.raises(ValidationError, match="wait an hour"):
        door.make_code(link, "enter", at=AT)
    assert door.make_code(link, "enter", at=AT + timedelta(hours=1, seconds=1))


def test_a_device_is_known_until_thirty_days_of_silence(client: Client, invited: tuple[PortalLink, str]) -> None:
    link, _secret = invited
    _device, cookie = door.trust(link, "A browser", at=AT)
    assert door.known_device(link, cookie, at=AT + timedelta(days=29))
    assert door.known_device(link, cookie, at=AT + timedelta(days=58)), "it was seen meanwhile"
    assert door.known_device(link, cookie, at=AT + timedelta(days=89)) is None
    stranger = Client.objects.create(key="bolt", name="Bolt")
    other, _secret = door.invite(stranger, to="ines@acme.example", days=99, at=AT)
    assert door.known_device(other, cookie, at=AT + timedelta(days=58)) is None
    assert PortalDevice.objects.count() == 1


@pytest.mark.parametrize("kind", admitting.CARRYING)
@pytest.mark.parametrize("place", ["p/open", "book/m", "book/kickoff"])
def test_what_left_before_a_holiday_forgets_its_secret_after_it(kind: str, place: str) -> None:
    body = f"Mails/agenda/…\nhttps://lune.example/{place}/{door.new_secret()[0]}/\n"
    sent = {"queued_at": AT, "sent_at": AT, "handed_at": AT, "claimed_at": AT, "tries": 1}
    row = Delivery.objects.create(message_id="<a@b>", kind=kind, language="fr", to=["a@b.example"], body=body, **sent)
    admitting.forget(AT + timedelta(days=40))
    row.refresh_from_db()
    assert row.body == f"Mails/agenda/…\nhttps://lune.example/{place}/…/\n"
