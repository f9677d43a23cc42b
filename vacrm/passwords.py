"""How good a password is, said plainly while it is typed; nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONG = 14  # characters; from here on guessing is hopeless, whatever they are


@dataclass(frozen=True, slots=True)
class Strength:
    """Whether a password is accepted, and what to say of it."""

    ok: bool
    sentences: tuple[str, ...]


def strength(password: str, user: User | None = None) -> Strength | None:
    """What the rules for passwords say of one; None of an empty one."""
    if not password:
        return None
    try:
        validate_password(password, user)
    except ValidationError as error:
        return Strength(False, tuple(error.messages))
    count = ngettext("%(count)s character", "%(count)s characters", len(password)) % {"count": len(password)}
    if len(password) >= LONG:
        return Strength(True, (_("Strong: %(count)s, and not among the common ones.") % {"count": count},))
    said = _("Accepted: %(count)s. Longer is stronger; four unrelated words are easy to keep in mind.")
    return Strength(True, (said % {"count": count},))
