"""A delivery as a message: headers, text and files, byte for byte what leaves."""

from __future__ import annotations

from datetime import datetime
from email.message import MIMEPart
from email.utils import format_datetime

from django.core.mail import EmailMessage

from vacrm.post.models import Attachment, Delivery


def compose(delivery: Delivery, *, at: datetime) -> EmailMessage:
    """The message of a delivery, dated `at`. The same facts and moment give the same message but for its boundaries."""
    headers = {
        "Message-ID": delivery.message_id,
        "Date": format_datetime(at),
        "Content-Language": delivery.language,
    }
    if delivery.automatic:
        headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps out-of-office answers from answering it
    message = EmailMessage(
        subject=delivery.subject,
        body=delivery.body,
        from_email=delivery.from_email,
        to=delivery.to,
        cc=delivery.cc,
        reply_to=[delivery.reply_to] if delivery.reply_to else None,
        headers=headers,
    )
    for attachment in delivery.attachments.all():
        message.attach(_part(attachment))
    return message


def _part(attachment: Attachment) -> MIMEPart:
    """The file in base64 whatever its type: a text file keeps its line ends too."""
    maintype, _, subtype = attachment.mimetype.partition("/")
    part = MIMEPart()
    part.set_content(
        bytes(attachment.content), maintype, subtype, cte="base64", disposition="attachment", filename=attachment.name
    )
    if attachment.mimetype == "text/calendar":  # always UTF-8 (RFC 5545, 6); mail programs take silence for ASCII
        part.set_param("charset", "utf-8")
    return part
