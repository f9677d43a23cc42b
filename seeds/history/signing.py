"""Signatures of a made-up history: given in the portal with a link, a code and a tick, as the portal does it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from billing.attesting import Occasion, Typed, attest
from billing.informing import withdrawal_of
from billing.models import Quote
from billing.offering import said_of
from billing.quoting import note
from billing.rules.signature import Browser
from billing.signing import purpose
from clients import door

AGENT = "Mozilla/5.0 (Android 16; Mobile)"
LIVES = 60  # days of the link


def sign_here(quote: Quote, *, on: date, at: datetime) -> dict[str, str]:
    """Sign a quote without its options; what the log of proofs says of it. It is not accepted yet."""
    client, words = quote.client, quote.client.contacts.values_list("name", flat=True).first()
    link, _secret = door.invite(client, f"quote:{quote.pk}", to=client.email, days=LIVES, at=quote.sent_at or at)
    _row, code = door.make_code(link, purpose(quote), at=at - timedelta(minutes=2))
    used = door.use_code(link, purpose(quote), code, at=at)
    if used is None:
        raise ValueError("a code that was just made")
    with translation.override(quote.language):
        agreed = _(
            "I have read the quote %(quote)s with its contract and the rules, version %(sop)s, and I agree to them."
        )
    sentence = agreed % {"quote": quote, "sop": quote.sop.number}
    typed = Typed(words or client.name, "", code, quote.document.sha256, (sentence,), (sentence,))
    right = withdrawal_of(quote, on=on, begins_early=False)
    browser = Browser("192.0.2.10", AGENT, quote.language)
    made = attest(Occasion(quote, link, used, browser, on, at), typed, said_of(quote, on=on), right)
    made.save()
    note(quote, "signed", at=at, text=made.name)
    return {"signature": made.proof_sha256, "signed": made.sha256}
