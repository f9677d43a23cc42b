"""What this room shows in the portal: requests as the client sees them, and the files that came with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from clients.documents import MOST, Paper
from clients.models import Client
from requests.inbox import with_state
from requests.models import ClientRequest, RequestFile
from sops.wording import figures
from vacrm.templatetags.vacrm_format import moment

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A request in the client's words: the state, a sentence on it, and whether it waits for the client."""

    asked: Any
    state: str
    says: str
    waits: bool


def panel(client: Client, *, on: date, at: datetime) -> dict[str, Any] | None:
    """The open requests."""
    found = standings(client, is_open=True)
    count = found.count()
    rows = [standing(each) for each in found[:SHOWN]]
    said = ngettext("One request is open.", "%(n)s requests are open.", count) % {"n": count} if count else ""
    return {"template": "portal/_requests_panel.html", "said": said, "rows": rows, "more": max(count - SHOWN, 0)}


def standings(client: Client, *, is_open: bool = False) -> Any:
    """A client's requests with their state, the latest first."""
    found = ClientRequest.objects.open() if is_open else ClientRequest.objects.all()
    return with_state(found.filter(client=client)).order_by("-received_at", "-id")


def standing(asked: Any) -> Standing:
    """Where a request read by `standings` stands."""
    if asked.declined_at:
        return Standing(asked, pgettext("request", "Declined"), "", waits=False)
    if asked.done_at:
        said = _("done on %(moment)s") % {"moment": moment(asked.done_at)}
        return Standing(asked, pgettext("request", "Done"), said, waits=False)
    if asked.waits:
        return Standing(asked, _("Waits for your answer"), _("a question was sent to you by mail"), waits=True)
    if asked.promised:
        return Standing(asked, pgettext("request", "Confirmed"), _promise(asked), waits=False)
    return Standing(asked, _("Being looked at"), _looked_at(asked), waits=False)


def _looked_at(asked: Any) -> str:
    if not asked.percent or asked.percent == "0":
        return _("nothing is due before it is confirmed")
    return _("+%(percent)s if it is confirmed, nothing before") % {"percent": figures.percent(asked.percent)}


def _promise(asked: Any) -> str:
    by = _("for %(moment)s") % {"moment": moment(asked.wanted_by)} if asked.wanted_by else _("without a date")
    if not asked.percent or asked.percent == "0":
        return by
    return _("%(by)s, surcharge of %(percent)s") % {"by": by, "percent": figures.percent(asked.percent)}


def one(client: Client, pk: int) -> Any:
    """One request of a client's with its files; None where it is not theirs."""
    return standings(client).prefetch_related(Prefetch("files", RequestFile.objects.kept())).filter(pk=pk).first()


def documents(client: Client) -> Iterator[Paper]:
    """The files that came with the client's requests."""
    found = RequestFile.objects.kept().filter(client_request__client=client).order_by("-added_at")
    for file in found[:MOST]:
        on, address = timezone.localtime(file.added_at).date(), ("requests:portal-file", client.pk, file.pk)
        yield Paper(on, _("File of a request"), file.name, address, size=file.size)
