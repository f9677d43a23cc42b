"""Welcome a client of whom only the name is known: enough to note the first request or the first hour."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Client
from clients.pipeline import ACTIVE
from sops.models import Business
from vacrm.desk.entering import free_key


@transaction.atomic
def welcome(name: str, *, stage: str = ACTIVE) -> Client:
    """Add a client by name, in the language and currency of the business.

    Raises ValidationError for a name that is empty, too long, or another client's.
    """
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise ValidationError({"client": _("has no name that can be kept; write one of up to 200 letters")})
    if Client.objects.filter(name__iexact=name).exists():
        raise ValidationError({"client": _("“%(name)s” is known already; choose it") % {"name": name}})
    business = Business.objects.first() or Business()
    return Client.objects.create(
        key=free_key(Client, name), name=name, stage=stage, language=business.language, currency=business.currency
    )
