"""What leaves with a client who is deleted: drafts of quotes. What was sent stays, and keeps the client."""

from __future__ import annotations

from django.db import transaction

from billing.models import Quote
from billing.models.quotes import DRAFT
from clients.models import Client


@transaction.atomic
def leave(client: Client) -> None:
    """Delete a client's drafts of quotes; one that was sent refuses the deletion of the client."""
    Quote.objects.filter(client=client, state=DRAFT).delete()
