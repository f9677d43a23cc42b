"""The worker's face of the post: it reads the clock and carries one delivery."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.tasks import task
from django.utils import timezone

from vacrm import clock
from vacrm.post.carrying import send
from vacrm.post.models import Delivery


@task
def deliver(delivery_id: int) -> str:
    """Send one delivery if it is due; the outcome in a word. A try that was put off is asked for again, later."""
    try:
        delivery = Delivery.objects.get(pk=delivery_id)
        attempt = send(delivery, at=clock.now())
    except Delivery.DoesNotExist:  # taken out of the outbox before it left
        return "withdrawn"
    if attempt and delivery.next_try_at:
        ask_again(delivery.pk, delivery.next_try_at)
    return attempt.outcome if attempt else "not due"


def ask(delivery_id: int, wait: timedelta = timedelta(0)) -> None:
    """Ask the worker to carry a delivery, after a while by the clock on the wall: so long a person may think again."""
    (deliver.using(run_after=timezone.now() + wait) if wait else deliver).enqueue(delivery_id)


def ask_again(delivery_id: int, at: datetime) -> None:
    """Ask the worker to try again, not before `at`."""
    Delivery.objects.filter(pk=delivery_id).update(handed_at=at)
    deliver.using(run_after=at).enqueue(delivery_id)
