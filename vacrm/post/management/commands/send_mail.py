"""`send_mail`: let what is due leave now, without a worker."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vacrm import clock
from vacrm.post.carrying import send
from vacrm.post.models import Delivery
from vacrm.post.sending import catch_up


class Command(BaseCommand):
    help = "Send every message that is due, now and in this process; --queue only tells the worker of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", action="store_true", help="tell the worker, and send nothing here")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["queue"]:
            self.stdout.write(f"{catch_up(clock.now())} given to the worker")
            return
        due = list(Delivery.objects.due(clock.now()).order_by("queued_at", "pk"))
        outcomes = [self._send(delivery) for delivery in due]
        if outcomes.count(False):
            raise CommandError(f"{outcomes.count(False)} of {len(due)} did not leave.")

    def _send(self, delivery: Delivery) -> bool:
        """One delivery and its line; True unless it is known or feared not to have left."""
        attempt = send(delivery, at=clock.now())
        if attempt is None:
            return True  # a worker was quicker
        self.stdout.write(" ".join(f"{delivery}: {attempt} {delivery.path}".split()))
        return delivery.sent_at is not None
