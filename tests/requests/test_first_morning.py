"""The pages before there is anything in them, in a vacrm of their own."""

from __future__ import annotations

import json

import pytest

from tests.workshop import Workshop

# What she does on her first morning: look, add a client, write down a request, log an hour.
MORNING = """
import json
from django.contrib.auth.models import User
from django.test import Client
from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry
owner = Client(HTTP_HOST="localhost")
owner.force_login(User.objects.create_superuser("first"))
look = lambda address: owner.get(address).content.decode()
seen = {address: look(address) for address in ("/clients/", "/requests/", "/time/")}
terms = {"stage": "lead", "kind": "company", "country": "FR", "currency": "EUR", "language": "en"}
owner.post("/clients/new/", {"name": "Bolt", **terms})
owner.post("/requests/new/", {"client": Customer.objects.get().pk, "subject": "Proofread a page"})
owner.post("/time/entries/", {"q": "45m bolt proofreading"})
asked = ClientRequest.objects.get()
seen["request"] = look(f"/requests/{asked.pk}/")
logged = TimeEntry.objects.values_list("client__name", "minutes", "note").get()
print(json.dumps([seen, asked.subject, asked.assessments.count(), logged]))
"""


@pytest.mark.engines
def test_a_client_is_all_that_is_needed_to_log_a_request_and_an_hour(workshop: Workshop) -> None:
    done = workshop.manage("shell", "--no-imports", "-c", MORNING)
    assert done.returncode == 0, done.stderr
    seen, subject, verdicts, logged = json.loads(done.stdout.splitlines()[-1])
    assert "A name is enough to begin" in seen["/clients/"]
    assert "nobody is waiting for you" in seen["/requests/"]
    assert "Add a client first" in seen["/time/"]
    assert (subject, verdicts, logged) == ("Proofread a page", 0, ["Bolt", 45, "proofreading"])
    assert "No SOP is published yet" in seen["request"]
