"""Compose what an invoice says: a draft of figures becomes a snapshot in the client's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from billing import wording
from billing.books import Office
from billing.rules.book import Book, Work
from billing.rules.draft import Draft, DraftLine, Notice, Totals
from billing.rules.snapshot import AnnexGroup, AnnexRow, Line, Party, PaymentBlock, Snapshot, VatGroup
from billing.rules.splitting import in_order
from billing.rules.vat import mention_of
from clients.models import Client
from sops.models import Business
from sops.rules.policy import Policy
from sops.rules.promises import due_on
from sops.wording import payment as payment_wording
from sops.wording.figures import country as country_name
from vacrm.exact import Month, first_day, last_day
from vacrm.paper.figures import money, percent, register_number

# C. com. L441-10: a monthly invoice is due within 45 days of its issue.
LONGEST_TERM_DAYS = 45


@dataclass(frozen=True)
class Proposal:
    """An invoice to be: the draft, and what it would say if issued on a day."""

    client: Client
    book: Book
    draft: Draft
    office: Office
    month: Month
    on: date
    kind: str
    agreement_id: int | None = None

    @cached_property
    def policy(self) -> Policy:
        """The policy whose terms the invoice bears: the latest version among the agreements it bills."""
        return self._terms[1]

    @cached_property
    def sop_number(self) -> int:
        """The number of that version."""
        return self._terms[0]

    @cached_property
    def _terms(self) -> tuple[int, Policy]:
        by_id = self.book.terms_by_id()
        used = {line.terms_id for line in self.draft.lines if line.terms_id}
        found = [(by_id[id_].sop, id_) for id_ in used]
        if not found:
            return self.office.sop.number, self.office.policy
        number, id_ = max(found)
        return number, by_id[id_].policy

    @cached_property
    def due_on(self) -> date:
        """The day it would be due; a deposit is due on receipt."""
        return self.on if self.kind == "deposit" else due_on(self.on, self.policy.payment)

    @cached_property
    def totals(self) -> Totals:
        """Net, VAT and gross."""
        return self.draft.totals

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What the draft warns of, and a due date that is too late."""
        late = (self.due_on - self.on).days > LONGEST_TERM_DAYS
        if not (late and self.draft.lines):
            return self.draft.notices
        target = ("sops.sopversion", self.office.sop.pk)
        return (*self.draft.notices, Notice("due_after_45_days", (("due", self.due_on),), target))

    def words(self, line: DraftLine) -> wording.Words:
        """The words of a line, in the active language."""
        return wording.words_of(line, self.book)


def snapshot(proposal: Proposal, number: str | None = None) -> Snapshot:
    """All that the invoice says, in the client's language; without a number it is a draft."""
    with translation.override(proposal.client.language):
        return _snapshot(proposal, number)


def _snapshot(proposal: Proposal, number: str | None) -> Snapshot:
    totals, business = proposal.totals, proposal.office.business
    first, last = _period(proposal)
    return Snapshot(
        kind=proposal.kind,  # type: ignore[arg-type]
        number=number,
        language=proposal.client.language,  # type: ignore[arg-type]
        currency=proposal.client.currency,
        issued_on=proposal.on,
        due_on=proposal.due_on,
        period_from=first,
        period_to=last,
        seller=seller(business),
        buyer=buyer(proposal.client, business.country),
        lines=tuple(_line(proposal, line) for line in proposal.draft.lines),
        vat=tuple(_vat(proposal, totals)),
        net=totals.net,
        vat_total=totals.vat,
        gross=totals.gross,
        payment=_payment(proposal, number),
        mentions=tuple(_mentions(proposal)),
        rules_note=_rules_note(proposal),
        annex=tuple(_annex(proposal)),
        logo=bytes(business.logo or b""),
    )


def seller(business: Business) -> Party:
    """The business as printed."""
    return Party(
        name=business.display_name,
        address=_address(business.address, business.country, business.country),
        country=business.country,
        siren=business.siren,
        siret=business.siret,
        vat_number=business.vat_number,
        email=business.email,
        phone=business.phone,
        tagline=business.tagline,
        footer=_footer(business),
    )


def buyer(client: Client, home: str) -> Party:
    """The client as printed."""
    country = str(client.address.get("country") or client.country)
    return Party(
        name=client.name,
        address=_address(client.address, country, home),
        country=country,
        siren=client.siren,
        vat_number=client.vat_number,
        email=client.email,
    )


def _address(address: dict[str, str], country: str, home: str) -> tuple[str, ...]:
    town = " ".join(filter(None, [address.get("postcode"), address.get("city")]))
    abroad = country_name(country) if country != home else ""
    return tuple(filter(None, [address.get("street"), town, abroad]))


def _footer(business: Business) -> str:
    """The legal form line: name, form, register (C. com. R123-237, R526-27)."""
    form = _("sole trader (EI)") if business.legal_form == "EI" and business.country == "FR" else ""
    number = business.siret or business.siren
    ids = f"{'SIRET' if business.siret else 'SIREN'}\u00a0{register_number(number)}" if number else ""
    rcs = f"RCS {business.rcs}" if business.rcs else ""
    return ", ".join(filter(None, [business.name, form, ids, rcs]))


def _line(proposal: Proposal, line: DraftLine) -> Line:
    words = proposal.words(line)
    return Line(
        kind=line.kind,
        label=words.label,
        quantity=line.quantity,
        unit=line.unit,  # type: ignore[arg-type]
        unit_price=line.unit_price,
        net=line.net,
        vat_rate=line.vat_rate,
        category=line.category,
        detail=words.detail,
        paragraph=words.paragraph,
    )


def _vat(proposal: Proposal, totals: Totals) -> Iterator[VatGroup]:
    for group in totals.groups:
        mention = mention_of(proposal.office.seller, group.category, proposal.on)
        text = mention.text(proposal.client.language) if mention else ""
        yield VatGroup(group.rate, group.category, group.base, group.amount, text, mention.code if mention else "")


def _payment(proposal: Proposal, number: str | None) -> PaymentBlock:
    business, terms = proposal.office.business, proposal.policy.payment
    sentence = _("Payment on receipt.") if proposal.kind == "deposit" else payment_wording.terms(terms)
    if "transfer" not in terms.means and terms.means:
        return PaymentBlock(terms=sentence, reference=number or "")
    return PaymentBlock(
        terms=sentence, holder=business.display_name, iban=business.iban, bic=business.bic, reference=number or ""
    )


def _mentions(proposal: Proposal) -> Iterator[str]:
    """Legal sentences, for a French seller (CGI ann. II art. 242 nonies A; C. com. L441-9, L441-10, D441-5)."""
    business, terms = proposal.office.business, proposal.policy.payment
    if business.country != "FR":
        return
    yield _("Supply of services.")
    if business.vat_regime == "debits":
        yield _("Option pour le paiement de la taxe d’après les débits.")
    yield _("No discount for early payment.")
    if not proposal.book.customer.is_company:
        return
    fee = money(terms.recovery_fee, proposal.office.business.currency, wording.language())
    if terms.late_rate is None:
        rate = _("at the refinancing rate of the European Central Bank plus 10 points")
    else:
        rate = _("of %(rate)s a year") % {"rate": percent(terms.late_rate, wording.language())}
    yield _(
        "Any late payment entails by law, without reminder, penalties %(rate)s "
        "and a flat recovery fee of %(fee)s (art. L441-10 and D441-5 of the French Commercial Code)."
    ) % {"rate": rate, "fee": fee}


def _rules_note(proposal: Proposal) -> str:
    """What § stands for, where a line bears one."""
    if not any(proposal.words(line).paragraph for line in proposal.draft.lines):
        return ""
    return _("§ refers to my procedures, version %(number)s.") % {"number": proposal.sop_number}


def _period(proposal: Proposal) -> tuple[date | None, date | None]:
    """The first and last day of what is billed; none where no line has one."""
    found: list[date] = []
    by_id = proposal.book.terms_by_id()
    for line in proposal.draft.lines if proposal.kind != "deposit" else ():
        if line.period:
            found += [line.first or first_day(line.period), line.last or last_day(line.period)]
        elif line.kind == "mission" and line.terms_id:
            terms = by_id[line.terms_id]
            found += [terms.starts_on, terms.done_on or terms.starts_on]
        elif line.kind == "expense" and line.first:
            found.append(line.first)
    if not found and any(line.kind == "extra" for line in proposal.draft.lines):
        found = [
            first_day(proposal.month),
            last_day(proposal.month),
        ]  # lines of her own, alone: of the month they are on
    return (min(found), max(found)) if found else (None, None)


def _annex(proposal: Proposal) -> Iterator[AnnexGroup]:
    """Every hour behind the invoice, by request."""
    minutes = {claim.work_id: claim.minutes for claim in proposal.draft.claims}
    if not any(line.unit == "hour" for line in proposal.draft.lines) and not minutes:
        return
    groups: dict[tuple[int | None, int | None], list[Work]] = {}
    for work in in_order(each for each in proposal.book.work if each.id in minutes):
        groups.setdefault((work.terms_id, work.ask_id), []).append(work)
    asks, terms = proposal.book.asks_by_id(), proposal.book.terms_by_id()
    for (terms_id, ask_id), works in groups.items():
        ask, agreement = asks.get(ask_id or 0), terms[terms_id or 0]
        title = (ask.subject or wording.service_name(agreement, ask.service)) if ask else ""
        rows = tuple(_row(work, minutes[work.id], agreement.policy) for work in works)
        yield AnnexGroup(title or _("Work without a request"), rows)


def _row(work: Work, billed: int, policy: Policy) -> AnnexRow:
    span = ""
    if work.started_at and work.ended_at:
        zone = ZoneInfo(policy.hours.timezone)
        start, end = work.started_at.astimezone(zone), work.ended_at.astimezone(zone)
        span = f"{start:%H:%M}–{end:%H:%M}"
    return AnnexRow(work.on, work.note, work.minutes, billed, span)


def warning_texts(proposal: Proposal) -> list[dict[str, str]]:
    """The warnings with their sentences, in the active language."""
    currency = proposal.book.customer.currency
    return [{"code": notice.code, "text": wording.sentence(notice, currency)} for notice in proposal.notices]
