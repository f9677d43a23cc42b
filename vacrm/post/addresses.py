"""Mail addresses and header lines: what is refused before it is queued. Pure but for the wording."""

from __future__ import annotations

from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

FIELDS = {
    "to": pgettext_lazy("delivery", "to"),
    "cc": gettext_lazy("copy to"),
    "reply_to": gettext_lazy("reply to"),
    "from_email": pgettext_lazy("delivery", "from"),
    "subject": gettext_lazy("subject"),
    "body": gettext_lazy("text"),
    "attachments": gettext_lazy("attachments"),
}
LONGEST_MAILBOX = 300  # an address has 254 at most (RFC 5321, 4.5.3.1.3); the rest is for the name


def mailbox(name: str, address: str) -> str:
    """A name and an address as one mailbox, quoted where the name needs it: "Roux, Jo" <jo@roux.example>.

    Of a name that strangers may have typed, one line of a hundred letters.
    """
    line = " ".join(name.split())[:100].strip()
    return str(Address(display_name=line, addr_spec=address)) if line else address


def bare(text: str) -> str:
    """The address alone of a mailbox, its domain in ASCII as it travels."""
    local, _at, host = getaddresses([text], strict=True)[0][1].rpartition("@")
    return f"{local}@{punycode(host)}"


def domain(text: str) -> str:
    """The domain of a mailbox, in ASCII."""
    return bare(text).rpartition("@")[2]


def refusal(field: str, sentence: str, **words: object) -> ValidationError:
    """A ValidationError on a field, whose sentence names the field in the reader's language as %(field)s."""
    return ValidationError({field: sentence % {"field": FIELDS.get(field, field), **words}})


def check_line(field: str, text: str, *, longest: int) -> str:
    """A header's text; ValidationError on `field` when it is empty, too long, or breaks the line.

    A line break inside a header would start another header: a hidden copy to a stranger, for example.
    """
    line = text.strip()
    if not line:
        raise refusal(field, _("“%(field)s” is empty."))
    if len(line.splitlines()) > 1 or "\0" in line:
        raise refusal(field, _("“%(field)s” is a single line: remove the line break."))
    if len(line) > longest:
        raise refusal(field, _("“%(field)s” is longer than %(longest)d characters."), longest=longest)
    return line


def check_mailbox(field: str, text: str) -> str:
    """One mailbox, such as `jo@roux.example` or `Jo Roux <jo@roux.example>`; ValidationError on `field` otherwise."""
    line = check_line(field, text, longest=LONGEST_MAILBOX)
    found = getaddresses([line], strict=True)
    try:
        if len(found) != 1:
            raise ValueError(line)
        validate_email(found[0][1])
        return check_line(field, mailbox(*found[0]), longest=LONGEST_MAILBOX)
    except (ValidationError, ValueError, MessageError) as error:
        raise refusal(field, _("“%(field)s”: “%(text)s” is not an e-mail address."), text=line) from error


def check_mailboxes(field: str, texts: Iterable[str], *, beside: Iterable[str] = ()) -> list[str]:
    """Mailboxes, each address once and none that is already in `beside`, so that nobody gets two copies."""
    seen = {bare(text).casefold() for text in beside}
    kept = []
    for text in texts:
        box = check_mailbox(field, text)
        if bare(box).casefold() not in seen:
            seen.add(bare(box).casefold())
            kept.append(box)
    return kept
