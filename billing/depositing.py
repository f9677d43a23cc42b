"""Bill the deposit that the SOP asks for a mission."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from billing.books import open_office, read
from billing.composing import Proposal
from billing.issuing import issue, lock
from billing.models import Invoice
from billing.rules.book import Book, Terms
from billing.rules.deposits import deposit_net
from billing.rules.draft import ONE, Draft, DraftLine
from clients.models import Agreement
from sops.rules.document import read_deposit
from sops.rules.policy import Deposit
from vacrm.exact import month_of


def propose_deposit(key: str, *, on: date) -> Proposal:
    """The deposit invoice of an agreement, if issued on a day. Writes nothing.

    Raises ValidationError when the agreement is unknown, no mission or unsigned, when the SOP asks no
    deposit of it, when its price is not above the threshold, or when a deposit is already there.
    """
    agreement = Agreement.objects.filter(key=key).first()
    if agreement is None:
        raise ValidationError({"agreement": _("there is no agreement “%(key)s”") % {"key": key}})
    month = month_of(max(on, agreement.starts_on))
    office = open_office()
    client, book = read([agreement.client_id], month, office)[agreement.client_id]
    terms = next(each for each in book.terms if each.id == agreement.pk)
    rule = _rule(agreement, terms)
    _refuse(agreement, terms, rule, book, on)
    net = deposit_net(agreement.price or ONE, terms.vat_rate, rule)
    if not net:
        raise ValidationError({"agreement": _("its deposit comes to 0.00; nothing is to be invoiced")})
    line = DraftLine(
        kind="deposit",
        quantity=ONE,
        unit="piece",
        unit_price=net,
        net=net,
        vat_rate=terms.vat_rate,
        category=terms.category,
        terms_id=terms.id,
        percent=rule.percent,
    )
    return Proposal(client, book, Draft(lines=(line,)), office, month_of(on), on, "deposit", agreement.pk)


def _rule(agreement: Agreement, terms: Terms) -> Deposit:
    """The deposit asked: the agreement's own, or the SOP's for missions."""
    if agreement.kind != "mission":
        raise ValidationError(
            {"agreement": _("“%(key)s” is no mission; deposits are billed for missions") % {"key": agreement.key}}
        )
    rule = read_deposit(agreement.deposit) if agreement.deposit else terms.policy.deposits.get("mission")
    if rule is None:
        raise ValidationError({"agreement": _("the SOP asks no deposit for missions")})
    return rule


def _refuse(agreement: Agreement, terms: Terms, rule: Deposit, book: Book, on: date) -> None:
    if terms.signed_on is None or terms.signed_on > on:
        raise ValidationError(
            {"agreement": _("“%(key)s” is not signed; enter the date of signature") % {"key": terms.key}}
        )
    price = agreement.price
    if price is None or price <= rule.above:
        raise ValidationError(
            {
                "agreement": _("its price, %(price)s, is not above %(above)s, from where a deposit is asked")
                % {"price": price, "above": rule.above}
            }
        )
    there = [each.number for each in book.deposits if each.terms_id == terms.id]
    if there:
        raise ValidationError({"agreement": _("its deposit is already invoiced: %(number)s") % {"number": there[0]}})
    if terms.mission_billed:
        raise ValidationError({"agreement": _("“%(key)s” is already invoiced") % {"key": terms.key}})


@transaction.atomic
def bill_deposit(key: str, *, on: date, at: datetime) -> tuple[Invoice, Proposal]:
    """Issue the deposit invoice of a mission, once. Raises ValidationError as `propose_deposit` does."""
    lock(on)
    proposal = propose_deposit(key, on=on)
    return issue(proposal, at=at), proposal
