"""Archive a client, or delete one of whom nothing was ever invoiced."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clients import pipeline
from clients.models import Client, StageChange
from clients.moving import move


def is_loss(client: Client) -> bool:
    """Would archiving lose a client who never signed? The report counts why."""
    return client.stage in pipeline.UNSIGNED


@transaction.atomic
def archive(client: Client, *, at: datetime, on: date) -> StageChange | None:
    """Put a client out of the usual lists; one archived already stays so. A loss is a move, with its reason."""
    if client.stage in pipeline.ARCHIVED:
        return None
    return move(client, pipeline.ENDED, at=at, on=on, why=_("archived"))


@transaction.atomic
def delete(client: Client) -> None:
    """Delete a client with contacts, agreements, requests and hours.

    Raises ValidationError where an invoice or another fact of money names the client: then only archiving is left.
    """
    try:
        with transaction.atomic():
            for name in settings.CLIENT_LEAVES:
                import_string(name)(client)
            client.agreements.all().delete()
            client.delete()
    except ProtectedError as error:
        kinds = sorted({str(capfirst(row._meta.verbose_name_plural)) for row in error.protected_objects})
        raise ValidationError(
            _("%(client)s is named by: %(kinds)s. Archive the client instead; nothing is lost then.")
            % {"client": client, "kinds": ", ".join(kinds)}
        ) from error
