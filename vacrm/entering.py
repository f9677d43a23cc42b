"""Entering the house for the first time."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import User
from django.db import transaction


@transaction.atomic
def make_first_login(username: str) -> str | None:
    """Make the first user, who may do everything; the made-up password, or None where there is a user already."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(9)
    User.objects.create_superuser(username, password=password)
    return password
