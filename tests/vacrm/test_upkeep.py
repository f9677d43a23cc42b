"""Upkeep: the database knows its own indexes."""

from __future__ import annotations

import pytest
from django.db import connection

from clients.models import Client
from vacrm.upkeep import survey


@pytest.mark.django_db
def test_a_survey_counts_the_rows_behind_an_index() -> None:
    Client.objects.bulk_create(Client(key=f"c{place}", name="Acme") for place in range(7))
    survey()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'clients_client'")
            assert cursor.fetchone()[0].startswith("7 ")
