"""What was sent again is found by its index: hardly any message is, and databases that count misjudge that."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from billing.models import Invoice
from billing.views.track import with_mail
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan as SQLite writes it")
def test_the_mail_of_a_month_is_read_without_going_through_all_messages() -> None:
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    Delivery.objects.bulk_create(
        Delivery(message_id=f"<{n}@lea.example>", kind="invoice", to=["a@b.example"], queued_at=at, next_try_at=at)
        for n in range(300)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan = with_mail(Invoice.objects.filter(month="2026-10")).explain()
    assert plan.count("delivery_resent") == 2
