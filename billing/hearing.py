"""A client speaks on a quote in the portal: asks, or says no; and the assistant answers, or sets it aside.

What was said is an event of the quote. It waits for her until an event that closes it comes after it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from billing.models import Quote, QuoteEvent
from billing.models.quotes import CANCELLED, DECLINED
from billing.proposing import KIND, REPLACED
from billing.quoting import note
from billing.replying import REFUSED, REOPENED, decline
from sops.models import Business
from vacrm.post.addresses import mailbox
from vacrm.post.models import Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import write

ASKED, ANSWERED, DISMISSED = "asked", "answered", "dismissed"
SAID = (ASKED, REFUSED)
CLOSING = (ANSWERED, DISMISSED, REPLACED, CANCELLED, REOPENED)
LONGEST = 2000  # characters of a question or an answer
AGAIN = timedelta(minutes=10)  # the same words within that time are a second click
MOST = 20  # questions that wait on one quote


def unheard() -> QuerySet[QuoteEvent]:
    """What clients said and nobody closed, the earliest first."""
    later = QuoteEvent.objects.filter(quote=OuterRef("quote"), what__in=CLOSING, pk__gt=OuterRef("pk"))
    return QuoteEvent.objects.filter(~Exists(later), what__in=SAID).order_by("pk")


@transaction.atomic
def ask(quote: Quote, words: str, *, by: str, at: datetime) -> QuoteEvent:
    """Keep a client's question and mail it to the assistant; the same words a moment later change nothing.

    Raises ValidationError without words, with too many, and where many questions wait already.
    """
    words = _checked(words)
    quote = _held(quote)
    if same := quote.events.filter(what=ASKED, note=words, at__gt=at - AGAIN).first():
        return same
    if unheard().filter(quote=quote).count() >= MOST:
        raise ValidationError({"words": _("Many questions wait for an answer already; please write a mail.")})
    event = note(quote, ASKED, at=at, text=words, by=by)
    _tell("asked", quote, words, by, at)
    return event


@transaction.atomic
def refuse(quote: Quote, why: str, *, by: str, at: datetime) -> Quote:
    """The client declines in the portal, and the assistant is told; a second time changes nothing.

    Raises ValidationError for a quote that is not with the client.
    """
    quote = _held(quote)
    if quote.state == DECLINED:
        return quote
    quote = decline(quote, why=why, at=at, by=by)
    _tell("refused", quote, quote.answer, by, at)
    return quote


@transaction.atomic
def answer(quote: Quote, words: str, *, at: datetime) -> QuoteEvent:
    """Mail her answer to whoever spoke last, and close what waits. Raises ValidationError without words or address."""
    words, quote = _checked(words), _held(quote)
    last = quote.events.filter(what__in=SAID).last()
    to = (last.by if last else "") or quote.client.email
    if not to:
        raise ValidationError({"words": _("%(client)s has no e-mail address; add one.") % {"client": quote.client}})
    business = Business.objects.get()
    queue(
        kind=KIND,
        language=quote.language,
        to=[mailbox(quote.client.name, to)],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=f"Re: {quote}, {quote.title}"[:250],
        body=f"{words}\n",
        at=at,
    )
    return note(quote, ANSWERED, at=at, text=words)


@transaction.atomic
def set_aside(quote: Quote, *, at: datetime) -> None:
    """Close what waits without an answer from here; where nothing waits, nothing changes."""
    quote = _held(quote)
    if unheard().filter(quote=quote).exists():
        note(quote, DISMISSED, at=at)


@transaction.atomic
def bring_back(quote: Quote) -> None:
    """Undo that it was set aside: it waits for her again."""
    quote = _held(quote)
    last = quote.events.order_by("pk").last()
    if last and last.what == DISMISSED:
        last.delete()


def _held(quote: Quote) -> Quote:
    """Read anew and held until the transaction ends, so that two clicks come one after the other."""
    return Quote.objects.select_for_update(of=("self",)).select_related("client").get(pk=quote.pk)


def _checked(words: str) -> str:
    words = words.strip()
    if not words:
        raise ValidationError({"words": _("Write a few words.")})
    if len(words) > LONGEST:
        raise ValidationError({"words": _("At most %(most)s characters, please.") % {"most": LONGEST}})
    return words


def _tell(what: str, quote: Quote, words: str, by: str, at: datetime) -> Delivery | None:
    """Mail her, in her language, what the client said; her reply goes to the client."""
    business = Business.objects.get()
    if not business.email:
        return None
    with translation.override(business.language):
        written = write(
            f"billing/mail/{what}.txt", language=business.language, client=quote.client.name, quote=quote, words=words,
            by=by, title=quote.title,
        )  # fmt: skip
    return queue(
        kind="question",
        language=business.language,
        to=[business.mailbox],
        from_email=business.mailbox,
        reply_to=by or quote.client.email,
        subject=written.subject[:250],
        body=written.body,
        at=at,
    )
