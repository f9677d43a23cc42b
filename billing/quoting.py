"""Quotes: made, changed, copied, and followed by a next version.

They are sent by `billing.proposing` and answered by `billing.replying`. Signing reads `billing.offering.said_of`
and adds the chosen lines up with `billing.rules.quote.add_up`, whose `agreed` is what each agreement costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from billing.models import Quote, QuoteEvent, QuoteLine
from billing.models.quotes import ACCEPTED, DRAFT
from billing.offering import compose
from billing.rules.draft import Refusal
from billing.rules.said import Said
from clients.models import Client
from requests.models import ClientRequest
from sops.models import Business, SopVersion
from sops.rules.promises import quote_valid_until
from sops.wording import figures
from vacrm.exact import ZERO, cents

VALID_DAYS = 30  # where the SOP sets none
MADE = "made"
# What a copy takes along, and what belongs to one version alone.
COPIED = ("client", "title", "intro", "language", "currency", "discount_percent", "discount_amount", "discount_reason")
LINE = (
    *("position", "kind", "service", "label", "detail", "quantity", "unit", "rate", "price", "included_minutes"),
    *("overage_rate", "days", "timing", "vat_rate", "is_optional"),
)


def current_sop() -> SopVersion:
    """The version that a new quote stands on. Raises ValidationError before the first is published."""
    sop = SopVersion.objects.published().first()
    if sop is None or not Business.objects.exists():
        raise ValidationError(
            _("No business or no published SOP yet: say who signs your quotes, and publish your rules.")
        )
    return sop


def valid_until(sop: SopVersion, on: date) -> date:
    """The last day of a quote sent on a day, by the SOP."""
    return quote_valid_until(sop.policy().process, on) or on + timedelta(days=VALID_DAYS)


def begin(client: Client, *, on: date, client_request: ClientRequest | None = None) -> Quote:
    """An empty quote for a client, not kept yet: what its form begins with. Raises ValidationError without an SOP."""
    sop = current_sop()
    return Quote(
        client=client,
        sop=sop,
        client_request=client_request,
        title=(client_request.subject if client_request else "")[:200],
        language=client.language,
        currency=client.currency,
        valid_until=valid_until(sop, on),
    )


@transaction.atomic
def make(quote: Quote, lines: Sequence[QuoteLine], *, at: datetime, on: date) -> Quote:
    """Keep a new quote with its lines, as a draft with a reference.

    Raises ValidationError for what a field refuses, without a line that counts, and for a discount beyond the sum.
    """
    quote.ref, quote.version, quote.state, quote.made_at = _next_ref(on), 1, DRAFT, at
    quote.full_clean(exclude=["state"])
    quote.save()
    _keep_lines(quote, lines, on)
    note(quote, MADE, at=at)
    return quote


@transaction.atomic
def change(quote: Quote, lines: Sequence[QuoteLine], *, on: date) -> Quote:
    """Keep a draft as it was changed, its lines anew. Raises ValidationError as `make` does, and once it was sent."""
    if not Quote.objects.select_for_update().get(pk=quote.pk).is_draft:
        raise ValidationError(already_sent())
    quote.full_clean(exclude=["state"])
    quote.save()
    quote.lines.all().delete()
    _keep_lines(quote, lines, on)
    return quote


def _keep_lines(quote: Quote, lines: Sequence[QuoteLine], on: date) -> None:
    for position, line in enumerate(lines, start=1):
        line.pk, line.quote, line.position = None, quote, position
        settle_line(line)
        line.full_clean(exclude=["quote"])
    if not any(not line.is_optional for line in lines):
        raise ValidationError(_("A quote offers at least one line that is no option."))
    QuoteLine.objects.bulk_create(lines)
    quote._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    checked(quote, on=on)


def settle_line(line: QuoteLine) -> QuoteLine:
    """Work out the price of a line from what was typed, and empty what its kind does not have."""
    if line.kind in ("mission", "hourly"):
        line.price = cents(line.quantity * (line.rate or ZERO))
    elif line.kind == "trial":
        line.price, line.rate, line.quantity = ZERO, None, 1
    else:
        line.rate, line.quantity = line.price, 1
    line.unit = {"hourly": "hour", "package": "month", "subscription": "month"}.get(line.kind, "piece")
    if line.kind != "package":
        line.included_minutes, line.overage_rate = None, None
    if line.kind != "trial":
        line.days = None
    line.is_chosen = not line.is_optional
    return line


def checked(quote: Quote, *, on: date) -> Said:
    """What a draft would say on a day. Raises ValidationError for a discount beyond what it comes to."""
    try:
        return compose(quote, on=on)
    except Refusal as error:
        raise ValidationError({"off": too_much(error, quote.currency)}) from error


def too_much(error: Refusal, currency: str) -> str:
    """Why a discount cannot be taken off, as a sentence."""
    values = {name: figures.money(amount, currency) for name, amount in error.figures.items()}  # type: ignore[arg-type]
    return _("%(amount)s cannot be taken off %(billed)s; take less off, or a percent.") % values


# --- versions and copies ------------------------------------------------------------------------------


@transaction.atomic
def revise(quote: Quote, *, at: datetime, on: date) -> Quote:
    """The next version, as a draft on the SOP in force; the one that is there already, if it is a draft.

    The quote itself stays open until the next version is sent. Raises ValidationError for a draft, which is changed
    itself, for one that was accepted, and for one that was replaced.
    """
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if quote.is_draft:
        raise ValidationError(_("A draft needs no next version: change it."))
    if quote.state == ACCEPTED:
        raise ValidationError(_("It is signed. What comes on top is a quote of its own."))
    later: Quote | None = getattr(quote, "superseded_by", None)
    if later is not None:
        if later.is_draft:
            return later
        raise ValidationError(_("%(later)s replaced it; make the next version of that one.") % {"later": later})
    copy = _copy(quote, on)
    copy.ref, copy.version, copy.supersedes, copy.made_at = quote.ref, quote.version + 1, quote, at
    copy.client_request, copy.clauses = quote.client_request, dict(quote.clauses)
    return _keep_copy(copy, quote, at)


@transaction.atomic
def duplicate(quote: Quote, *, at: datetime, on: date) -> Quote:
    """The same offer once more, as a draft of its own with a new reference."""
    copy = _copy(quote, on)
    copy.ref, copy.made_at, copy.clauses = _next_ref(on), at, dict(quote.clauses)
    return _keep_copy(copy, quote, at)


def _copy(quote: Quote, on: date) -> Quote:
    sop = current_sop()
    return Quote(**{name: getattr(quote, name) for name in COPIED}, sop=sop, valid_until=valid_until(sop, on))


def _keep_copy(copy: Quote, quote: Quote, at: datetime) -> Quote:
    copy.save()
    QuoteLine.objects.bulk_create(
        QuoteLine(quote=copy, is_chosen=not line.is_optional, **{name: getattr(line, name) for name in LINE})
        for line in quote.lines.all()
    )
    note(copy, MADE, at=at)
    return copy


def _next_ref(on: date) -> str:
    """The next reference of a year: Q2026-0007, where the business writes French D2026-0007 (“devis”)."""
    business = Business.objects.select_for_update().get()
    head = f"{'D' if business.language == 'fr' else 'Q'}{on.year}-"
    last = Quote.objects.filter(ref__startswith=head).aggregate(last=Max("ref"))["last"]
    digits = (last or "").removeprefix(head)
    return f"{head}{int(digits) + 1 if digits.isdigit() else 1:04}"


@transaction.atomic
def throw_away(quote: Quote) -> None:
    """Delete a draft, whose reference may then be given again; gone already is gone.

    Raises ValidationError once it was sent.
    """
    found = Quote.objects.select_for_update().filter(pk=quote.pk).first()
    if found and not found.is_draft:
        raise ValidationError(already_sent())
    if found:
        found.delete()


def note(quote: Quote, what: str, *, at: datetime, text: str = "", by: str = "") -> QuoteEvent:
    """Keep one thing that happened, such as made, sent, seen; `by` is the address of a client who said it."""
    return QuoteEvent.objects.create(quote=quote, what=what, at=at, note=text[:2000], by=by)


def already_sent() -> str:
    """Why a quote is not changed any more."""
    return _("This quote was sent and stays as it is; make its next version to change it.")
