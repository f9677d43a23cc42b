"""Answer a client from here: what the reply says is done, and the reply goes into the outbox, both or neither."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Client
from requests import assessing, proposing
from requests.asking import ask
from requests.models import REPLIES, ClientRequest, Reply
from sops.models import Business
from vacrm.post.addresses import mailbox
from vacrm.post.sending import queue

KIND = "reply"
WAITING = frozenset({"propose", "redirect", "ask"})  # these ask the client for something
LONGEST = 20_000
THINK = timedelta(seconds=10)  # a reply stays here so long, and can be taken back


def recipient(client: Client) -> str:
    """The mailbox that replies go to: the client's, or the first contact's that has one; empty without any."""
    if client.email:
        return mailbox(client.name, client.email)
    contact = client.contacts.exclude(email="").first()
    return mailbox(contact.name, contact.email) if contact else ""


@transaction.atomic
def answer(client_request: ClientRequest, kind: str, text: str, *, at: datetime) -> Reply:
    """Confirm, propose, decline or ask, as `kind` says, and send the text to the client.

    Raises ValidationError when the act is refused, when there is no text, and for a client without an address.
    """
    to = recipient(client_request.client)
    if kind not in dict(REPLIES):
        raise ValidationError({"kind": _("There is no such reply.")})
    if not to:
        raise ValidationError({"text": _("%(client)s has no e-mail address; add one.") % _of(client_request)})
    if not text.strip() or len(text) > LONGEST:
        raise ValidationError({"text": _("Write the reply, in 20,000 letters at most.")})
    _act(client_request, kind, at)
    if kind in WAITING:
        ask(client_request, at=at)
    return _queued(client_request, kind, text.strip(), to, at)


def _of(client_request: ClientRequest) -> dict[str, object]:
    return {"client": client_request.client}


def _act(client_request: ClientRequest, kind: str, at: datetime) -> None:
    if kind == "confirm" and not assessing.is_promised(client_request):
        assessing.commit(client_request, at=at)
    elif kind == "propose" and not proposing.stands_at_standard_date(client_request, at=at):
        proposing.propose_standard_date(client_request, at=at)
    elif kind == "decline":
        assessing.decline(client_request, at=at)


def _queued(client_request: ClientRequest, kind: str, text: str, to: str, at: datetime) -> Reply:
    business, client = Business.objects.current() or Business(), client_request.client
    delivery = queue(
        kind=KIND,
        language=client.language,
        to=[to],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=f"Re: {client_request}"[:250],
        body=f"{text}\n",
        wait=THINK,
        at=at,
    )
    return Reply.objects.create(client_request=client_request, kind=kind, text=text, at=at, delivery=delivery)
