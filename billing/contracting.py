"""The contract of a quote: clauses made from its SOP version, each of which may be put in her own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from billing.models import Quote
from billing.rules.said import SaidClause
from sops.wording.clauses import Clause, clauses

LONGEST = 10_000
_NUMBERED = re.compile(r"(§\d+(?:\.\d+)*)\s+(.+)")


@dataclass(frozen=True, slots=True)
class Wording:
    """One clause on the page where it is edited: what the SOP says, and what the contract says."""

    code: str
    title: str
    written: str  # as made from the SOP
    text: str  # as it stands
    is_edited: bool


def wordings(quote: Quote) -> list[Wording]:
    """All clauses of a quote as texts, in its language; one left empty is left out of the contract."""
    with translation.override(quote.language):
        found = []
        for clause in _all(quote):
            written = as_text(clause.rules)
            text = quote.clauses.get(clause.code, written)
            found.append(Wording(clause.code, clause.title, written, text, clause.code in quote.clauses))
        return found


def clauses_of(quote: Quote) -> tuple[SaidClause, ...]:
    """The clauses as the contract says them, in the active language; empty ones left out."""
    found = []
    for clause in _all(quote):
        own = quote.clauses.get(clause.code)
        rules = clause.rules if own is None else as_rules(own)
        found.append(SaidClause(clause.code, clause.title, rules, is_edited=own is not None))
    return tuple(each for each in found if each.rules)


@transaction.atomic
def word(quote: Quote, texts: dict[str, str]) -> Quote:
    """Keep her words of some clauses; a text that is as the SOP has it is kept as no edit at all.

    Raises ValidationError once the quote was sent, by code for a text that is too long, and for a code that is none.
    """
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if not quote.is_draft:
        raise ValidationError(_("This quote was sent and stays as it is; make its next version to change it."))
    known = {each.code: each for each in wordings(quote)}
    kept = dict(quote.clauses)
    for code, typed in texts.items():
        if code not in known:
            raise ValidationError(_("There is no clause “%(code)s”.") % {"code": code})
        text = "\n".join(line.rstrip() for line in typed.strip().splitlines())
        if len(text) > LONGEST:
            raise ValidationError({code: _("This is too long for one clause; shorten it.")})
        kept.pop(code, None)
        if text != known[code].written:
            kept[code] = text
    quote.clauses = kept
    quote.save(update_fields=["clauses"])
    return quote


def as_text(rules: tuple[tuple[str, str], ...]) -> str:
    """A clause to be edited: a sentence a line, its paragraph before it."""
    return "\n".join(f"{number} {text}".strip() for number, text in rules)


def as_rules(text: str) -> tuple[tuple[str, str], ...]:
    """A text as the sentences of a clause; a paragraph at the beginning of a line is known as one."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _NUMBERED.fullmatch(line)
        found.append((match[1], match[2]) if match else ("", line))
    return tuple(found)


def _all(quote: Quote) -> list[Clause]:
    """The clauses of the SOP version, then what the law or custom wants said, in the active language."""
    kinds = {line.kind for line in quote.lines.all()}
    made = [*clauses(quote.sop, currency=quote.currency)]
    if kinds & {"package", "subscription", "hourly"}:
        text = _(
            "Either of us may end this contract in writing, for the end of a month; what was done until then is due."
        )
    else:
        text = _("If the work is ended early, what was done until then is due.")
    made.append(Clause("termination", _("End of the contract"), (("", text),)))
    if quote.client.kind == "person":
        text = _(
            "As a consumer you may withdraw within 14 days of signing, without a reason, by a message to me. "
            "If you asked me to begin before they are over, what was done until then is due."
        )
        made.append(Clause("withdrawal", _("Right of withdrawal"), (("", text),)))
    return made
