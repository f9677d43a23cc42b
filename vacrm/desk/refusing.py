"""Acts called from pages: done and said, or refused and said why, with nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# What the fields named by refusals are called.
FIELDS = {
    "on": _("day"),
    "agreement": _("agreement"),
    "client": _("client"),
    "request": _("request"),
    "amount": _("amount"),
    "invoice": _("invoice"),
    "committed_at": _("the moment of the commitment"),
    "done_at": _("done at"),
    "started_at": _("started at"),
    "ended_at": _("ended at"),
    "effort_minutes": _("effort in minutes"),
    "received_at": _("received at"),
    "wanted_by": _("wanted by"),
    "tier": _("tier"),
}


def sentences(error: ValidationError) -> Iterator[str]:
    """The sentences of a refusal; one that speaks of a field begins with its name."""
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for field, errors in error.message_dict.items():
        for message in errors:
            # Sentences that are complete begin with a capital or a quote; the others speak of their field.
            whole = field == NON_FIELD_ERRORS or message[:1].isupper()
            yield message if whole else f"{capfirst(FIELDS.get(field, field))}: {message}"


def refuse(request: HttpRequest, error: ValidationError) -> None:
    """Say why an act was refused."""
    for sentence in sentences(error):
        messages.error(request, sentence)


def attempt(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Do an act and say so; True when done. Where it is refused, say why."""
    try:
        act()
    except ValidationError as error:
        refuse(request, error)
        return False
    messages.success(request, done)
    return True


def tell(form: forms.BaseForm, error: ValidationError) -> None:
    """Hang a refusal on the fields of a form; what names none of them goes on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        if field in form.fields:
            form.add_error(field, [message for each in errors for message in each.messages])
        else:
            form.add_error(None, list(sentences(ValidationError({field: errors}))))
