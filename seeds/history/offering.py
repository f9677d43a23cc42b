"""What was offered to the clients of a made-up history, version after version, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from billing.models import Gate, Quote, QuoteDelivery, QuoteLine
from billing.models.quotes import ACCEPTED
from billing.proposing import KIND, file_name, letter, seal
from billing.proving import prove
from billing.quoting import make, note, revise, valid_until
from billing.replying import decline, note_seen
from clients import evidence, pipeline
from clients.models import Agreement, Client
from seeds.history import posting
from seeds.history.founding import moment
from seeds.history.signing import sign_here
from seeds.history.subjects import SUBJECTS
from seeds.history.ways import Way, workday
from seeds.history.words import WORDS
from sops.models import SopVersion
from vacrm.post.models import Attachment

MISSIONS = 0.35  # of the missions are offered by a quote of their own; the others by a word
TWICE = 0.2  # of the quotes have a second version
BY_MAIL = 0.9
HERE = 0.4  # of the quotes are signed in the portal; the others on paper


def offer_terms(begun: Iterable[Agreement], ways: Mapping[str, Way], dice: Random, missions: float = MISSIONS) -> None:
    """Send the quotes that agreements come from, in the order of the days, and note the answers.

    `missions`: the part of the missions that have a quote.
    """
    plans = [
        (_sent_on(row, ways[row.client.key], dice), row)
        for row in begun
        if row.kind != "mission" or dice.random() < missions
    ]
    plans.sort(key=lambda plan: (plan[0], plan[1].key))
    sent = [(_sent(row, on, dice), row) for on, row in plans]
    for quote, row in sorted(sent, key=lambda each: (each[1].signed_on or date.max, each[1].key)):
        _accept(quote, row, bool(row.client.email) and dice.random() < HERE)


def _sent_on(row: Agreement, way: Way, dice: Random) -> date:
    """The first terms are offered when the client came to the proposal; later ones some weeks before they begin."""
    signed = row.signed_on or row.starts_on
    first = way.get("signed") == signed and "proposal" in way
    return way["proposal"] if first else workday(signed - timedelta(days=dice.randrange(4, 20)))


def _sent(row: Agreement, on: date, dice: Random) -> Quote:
    quote = offer(row.client, row.sop, line_of(row, dice), on=on, dice=dice)
    again = min(on + timedelta(days=3), row.signed_on or on)
    if dice.random() < TWICE:
        at = moment(again, 13)
        quote = seal(revise(quote, at=at, on=again), at=at, on=again)
        _mail(quote, again, dice)
    note_seen(quote, at=moment(again, 14 + dice.randrange(2)), on=again)
    return quote


def offer(
    client: Client,
    sop: SopVersion,
    line: QuoteLine,
    *,
    on: date,
    dice: Random,
    options: int | None = None,
    is_sent: bool = True,
) -> Quote:
    """Write a quote with some options, up to two as the dice will, and send it the same day."""
    words = WORDS[client.language]
    count = dice.choice((0, 1, 2)) if options is None else options
    besides = [
        QuoteLine(kind="mission", service=service, label=label, quantity=1, rate=Decimal(price), is_optional=True)
        for service, label, price in dice.sample(words.options, count)
    ]
    quote = Quote(
        client=client,
        sop=sop,
        title=words.titles[line.kind],
        intro=words.intro,
        language=client.language,
        currency=client.currency,
        valid_until=valid_until(sop, on),
    )
    quote = make(quote, [line, *besides], at=moment(on, 7), on=on)
    if is_sent:
        quote = seal(quote, at=moment(on, 12), on=on)
        _mail(quote, on, dice)
    return quote


def line_of(row: Agreement, dice: Random) -> QuoteLine:
    """The line that an agreement comes from."""
    subject, service = dice.choice(SUBJECTS)
    title = WORDS[row.client.language].titles[row.kind]
    return QuoteLine(
        kind=row.kind,
        service=service if row.kind in ("hourly", "mission") else "",
        label=subject if row.kind == "mission" and row.client.language == "fr" else title,
        quantity=10 if row.kind == "hourly" else 1,
        rate=row.price if row.kind == "mission" else row.rate,
        price=row.price or 0,
        included_minutes=row.included_minutes,
        overage_rate=row.overage_rate,
        timing=row.timing,
    )


def plain_line(client: Client, dice: Random) -> QuoteLine:
    """What somebody is offered who did not sign: some hours of something."""
    subject, service = dice.choice(SUBJECTS)
    label = subject if client.language == "fr" else WORDS[client.language].titles["hourly"]
    rate = Decimal(dice.randrange(36, 48))
    return QuoteLine(kind="hourly", service=service, label=label, quantity=dice.randrange(5, 30), rate=rate)


def _mail(quote: Quote, on: date, dice: Random) -> None:
    """Write down that a quote left by mail, with its document; now and then she gave it by hand."""
    if dice.random() > BY_MAIL or not quote.client.email:
        return
    to, words = quote.client.email, letter(quote, on=on)
    row = posting.delivery(f"quote-{quote.pk}", KIND, quote.language, to, words, at=moment(on, 12))
    (row,) = posting.keep([row])
    QuoteDelivery.objects.create(quote=quote, delivery=row)
    file = Attachment.of(file_name(quote), "application/pdf", bytes(quote.document.content))
    file.delivery = row
    file.save()


def _accept(quote: Quote, row: Agreement, is_here: bool) -> None:
    """Accept a quote, signed in the portal or noted by hand.

    The agreement is there already, and what it makes due is billed elsewhere.
    """
    on = row.signed_on or row.starts_on
    at = moment(on, 16)
    quote.lines.filter(position=1).update(agreement=row)
    way, proved = ("portal", sign_here(quote, on=on, at=at)) if is_here else ("noted by hand", {})
    quote.state, quote.answered_at = ACCEPTED, at
    quote.save(update_fields=["state", "answered_at"])
    note(quote, ACCEPTED, at=at)
    prove(quote, "accepted", at=at, on=on.isoformat(), chosen=[], way=way, **proved)
    source = f"quote:{quote.pk}"
    evidence.record(quote.client, pipeline.QUOTE_SIGNED, at=at, on=on, source=source, note=str(quote))
    if row.kind != "mission":
        evidence.record(quote.client, pipeline.DEPOSIT_NOT_DUE, at=at, on=on, source=source)


def offer_in_vain(client: Client, way: Way, sop: SopVersion, dice: Random) -> None:
    """Send a prospect a quote that is declined, or that nobody answers."""
    quote = offer(client, sop, plain_line(client, dice), on=way["proposal"], dice=dice)
    if dice.random() < 0.6:
        seen = way["proposal"] + timedelta(days=1)
        note_seen(quote, at=moment(seen), on=seen)
    if dice.random() < 0.6:
        decline(quote, why=dice.choice(WORDS[client.language].refusals), at=moment(way[pipeline.LOST], 9))


def offer_now(clients: Sequence[tuple[Client, Way]], sop: SopVersion, dice: Random) -> None:
    """The quotes that wait for an answer today, one of them in its second version; and one being written."""
    for index, (client, way) in enumerate(clients):
        if "proposal" not in way:
            today = max(way.values())
            offer(client, sop, plain_line(client, dice), on=today, dice=dice, is_sent=False)
            continue
        quote = offer(client, sop, plain_line(client, dice), on=way["proposal"], dice=dice)
        if index % 2:
            again = way["proposal"] + timedelta(days=4)
            quote = seal(revise(quote, at=moment(again), on=again), at=moment(again, 10), on=again)
            note_seen(quote, at=moment(again, 15), on=again)


def tie_gates() -> None:
    """Say of what waits for a deposit by which quote it was signed."""
    for gate in Gate.objects.filter(quote=None).select_related("invoice"):
        quote = Quote.objects.filter(lines__agreement__billed_deposit__invoice=gate.invoice_id).first()
        if quote:
            Gate.objects.filter(pk=gate.pk).update(quote=quote)
