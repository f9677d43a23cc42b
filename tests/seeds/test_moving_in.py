"""Two windows make the first account at the same moment: one of them does, on both engines."""

from __future__ import annotations

import json

import pytest

from tests.workshop import Workshop

RACE = """
import json, threading
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from vacrm.entering import move_in
told, start = [], threading.Barrier(4)
def window(name):
    start.wait()
    try:
        told.append(move_in(name, "four rather calm words").username)
    except ValidationError as error:
        told.append(error.messages[0][:8])
    finally:
        connection.close()
windows = [threading.Thread(target=window, args=(f"nadia{n}",)) for n in range(4)]
[each.start() for each in windows]
[each.join() for each in windows]
print(json.dumps([sorted(told), User.objects.count()]))
"""


@pytest.mark.engines
def test_of_four_windows_one_makes_the_account(workshop: Workshop) -> None:
    done = workshop.manage("shell", "--no-imports", "-c", RACE)
    assert done.returncode == 0, done.stderr
    told, users = json.loads(done.stdout.splitlines()[-1])
    assert users == 1
    assert told.count("Somebody") == 3


SAMPLE = """
import json
from django.db import connection
from django.contrib.auth.models import User
from django.test import Client
from billing.models import Invoice
from clients.models import Client as Customer
from seeds.tasks import load_sample
from sops.models import Business
owner = Client(HTTP_HOST="localhost")
owner.force_login(User.objects.create_superuser("nadia"))
Business.objects.create(name="Nadia Roux", next_number=7)
owner.post("/sample/load/")
load_sample.func("en")
seen = [Customer.objects.count(), Invoice.objects.issued().exists(), "sample-line" in owner.get("/").content.decode()]
owner.post("/sample/remove/")
left = [Customer.objects.count(), Invoice.objects.count(), Business.objects.get().next_number]
print(json.dumps([seen, left]))
"""


@pytest.mark.engines
def test_the_sample_comes_and_goes_in_transactions_of_its_own(workshop: Workshop) -> None:
    done = workshop.manage("shell", "--no-imports", "-c", SAMPLE, VACRM_NOW="2027-05-12T09:00:00+02:00")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [[8, True, True], [0, 0, 7]]
    queued = workshop.manage("work", "--once", VACRM_NOW="2027-05-12T09:05:00+02:00")
    assert (queued.returncode, queued.stderr) == (0, ""), "nothing is left for the worker to stumble over"
