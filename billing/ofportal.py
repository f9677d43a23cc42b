"""What this room shows in the portal: invoices with what is left to pay, and what packages hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from billing.accounts import Account, present
from billing.following import LATER
from billing.models import Invoice, Quote, QuoteDocument, Signature
from billing.models.quotes import DRAFT, SENT
from billing.rules.signature import CLIENT
from billing.rules.status import OVERDUE, status
from billing.standing import balance, facts_of, with_paid
from clients.documents import MOST, Paper
from clients.models import Agreement, Client
from sops.wording import figures
from vacrm.prepared import Prepared, number
from vacrm.templatetags.vacrm_format import day

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice in the client's words."""

    invoice: Any
    left: Decimal
    says: str
    is_late: bool


def panel(client: Client, *, on: date, at: datetime) -> dict[str, Any]:
    """What is left to pay, and what the packages hold this month."""
    owed, packages = to_pay(client, on), present(client, on)
    said = " ".join([*sums(owed), *_lefts(packages)])
    return {"template": "portal/_billing_panel.html", "said": said, "owed": owed[:SHOWN], "packages": packages}


def offers(client: Client, *, on: date, at: datetime) -> dict[str, Any] | None:
    """The quotes that wait for the client's word; nothing without any."""
    found = Quote.objects.filter(client=client, state=SENT, valid_until__gte=on).exclude(LATER)
    quotes = list(found.only("ref", "version", "title", "valid_until", "client").order_by("valid_until", "pk")[:SHOWN])
    count = len(quotes)
    said = ngettext("A quote waits for your word.", "%(n)s quotes wait for your word.", count) % {"n": count}
    return {"template": "portal/_quotes_panel.html", "said": said, "quotes": quotes} if quotes else None


def to_pay(client: Client, on: date) -> list[Owed]:
    """A client's invoices with something left to pay, the oldest first."""
    # Asked in that order, SQLite goes through the invoices of all clients to save itself the sorting.
    found = sorted(_UNPAID(client=client.pk), key=lambda each: (each.issued_on or date.max, each.pk))
    return [owed(each, on) for each in found]


def _unpaid() -> Any:
    standing: Any = with_paid(Invoice.objects.standing().filter(client=number("client")))  # `paid` the stubs deny
    return standing.filter(paid__lt=F("gross")).order_by()


_UNPAID: Prepared[Invoice] = Prepared(_unpaid)


def issued(client: Client) -> Any:
    """A client's issued invoices, the latest first."""
    return with_paid(Invoice.objects.issued().filter(client=client)).order_by("-issued_on", "-pk")


def owed(invoice: Invoice, on: date) -> Owed:
    """How an invoice read by `with_paid` stands, in words."""
    state, left = status(facts_of(invoice), on), balance(invoice)
    due = day(invoice.due_on)
    if state in ("paid", "credited", "credit"):
        words = {
            "credited": _("taken back by a credit note"),
            "credit": _("credit note"),
            "paid": pgettext("invoice", "paid"),
        }
        return Owed(invoice, Decimal(0), words[state], is_late=False)
    if state == OVERDUE:
        return Owed(invoice, left, _("was due on %(day)s") % {"day": due}, is_late=True)
    return Owed(invoice, left, _("to pay by %(day)s") % {"day": due} if invoice.due_on else _("to pay"), is_late=False)


def sums(owed: Sequence[Owed]) -> Iterator[str]:
    """What is left to pay in all, a sentence for each currency."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for each in owed:
        found[each.invoice.currency] += each.left
    for currency, amount in sorted(found.items()):
        yield _("%(amount)s to pay.") % {"amount": figures.money(amount, currency)}


def _lefts(packages: Sequence[tuple[Agreement, Account]]) -> Iterator[str]:
    for _agreement, account in packages:
        values = {"time": figures.duration(abs(account.left)), "month": account.name}
        if account.left < 0:
            yield _("%(time)s beyond the package of %(month)s.") % values
        else:
            yield _("%(time)s left of the package of %(month)s.") % values


def documents(client: Client) -> Iterator[Paper]:
    """The PDFs of what was issued, as stored."""
    found = client.invoices.issued().order_by("-issued_on", "-pk").values_list("pk", "kind", "number", "issued_on")
    for pk, kind, name, issued_on in found[:MOST]:
        said = str(capfirst(Invoice(kind=kind).get_kind_display()))
        yield Paper(issued_on or date.min, said, name or "", ("billing:portal-invoice-pdf", client.pk, pk))
    yield from _signed(client)
    sent = QuoteDocument.objects.filter(quote__client=client).exclude(quote__state=DRAFT).order_by("-drawn_at")
    for pk, ref, version, at in sent.values_list("quote", "quote__ref", "quote__version", "drawn_at")[:MOST]:
        name = f"{ref} v{version}" if version > 1 else ref
        address = ("billing:portal-quote-pdf", client.pk, pk)
        yield Paper(timezone.localtime(at).date(), _("Quote and contract"), name, address)


def _signed(client: Client) -> Iterator[Paper]:
    """The quotes that were signed in the portal, each with its certificate."""
    found = Signature.objects.filter(quote__client=client, who=CLIENT).order_by("-signed_at")
    for pk, ref, version, at in found.values_list("quote", "quote__ref", "quote__version", "signed_at")[:MOST]:
        name = f"{ref} v{version}" if version > 1 else ref
        address = ("billing:portal-quote-signed-pdf", client.pk, pk)
        yield Paper(timezone.localtime(at).date(), _("Signed document"), name, address)
