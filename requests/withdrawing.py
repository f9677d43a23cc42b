"""Withdraw a promise made by mistake, as long as nothing rests on it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from requests.models import ClientRequest, Commitment


@transaction.atomic
def withdraw(client_request: ClientRequest) -> Commitment | None:
    """Take the latest promise back; earlier ones stay. None without any.

    Raises ValidationError where time was worked since, or where the client was told from here.
    """
    latest = client_request.commitments.order_by("at").last()
    if latest is None:
        return None
    if client_request.time_entries.filter(on__gte=timezone.localtime(latest.at).date()).exists():
        raise ValidationError(_("Time was logged since it was confirmed, so the promise stays."))
    if client_request.replies.filter(kind="confirm", at__gte=latest.at).exists():
        raise ValidationError(_("The client was told that it is confirmed, so the promise stays."))
    latest.delete()
    return latest
