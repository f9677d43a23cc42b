"""What this room tells on a client's pages: what is open, the hours of the month, and what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Case, Sum, When
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.documents import MOST, Paper
from clients.heading import agreements_of, held
from clients.history import WHOSE, Part
from clients.models import Client
from requests.inbox import with_state
from requests.models import ClientRequest, Commitment, Reply, RequestFile, TimeEntry
from sops.wording import figures
from vacrm.exact import last_day, month_of

PAGE = "requests:request-detail"


def panel(client: Client, on: date) -> dict[str, Any]:
    """The open requests, and the hours of the month beside what a package includes."""
    found = with_state(ClientRequest.objects.open().filter(client=client)).order_by("promised", "wanted_by", "pk")
    running = (each for each in agreements_of(client, on) if each.covers(on) and each.kind == "package")
    included = sum(held(each, on) for each in running if each.included_minutes)
    month = TimeEntry.objects.finished().filter(client=client, on__range=(on.replace(day=1), last_day(month_of(on))))
    worked = month.aggregate(total=Sum("minutes"))["total"] or 0
    return {
        "template": "requests/_client_panel.html",
        "rows": found[:5],
        "worked": worked,
        "included": included,
        "left": included - worked,
        "part": min(worked * 1000 // included, 1000) if included else 0,
        "on": on,
    }


def documents(client: Client) -> Iterator[Paper]:
    """The files that came with requests."""
    found = RequestFile.objects.kept().filter(client_request__client=client)
    for file in found.order_by("-added_at")[:MOST]:
        on, asked = timezone.localtime(file.added_at).date(), file.client_request_id
        address = ("requests:file-detail", asked, file.pk)
        yield Paper(on, _("File of a request"), file.name, address, page=(PAGE, asked), size=file.size)


def events() -> Iterator[Part]:
    """What was asked, promised, declined and done."""
    rows = ClientRequest.objects.filter(client=WHOSE)
    asked: dict[str, Any] = {"rows": rows, "words": (_name(),), "page": PAGE}
    whose: dict[str, Any] = {"page": PAGE, "key": "client_request"}
    name, percent = _name("client_request__"), KeyTextTransform("percent", "assessment__verdict")
    promises = Commitment.objects.filter(client_request__client=WHOSE)
    replies = Reply.objects.filter(client_request__client=WHOSE)
    yield Part(tell=_asked, at="received_at", **asked)
    yield Part(tell=_done, at="done_at", **asked)
    yield Part(tell=_declined, at="declined_at", **asked)
    yield Part(tell=_promised, rows=promises, at="at", words=(name, percent), **whose)
    yield Part(tell=_wrote, rows=replies, at="at", words=(name, "kind"), **whose)


def _name(path: str = "") -> Case:
    """What a request goes by: its subject, else its key."""
    subject, key = f"{path}subject", f"{path}key"
    return Case(When(**{subject: ""}, then=key), default=subject)


def _asked(name: str) -> str:
    return _("Asked: %(request)s") % {"request": name}


def _done(name: str) -> str:
    return _("Done: %(request)s") % {"request": name}


def _declined(name: str) -> str:
    return _("Declined: %(request)s") % {"request": name}


def _promised(name: str, percent: str) -> str:
    return _("Promised at +%(percent)s: %(request)s") % {"request": name, "percent": figures.percent(percent or "0")}


def _wrote(name: str, kind: str) -> str:
    return _("You wrote (%(kind)s): %(request)s") % {"request": name, "kind": Reply(kind=kind).get_kind_display()}
