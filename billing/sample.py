"""A sample invoice: what the business looks like on paper, before there is a first one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from billing.composing import seller
from billing.rules.snapshot import Line, Party, PaymentBlock, Snapshot, Unit, VatGroup
from billing.rules.vat import NONE, STANDARD, Seller, mention_of
from sops.models import Business
from vacrm.exact import cents, first_day, last_day, month_of, shift

DUE = timedelta(days=30)


def sample(business: Business, *, on: date) -> Snapshot:
    """An invoice of last month to a made-up client, in the language of the business; it has no number."""
    with translation.override(business.language):
        return _sample(business, on)


def _sample(business: Business, on: date) -> Snapshot:
    liable = business.vat_regime in ("cash", "debits")
    lines = tuple(_lines(STANDARD if liable else NONE, "S" if liable else _category(business)))
    net = sum((line.net for line in lines), Decimal("0.00"))
    vat = _vat(business, lines[0], net, on)
    month = shift(month_of(on), -1)
    return Snapshot(
        kind="invoice",
        number=None,
        language="fr" if business.language == "fr" else "en",
        currency=business.currency,
        issued_on=on,
        due_on=on + DUE,
        period_from=first_day(month),
        period_to=last_day(month),
        seller=seller(business),
        buyer=Party(name=_("A client of yours"), address=(_("1 Sample Street"), _("12345 Sampletown"))),
        lines=lines,
        vat=(vat,),
        net=net,
        vat_total=vat.amount,
        gross=net + vat.amount,
        payment=PaymentBlock(holder=business.display_name, iban=business.iban, bic=business.bic),
        mentions=(_("This is a sample: nothing is due, and no number is taken."),),
        logo=bytes(business.logo or b""),
    )


def _lines(rate: Decimal, category: str) -> list[Line]:
    made: list[tuple[str, str, Unit, str]] = [
        (_("Monthly package, 10 hours"), "1", "month", "450.00"),
        (_("Newsletter, by the hour"), "2.5", "hour", "48.00"),
    ]
    return [
        _line(label, Decimal(quantity), unit, Decimal(price), rate, category) for label, quantity, unit, price in made
    ]


def _line(label: str, quantity: Decimal, unit: Unit, price: Decimal, rate: Decimal, category: str) -> Line:
    return Line("time", label, quantity, unit, price, cents(quantity * price), rate, category)


def _category(business: Business) -> str:
    return "E" if business.vat_regime == "franchise" else "O"


def _vat(business: Business, line: Line, net: Decimal, on: date) -> VatGroup:
    found = mention_of(Seller(business.vat_regime, business.country, business.vat_number), line.category, on)
    mention = found.text(business.language) if found else ""
    return VatGroup(line.vat_rate, line.category, net, cents(net * line.vat_rate / 100), mention)
