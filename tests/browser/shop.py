"""A vacrm that stands open for a browser: its data made once, its clock set, its mail taken by a real server."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.live import answers, free_port, until
from tests.workshop import ROOT, Workshop

NOW = "2026-11-02T09:00:00+01:00"
MAKING = 300  # seconds, at most
USER, PASSWORD = "solene", "a-word-of-the-tests"
# Every page as the bench finds them, with a row to look at, and the same page where another row makes it another;
# parts of pages, downloads and acts are none.
LISTED = """
import json
from datetime import date
from bench.looking import _owner
from bench.walking import addresses
from billing.reports.index import REPORTS
from requests.models import ClientRequest
from sops.editing import CHAPTERS
from tests.browser.doors import hers
from vacrm.exact import month_of, shift
on = date.fromisoformat("{day}")
paths = [each.url for each in addresses(on)] + ["/month/" + shift(month_of(on), -1) + "/"]
paths += ["/sop/chapters/" + slug + "/" for slug in CHAPTERS] + ["/reports/" + name + "/" for name in REPORTS]
paths += ["/admin/", "/admin/requests/clientrequest/"]
paths += ["/requests/" + str(pk) + "/" for pk in ClientRequest.objects.open().values_list("pk", flat=True)[:2]]
paths = [each for each in paths + hers() if not each.startswith(("/p/", "/book/"))]  # see `doors`
browser, found = _owner("en"), []
for path in dict.fromkeys(paths):
    answer = browser.get(path)
    is_text = answer.headers.get("Content-Type", "").startswith("text/html")
    if answer.status_code == 200 and is_text and b"<html" in answer.content:
        found.append(path)
print(json.dumps(found))
"""
# The forms of the workshop: one to add, and one with a record in it; a client with the rows of its contacts.
FORMS = """
import json
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.urls import reverse
from clients.models import Contact
request = RequestFactory().get("/")
request.user, paths = User.objects.order_by("pk")[0], []
for model, desk in admin.site._registry.items():
    place, record = "admin:" + model._meta.label_lower.replace(".", "_"), model._default_manager.last()
    if model._meta.app_label not in ("sops", "clients", "requests", "billing", "post"):
        continue
    if desk.has_add_permission(request):
        paths.append(reverse(place + "_add"))
    if record and desk.has_change_permission(request, record):
        paths.append(reverse(place + "_change", args=[record.pk]))
paths += [reverse("admin:clients_client_change", args=[each.client_id]) for each in Contact.objects.all()[:1]]
print(json.dumps(list(dict.fromkeys(paths))))
"""
DOORS = """
from tests.browser.doors import tell
tell("{language}")
"""


class Shop:
    """A served vacrm on a folder of its own. SQLite always: what a browser sees is the same on both engines."""

    def __init__(self, data: Path, **env: str) -> None:
        self.workshop = Workshop(data, "")
        self.env, self.now = env, NOW
        self.port = free_port()
        self._server: subprocess.Popen[str] | None = None

    @property
    def base(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def open(self, at: str = NOW) -> Shop:
        """Serve with the clock standing at a moment; served already, it is served anew at the same address."""
        self.close()
        self.now = at
        env = {"LOG_LEVEL": "ERROR", **self.env, "VACRM_NOW": at}
        server = self._server = self.workshop.begin("serve", "--port", str(self.port), **env)
        until(lambda: answers(self.port, "/static/vacrm/icon.svg") or server.poll() is not None, "the first answer")
        assert server.poll() is None, server.communicate()
        return self

    def close(self) -> None:
        """Stop serving; the data stay."""
        if self._server:
            self._server.kill()
            self._server.communicate()
            self._server = None

    def pages(self) -> list[str]:
        """The addresses of all its pages, as far as there are rows to show."""
        return self._addresses(LISTED.replace("{day}", self.now[:10]))

    def forms(self) -> list[str]:
        """The addresses of what is written in the workshop."""
        return self._addresses(FORMS)

    def doors(self, language: str) -> dict[str, list[str]]:
        """What clients of a language open, with links that nobody used yet: `tests.browser.doors.tell`."""
        found: dict[str, list[str]] = self._told(DOORS.replace("{language}", language))
        return found

    def _addresses(self, script: str) -> list[str]:
        found: list[str] = self._told(script)
        return found

    def _told(self, script: str) -> Any:
        done = self.workshop.manage("shell", "-v", "0", "-c", script, VACRM_NOW=self.now)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def filled(data: Path) -> None:
    """The demonstration with its last month issued, an invoice paid, a draft of the SOP, clients on their way in."""
    load_demonstration(data)
    _run(data, "close_month", "2026-10", "--issue", "--send", "--out", str(data / "out"))
    _run(data, "shell", "-v", "0", "-c", LIVED_IN)


def load_demonstration(data: Path) -> None:
    """The demonstration before anything is closed, and somebody to log in."""
    empty(data)
    _run(data, "load_pack", str(ROOT / "seeds" / "demo.toml"))


def load_sample(data: Path, place: str) -> None:
    """The sample business of a place, “IRELAND” or “FRANCE”, that morning, and somebody to log in."""
    empty(data)
    _run(data, "shell", "-v", "0", "-c", SAMPLE.replace("{place}", place))


def load_lively(data: Path, place: str) -> None:
    """The same, with a past, and with others who are on their way from the first call to the kickoff."""
    load_sample(data, place)
    _run(data, "shell", "-v", "0", "-c", LIVELY)


SAMPLE = """
from datetime import date
from seeds import samples
from seeds.packs.loading import load
from vacrm import clock
load(samples.sample_pack(samples.{place}, on=date(2026, 11, 1), at=clock.now()), at=clock.now())
"""

LIVELY = """
from seeds.livening import enliven
from vacrm import clock
enliven(at=clock.now())
"""

LIVED_IN = """
from billing.collecting import record_payment
from billing.models import Invoice
from sops.models import SopVersion
from sops.publishing import revise
from tests.browser.newcomers import come
from vacrm import clock
draft = revise(SopVersion.objects.published().get(), at=clock.now())
draft.document["urgency"]["notice_hours"] = 48
draft.document["urgency"]["steps"].append({"under_hours": 48, "percent": "15"})
draft.save()
invoice = Invoice.objects.standing().filter(kind="invoice", delivery__isnull=False).order_by("pk").first()
record_payment(invoice.number, amount=invoice.gross, on=clock.now().date())
come()
"""


def bare(data: Path) -> None:
    """Tables, and nothing in them: the first run."""
    _run(data, "migrate", "--verbosity=0")


def empty(data: Path) -> None:
    """Somebody to log in, and nothing else."""
    bare(data)
    _run(data, "createsuperuser", "--noinput", "--username", USER, "--email", "solene@varenne.example")


KINDS = {"filled": filled, "empty": empty, "bare": bare}


def _run(data: Path, *words: str) -> None:
    done = Workshop(data, "").manage(*words, VACRM_NOW=NOW, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder of data that all workers of a run copy from; the first to come makes it, the others wait for it."""
    done = folder.with_name(f"{folder.name}-made")
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        for _ in range(MAKING * 4):  # a busy machine takes its time
            if done.exists():
                break
            time.sleep(0.25)
        assert done.exists(), f"“{folder.name}” was not made within {MAKING} s"
    else:
        make(folder)
        done.touch()
    return folder
