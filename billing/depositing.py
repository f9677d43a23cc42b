"""Bill what is due before work: the deposit that the SOP asks, and the first month of what is paid in advance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from billing.books import open_office, read
from billing.composing import Proposal
from billing.gating import shut
from billing.issuing import issue, lock
from billing.models import Invoice, Quote
from billing.rules.beforework import Due, deposit_line, deposits, first_months
from billing.rules.book import Book, Terms
from billing.rules.closing import lacking
from billing.rules.deposits import deposit_net
from billing.rules.draft import ONE, Draft
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
    proposal = _open([agreement], on, "deposit")
    terms = next(each for each in proposal.book.terms if each.id == agreement.pk)
    rule = _rule(agreement, terms)
    _refuse(agreement, terms, rule, proposal.book, on)
    net = deposit_net(agreement.price or ONE, terms.vat_rate, rule)
    if not net:
        raise ValidationError({"agreement": _("its deposit comes to 0.00; nothing is to be invoiced")})
    return replace(proposal, draft=proposal.draft.add(deposit_line(terms, net, rule)))


def _open(agreements: Sequence[Agreement], on: date, kind: str) -> Proposal:
    """A proposal without lines for agreements of one client; it warns of what any invoice to them would lack."""
    client_id = agreements[0].client_id
    month = month_of(max(on, *(each.starts_on for each in agreements)))
    office = open_office()
    client, book = read([client_id], month, office)[client_id]
    single = agreements[0].pk if len(agreements) == 1 else None
    draft = Draft().warn(*lacking(book))
    return Proposal(client, book, draft, office, month_of(on), on, kind, single)


def _rule(agreement: Agreement, terms: Terms) -> Deposit:
    """The deposit asked: the agreement's own, or the SOP's for missions."""
    if agreement.kind != "mission":
        raise ValidationError(
            {"agreement": _("“%(key)s” is no mission; deposits are billed for missions") % {"key": agreement.key}}
        )
    rule = rule_of(agreement, terms)
    if rule is None:
        raise ValidationError({"agreement": _("the SOP asks no deposit for missions")})
    return rule


def rule_of(agreement: Agreement, terms: Terms) -> Deposit | None:
    """The deposit rule of an agreement: its own, or that of the SOP for its kind."""
    return read_deposit(agreement.deposit) if agreement.deposit else terms.policy.deposits.get(terms.kind)  # type: ignore[call-overload]


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
    invoice = issue(proposal, at=at)
    agreement = Agreement.objects.get(key=key)
    rule = rule_of(agreement, proposal.book.terms_by_id()[agreement.pk])
    shut(invoice, [rule] if rule else [], at=at)
    return invoice, proposal


@transaction.atomic
def bill_signed(prices: Mapping[int, Decimal], quote: Quote, *, on: date, at: datetime) -> list[Invoice]:
    """Issue what signing a quote makes due: the deposit invoice, and one of the first months in advance.

    `prices` are the agreements that signing made, by id, with what the deposit of each is counted on, before VAT.
    All of them shut the gate that the SOP asks for. Nothing is due: no invoice, and no number is taken.
    """
    agreements = list(Agreement.objects.filter(pk__in=prices).order_by("pk"))
    if not agreements:
        return []
    proposal = _open(agreements, on, "deposit")
    by_id = proposal.book.terms_by_id()
    signed = [by_id[each.pk] for each in agreements]
    made = [_issue(proposal, "deposit", due, quote, at) for due in deposits(signed, prices)]
    made.append(_issue(proposal, "invoice", first_months(signed, on), quote, at))
    return [invoice for invoice in made if invoice]


def _issue(proposal: Proposal, kind: str, due: Sequence[Due], quote: Quote, at: datetime) -> Invoice | None:
    """Issue what is due as one invoice, and shut the gate; None, and no number, where it comes to nothing."""
    lines = tuple(line for line, _rule in due)
    periods = tuple((line.terms_id, line.period, line.net) for line in lines if line.terms_id and line.period)
    of = {line.terms_id for line in lines}
    single = of.pop() if len(of) == 1 else None
    draft = replace(proposal.draft, lines=lines, periods=periods)
    proposal = replace(proposal, kind=kind, draft=draft, agreement_id=single)
    if not proposal.totals.gross:
        return None
    invoice = issue(proposal, at=at)
    shut(invoice, [rule for _line, rule in due if rule], at=at, quote=quote)
    return invoice
