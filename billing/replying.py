"""What the client answers to a quote: seen, declined; and a quote taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Quote
from billing.models.quotes import CANCELLED, DECLINED, SENT
from billing.quoting import note
from clients import evidence
from clients.models import Client
from clients.rules.staging import QUOTE_SEEN

SEEN, REOPENED = "seen", "reopened"
REFUSED = "refused"  # declined by the client's own hand


@transaction.atomic
def note_seen(quote: Quote, *, at: datetime, on: date) -> bool:
    """Keep that the client opened a quote, once; True the first time."""
    Client.objects.select_for_update().get(pk=quote.client_id)
    if quote.events.filter(what=SEEN).exists():
        return False
    note(quote, SEEN, at=at)
    evidence.record(quote.client, QUOTE_SEEN, at=at, on=on, source=f"quote:{quote.pk}", note=str(quote))
    return True


@transaction.atomic
def decline(quote: Quote, *, why: str, at: datetime, by: str = "") -> Quote:
    """The client said no: noted by her, or in the portal by whom the address `by` belongs to.

    Raises ValidationError for a quote that is not with the client.
    """
    return _close(quote, DECLINED, why, at, {SENT}, by)


@transaction.atomic
def cancel(quote: Quote, *, why: str, at: datetime) -> Quote:
    """Take a quote back that was sent. Raises ValidationError without a reason, and once it was signed."""
    if not why.strip():
        raise ValidationError({"why": _("Say why, in a few words: the history keeps it.")})
    return _close(quote, CANCELLED, why, at, {SENT, DECLINED})


@transaction.atomic
def reopen(quote: Quote, *, at: datetime) -> Quote:
    """Undo a refusal or a cancellation noted by mistake: the quote is with the client again."""
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if quote.lines.filter(agreement__isnull=False).exists():
        raise ValidationError(_("It was signed and called off; send a new quote."))
    if quote.state not in (DECLINED, CANCELLED) or quote.sent_at is None:
        raise ValidationError(_("It was neither declined nor cancelled."))
    quote.state, quote.answered_at, quote.answer = SENT, None, ""
    quote.save(update_fields=["state", "answered_at", "answer"])
    note(quote, REOPENED, at=at)
    return quote


def _close(quote: Quote, state: str, why: str, at: datetime, open_in: Collection[str], by: str = "") -> Quote:
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if quote.state not in open_in:
        raise ValidationError(
            _("%(quote)s is %(state)s; nothing is left to answer.")
            % {"quote": quote, "state": quote.get_state_display()}
        )
    quote.state, quote.answered_at, quote.answer = state, at, why.strip()[:2000]
    quote.save(update_fields=["state", "answered_at", "answer"])
    note(quote, REFUSED if by else state, at=at, text=quote.answer, by=by)
    return quote
