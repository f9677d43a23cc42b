"""The head of a client's pages: who, on which terms, and the tabs; the same on every tab, whichever room shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients import pipeline
from clients.gates import holds_of
from clients.models import Agreement, Client
from sops.wording import figures
from sops.wording.payment import terms as payment_terms
from vacrm import addresses, prepared
from vacrm.exact import first_day, last_day, month_of, shift

FREE = "–"  # what costs nothing, or nothing known


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a client's."""

    key: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement at a glance, in words."""

    agreement: Agreement
    price: str
    included: str
    pays: str
    left: int | None = None  # minutes of the package this month; negative: beyond it

    @property
    def over(self) -> int:
        """Minutes beyond the package."""
        return max(-(self.left or 0), 0)


def heading(client: Client, tab: str, on: date) -> dict[str, Any]:
    """What `clients/_client_head.html` needs. `on` is the day whose terms are shown."""
    agreements = agreements_of(client, on)
    return {
        "client": client,
        "tab": tab,
        "tabs": [Tab(key, str(label), addresses.of(name, client.pk)) for key, label, name in settings.CLIENT_TABS],
        "agreements": agreements,
        "terms": [_with_left(terms_of(each), on) for each in reversed(agreements) if each.covers(on)],
        "stages": pipeline.choices(),
        "holds": holds_of(client, on),
        "is_archived": client.stage in pipeline.ARCHIVED,
    }


def agreements_of(client: Client, on: date) -> list[Agreement]:
    """A client's agreements with their versions, the latest first; read once for a whole page.

    Each knows the minutes `worked` for its package in the month of the day, and what the one `before` left of it.
    """
    if "agreements_read" not in vars(client):
        month = month_of(on)
        found = _agreements(client=client.pk, first=first_day(month), last=last_day(month), before=shift(month, -1))
        for each in found:
            each.client = client
        vars(client)["agreements_read"] = found
    return list(vars(client)["agreements_read"])


def _with_hours() -> QuerySet[Any]:
    worked = import_string(settings.PACKAGE_HOURS)(prepared.day("first"), prepared.day("last"))
    found = Agreement.objects.filter(client=prepared.number("client")).select_related("sop")
    before = import_string(settings.PACKAGE_BEFORE)(prepared.words("before"))
    return found.annotate(worked=worked, before=before).order_by("-starts_on", "-pk")


_agreements = prepared.Prepared(_with_hours)


def held(agreement: Agreement, on: date) -> int:
    """The minutes that a package read by `agreements_of` has in the month of a day, what is carried over among them."""
    minutes: int = import_string(settings.PACKAGE_HOLDS)(agreement, month_of(on))
    return minutes


def _with_left(terms: Terms, on: date) -> Terms:
    """With what a package has left, of an agreement read by `agreements_of`."""
    agreement: Any = terms.agreement
    if agreement.kind != "package" or not agreement.included_minutes:
        return terms
    return replace(terms, left=held(agreement, on) - (agreement.worked or 0))


def terms_of(agreement: Agreement) -> Terms:
    """An agreement in words, read with its SOP version and client."""
    currency = agreement.client.currency
    included = figures.duration(agreement.included_minutes) if agreement.included_minutes else ""
    price = price_of(agreement.kind, agreement.price, agreement.rate, currency)
    return Terms(agreement, price, included, payment_terms(agreement.sop.policy().payment))


def price_of(kind: str, price: Decimal | None, rate: Decimal | None, currency: str) -> str:
    """What an agreement of a kind costs, in words: for a mission, a month or an hour."""
    if price is not None:
        amount = figures.money(price, currency)
        return amount if kind == "mission" else _("%(amount)s a month") % {"amount": amount}
    return _("%(rate)s an hour") % {"rate": figures.money(rate, currency)} if rate else FREE
