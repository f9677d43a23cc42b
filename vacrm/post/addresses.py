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


def mailbox(name: str, address: str) -> str:
    """A name and an address as one mailbox, quoted where the name needs it: "Roux, Jo" <jo@roux.example>."""
    return str(Address(display_name=name, addr_spec=address)) if name else address


def bare(text: str) -> str:
    """The address alone of a mailbox, its domain in ASCII as it travels."""
    local, _at, host = getaddresses([text], strict=True)[0][1].rpartition("@")
    return f"{local}@{punycode(host)}"


def domain(text: str) -> str:
    """The domain of a mailbox, in ASCII."""
    return bare(text).rpartition("@")[2]


def check_line(field: str, text: str) -> str:
    """A header's text; ValidationError on `field` when it is empty, or holds a line break that would start a header."""
    line = text.strip()
    if not line:
        raise ValidationError({field: _("“%(field)s” is empty.") % {"field": field}})
    if len(line.splitlines()) > 1 or "\0" in line:
        raise ValidationError({field: _("“%(field)s” is a single line: remove the line break.") % {"field": field}})
    return line


def check_mailbox(field: str, text: str) -> str:
    """One mailbox, such as `jo@roux.example` or `Jo Roux <jo@roux.example>`; ValidationError on `field` otherwise."""
    line = check_line(field, text)
    found = getaddresses([line], strict=True)
    try:
        if len(found) != 1:
            raise ValidationError("")
        validate_email(found[0][1])
        return mailbox(*found[0])
    except (ValidationError, ValueError, MessageError) as error:
        said = _("“%(field)s”: “%(text)s” is not an e-mail address.") % {"field": field, "text": line}
        raise ValidationError({field: said}) from error


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
