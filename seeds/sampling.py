"""The sample business: load it to look around, and take it away so that nothing of it is left.

It is loaded only where nothing real is: no client, no number. What is hers already (identity, rules) is set aside and
comes back. So whatever these rooms hold while the mark is there is made up, and removing it may empty them, also of
the issued invoices that nobody else may delete.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.tasks import TaskResultStatus
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from billing.collecting import record_payment, still_due
from billing.issuing import issue_month
from billing.models import EarlierDeposit, Invoice, Series
from billing.reviewing import review
from billing.sending import send
from clients.models import Client
from requests.models import ClientRequest
from seeds import emptying
from seeds.models import Sample
from seeds.packs.abroad import Place
from seeds.packs.loading import load
from seeds.samples import place_of, sample_pack
from vacrm.exact import Month, month_of, shift
from vacrm.post.models import Delivery

ROOMS = ("sops", "clients", "requests", "billing")
REAL = gettext_lazy("There are clients or invoices already; the sample business is never put beside them.")
HELD = "held"  # the folder of mail that did not leave


def is_there() -> bool:
    """Is the sample business loaded, or being loaded? Then no mail leaves the house."""
    return Sample.objects.exists()


def check_absent() -> None:
    """Raise ValidationError where the sample is: nothing real goes beside it."""
    if is_there():
        raise ValidationError(_("The sample business is loaded; remove it first, then nothing real is mixed with it."))


def can_begin() -> bool:
    """Is there room for the sample: no client and no invoice yet?"""
    return not (is_there() or _is_real())


def _is_real() -> bool:
    # Requests, hours and agreements are always a client's.
    return any(model._default_manager.exists() for model in (Client, Invoice, Series, EarlierDeposit))


@transaction.atomic
def begin(*, at: datetime) -> Sample:
    """Mark that the sample is being loaded; from here on no mail leaves. Raises ValidationError where it must not."""
    check_absent()
    if _is_real():
        raise ValidationError(REAL)
    try:
        with transaction.atomic():
            return Sample.objects.create(begun_at=at)
    except IntegrityError as error:  # another window was faster
        raise ValidationError(_("The sample business is being loaded already.")) from error


def fill(*, language: str, at: datetime) -> None:
    """Load the sample in a language, close its last month, and have part of it paid; a second time goes on.

    Its day is the one where it works. Whatever goes wrong is noted in the mark, and raised.
    """
    place = place_of(language)
    on = at.astimezone(ZoneInfo(place.zone)).date()
    try:
        _stock(place, on=on, at=at)
        _close(shift(month_of(on), -1), on=on, at=at)
        _receive(on=on, at=at)
    except Exception as error:
        Sample.objects.update(problem=str(error)[:2000])
        raise
    Sample.objects.update(loaded_at=at, problem="")


@transaction.atomic
def _stock(place: Place, *, on: date, at: datetime) -> None:
    """Set aside what is hers, and load the pack in its place; once."""
    sample = Sample.objects.select_for_update().first()
    if sample is None:
        raise ValidationError(_("There is no sample business to fill."))
    if sample.kept is not None:
        return
    emptying.hold(Client)  # nobody adds a client between the look and the load
    if _is_real():
        raise ValidationError(REAL)
    sample.kept = json.loads(serializers.serialize("json", _rows()))
    sample.save(update_fields=["kept"])
    emptying.empty(_models())
    load(sample_pack(place, on=on, at=at), at=at)


def _models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]


def _rows() -> Iterator[models.Model]:
    for model in _models():
        yield from model._default_manager.order_by("pk")


def _close(month: Month, *, on: date, at: datetime) -> None:
    """Issue last month on the first of this one, and send what can be sent: into a folder."""
    first = on.replace(day=1)
    if Invoice.objects.issued().filter(month=month).exists():
        return
    for _each in issue_month(month, on=first, at=at, keys=_ready(month, first)):
        pass
    for invoice in Invoice.objects.issued().filter(month=month, client__email__gt=""):
        send(invoice, at=at)


def _ready(month: Month, on: date) -> list[str]:
    """The clients whose invoice can be issued."""
    return [bill.client.key for bill in review(month, on=on).bills if bill.can_be_issued]


@transaction.atomic
def _receive(*, on: date, at: datetime) -> None:
    """The first half of the invoices is paid, a week later, once that has passed."""
    invoices = list(Invoice.objects.issued().filter(payments=None).order_by("number"))
    for invoice in invoices[: len(invoices) // 2]:
        received = (invoice.issued_on or on) + timedelta(days=8)
        if received <= on and (due := still_due(invoice)):
            record_payment(invoice.number or "", on=received, amount=due)


@transaction.atomic
def remove() -> None:
    """Empty the rooms of the sample, put back what was hers, and take the mark away; numbers begin afresh.

    Raises ValidationError where there is no mark: then nothing is a sample, and nothing is touched.
    """
    sample = Sample.objects.select_for_update().first()
    if sample is None:
        raise ValidationError(_("There is no sample business to remove."))
    if sample.kept is not None:
        _clear(sample)
    sample.delete()


def _clear(sample: Sample) -> None:
    emptying.empty(_models())
    LogEntry.objects.filter(content_type__app_label__in=ROOMS).delete()
    Delivery.objects.filter(queued_at__gte=sample.begun_at).delete()
    DBTaskResult.objects.exclude(status=TaskResultStatus.RUNNING).delete()  # what waits for rows that are gone
    for row in serializers.deserialize("json", json.dumps(sample.kept)):
        row.save(force_insert=True)
    transaction.on_commit(_sweep, robust=True)


def _sweep() -> None:
    """The mail that did not leave goes too."""
    shutil.rmtree(settings.VACRM_MAIL_DIR / HELD, ignore_errors=True)


def counts() -> dict[str, int]:
    """How much of the sample there is: clients, requests, invoices."""
    return {
        "clients": Client.objects.count(),
        "requests": ClientRequest.objects.count(),
        "invoices": Invoice.objects.issued().count(),
    }
