"""Trying the way out: one message to oneself, and what the server says to it."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from django.core.mail import EmailMessage

from vacrm.post.addresses import check_mailbox, domain
from vacrm.post.carrying import way_out
from vacrm.post.reply import Outcome, Reply

PATIENCE = 15  # seconds; somebody waits in front of the page


def try_out(*, to: str, from_email: str, reply_to: str, subject: str, body: str, at: datetime) -> Reply:
    """Hand one message to the mail server at once, and return its answer. Nothing is kept and nothing tried again.

    Raises ValidationError, by field, for an address that is none.
    """
    sender, recipient = check_mailbox("from_email", from_email), check_mailbox("to", to)
    headers = {"Date": format_datetime(at), "Message-ID": f"<test-{at:%Y%m%d%H%M%S%f}@{domain(sender)}>"}
    message = EmailMessage(
        subject=subject,
        body=body,
        from_email=sender,
        to=[recipient],
        reply_to=[check_mailbox("reply_to", reply_to)] if reply_to else None,
        headers=headers,
    )
    mailer = way_out()
    if hasattr(mailer, "timeout"):
        mailer.timeout = PATIENCE
    if hasattr(mailer, "hand_over"):
        reply: Reply = mailer.hand_over(message)
        return reply
    return Reply(Outcome.ACCEPTED if mailer.send_messages([message]) else Outcome.REFUSED, route="other")
