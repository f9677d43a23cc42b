"""What leaves with a client who is deleted: requests and hours."""

from __future__ import annotations

from django.db import transaction

from clients.models import Client


@transaction.atomic
def leave(client: Client) -> None:
    """Delete a client's hours and requests. Raises ProtectedError where an upper room still needs one."""
    client.time_entries.all().delete()
    client.requests.all().delete()
