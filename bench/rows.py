"""Of each kind of row, the one to look at: that with the most behind it; and secrets of the bench's own for guests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.utils import timezone

CHOSEN = {"slug": "scope", "name": "revenue"}  # the longest chapter of the procedures, a report
SECRET = "the-bench-looks-at-what-guests-see"  # noqa: S105  of made-up rows in a place of the bench's own
PORTAL, ONBOARDING = "portal", "onboarding"
# Pages that only a row in some state has.
STATES = {
    "quote-edit": "draft",
    "quote-contract": "draft",
    "quote-write": "draft",
    "quote-delete": "draft",
    "quote-accept": "sent",
    "quote-decline": "sent",
    "quote-cancel": "sent",
    "quote-call-off": "accepted",
    "meeting-move": "booked",
    "meeting-cancel": "booked",
}


class NoRow(LookupError):
    """A page of a kind of row that this module does not know, or that the database has none of."""


def arguments(name: str, keys: list[str], on: date) -> dict[str, Any]:
    """What an address asks for. Raises NoRow where there is nothing to show."""
    stem = name.rpartition(":")[2]
    noun = "client" if name == "requests:time-cell" else stem.partition("-")[0]
    if "sign" in stem or "proof" in stem:
        quote = _first(_signing(stem), stem)
        return {"pk": quote.client_id, "quote": quote.pk} if "quote" in keys else {"pk": quote.pk}
    if stem.startswith((PORTAL, ONBOARDING)) and "pk" in keys:
        return _of_a_client(stem, keys)
    if stem in STATES:
        return {"pk": _first(_rows(noun).filter(state=STATES[stem]), stem).pk}
    return {key: _argument(key, noun, on) for key in keys}


def _argument(key: str, noun: str, on: date) -> Any:
    days = {"month": f"{on:%Y-%m}", "on": on.isoformat(), "year": on.year - 1}
    if key in days:
        return days[key]
    if key == "key" and noun == "month":
        return _owing(on)
    if key == "secret" and noun in SECRETS:
        SECRETS[noun]()
        return SECRET
    if key == "pk":
        return _row(noun).pk
    if key == "number" and noun == "version":
        return _row("sop").number  # type: ignore[attr-defined]
    if key in CHOSEN:
        return CHOSEN[key]
    raise NoRow(f"{noun} by {key}")


def _row(noun: str) -> Model:
    """The row of a kind with the most behind it."""
    found: Model = _first(_rows(noun), noun)
    return found


def _rows(noun: str) -> QuerySet[Any]:
    """The rows of a kind, that with the most behind it first. Raises NoRow for a kind that is not known here."""
    from billing.models import Gate, Invoice, Quote
    from clients.models import Agreement, Client, Contact, Meeting
    from requests.models import ClientRequest, TimeEntry
    from sops.models import SopVersion
    from vacrm.post.models import Delivery

    issued = Invoice.objects.standing().filter(kind="invoice", delivery__isnull=False, payments__isnull=False)
    rows: dict[str, Any] = {
        "client": Client.objects.filter(stage="active").annotate(size=Count("time_entries")).order_by("-size", "pk"),
        "agreement": Agreement.objects.annotate(size=Count("time_entries")).order_by("-size", "pk"),
        "request": ClientRequest.objects.annotate(size=Count("time_entries")).order_by("-size", "pk"),
        "time": TimeEntry.objects.filter(billed__isnull=True, minutes__isnull=False).order_by("-on", "-pk"),
        "invoice": issued.annotate(size=Count("lines", distinct=True)).order_by("-size", "pk"),
        "sop": SopVersion.objects.order_by("-number"),
        "version": SopVersion.objects.order_by("-number"),
        "delivery": Delivery.objects.order_by("-pk"),
        "quote": Quote.objects.annotate(size=Count("lines")).order_by("-size", "pk"),
        "contact": Contact.objects.order_by("pk"),
        "meeting": Meeting.objects.filter(kind="discovery").order_by("state", "-starts_at"),
        "gate": Gate.objects.shut(),
    }
    rows["payment"] = rows["credit"] = rows["invoice"]
    rows["bill"] = rows["hand"] = rows["kickoff"] = rows["client"]
    if noun not in rows:
        raise NoRow(noun)
    found: QuerySet[Any] = rows[noun]
    return found


def _first(rows: QuerySet[Any] | None, what: str) -> Any:
    found = rows.first() if rows is not None else None
    if found is None:
        raise NoRow(what)
    return found


def _owing(on: date) -> str:
    """The key of a client who will be billed for the month."""
    from requests.models import TimeEntry

    recent = TimeEntry.objects.filter(on__gt=on - timedelta(days=31), on__lte=on, agreement__kind="hourly")
    found = recent.values_list("client__key", flat=True).first()
    if found is None:
        raise NoRow("client with hours")
    return str(found)


def _of_a_client(stem: str, keys: list[str]) -> dict[str, Any]:
    """What a page of a client's portal or onboarding asks for: the client, and what is theirs."""
    from billing.models import Invoice, Quote

    if stem.startswith(("portal-link", "onboarding-access", "portal-onboarding-access")):
        raise NoRow(stem)  # acts
    client: Any = _row("client")
    files = client.files if ONBOARDING in stem else None
    theirs: dict[str, QuerySet[Any] | None] = {
        "invoice": Invoice.objects.standing().filter(client=client, delivery__isnull=False).order_by("-pk"),
        "quote": Quote.objects.filter(client=client, document__isnull=False).order_by("-pk"),
        "asked": client.requests.order_by("-pk"),
        "proposal": client.rules_proposals.open(),
        "step": client.onboarding.items.order_by("pk") if hasattr(client, "onboarding") else None,
        "file": files and files.order_by("pk"),
    }
    found = {}
    for key in keys:
        if key == "pk":
            found[key] = client.pk
        elif key == "number":
            found[key] = client.agreements.order_by("-starts_on").first().sop.number
        else:
            found[key] = _first(theirs.get(key), key).pk
    return found


def _signing(stem: str) -> QuerySet[Any]:
    """Quotes to sign, or signed in the portal."""
    from billing.models import Quote

    if stem.startswith("portal-quote-sign") and "signed" not in stem:
        return Quote.objects.filter(state="sent", superseded_by=None).order_by("-valid_until", "pk")
    return Quote.objects.filter(signatures__who="client").order_by("-pk")


# --- secrets ------------------------------------------------------------------------------------------


def _booked() -> None:
    """Give the next meeting that a client may still move the bench's secret."""
    from clients.door import digest
    from clients.models import Meeting

    ahead = Meeting.objects.filter(state="booked").order_by("-starts_at")
    _open(Meeting, ahead, digest(SECRET))


def _open(model: type[Model], rows: QuerySet[Any], digest: str) -> None:
    held = model._default_manager.filter(token_hash=digest)
    row = _first(rows, model.__name__)
    held.exclude(pk=row.pk).update(token_hash=None)
    model._default_manager.filter(pk=row.pk).update(token_hash=digest)


def _kickoff() -> None:
    """A link by which a client chooses the moment of the kickoff."""
    from clients.door import digest
    from clients.models import PortalLink
    from clients.slotting import KICKOFF

    client, now = _row("client"), timezone.now()
    kept = {"client": client, "scope": KICKOFF, "address": "bench@client.example", "created_at": now}
    kept |= {"expires_at": now + timedelta(days=3650), "opened_at": now}
    PortalLink.objects.get_or_create(token_hash=digest(SECRET), defaults=kept)


def _feed() -> None:
    """The private calendar."""
    from clients.door import digest
    from clients.models import Booking

    Booking.objects.get_or_create(only=True)
    Booking.objects.update(feed_hash=digest(SECRET))


SECRETS: dict[str, Callable[[], None]] = {"booked": _booked, "kickoff": _kickoff, "feed": _feed}
