"""What changed between two policies, in sentences of the active language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from sops.rules.paragraphs import paragraph
from sops.rules.policy import Policy
from sops.wording.chapters import chapters

type Words = tuple[tuple[str, bool], ...]  # pieces of a sentence, and whether the other one lacks them


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that is new (nothing before), gone (nothing after) or changed; both empty: in its details."""

    place: str
    before: str = ""
    after: str = ""

    @property
    def sentence(self) -> str:
        """The change in one sentence."""
        values = {"paragraph": self.place, "before": self.before, "after": self.after}
        if self.before and self.after:
            return _("%(paragraph)s: “%(after)s” replaces “%(before)s”") % values
        if self.before:
            return _("%(paragraph)s no longer says: “%(text)s”") % {**values, "text": self.before}
        if self.after:
            return _("%(paragraph)s says from now on: “%(text)s”") % {**values, "text": self.after}
        return _("%(paragraph)s changes in its details.") % values

    @property
    def words(self) -> tuple[Words, Words]:
        """Both sentences in pieces, those that differ marked."""
        old, new = (re.findall(r"[^ ]+ *", text) for text in (self.before, self.after))
        if not (old and new):
            return (((self.before, True),) if old else ()), (((self.after, True),) if new else ())
        steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        before = (("".join(old[a:b]), step != "equal") for step, a, b, _c, _d in steps if b > a)
        after = (("".join(new[c:d]), step != "equal") for step, _a, _b, c, d in steps if d > c)
        return tuple(before), tuple(after)


def differences(old: Policy, new: Policy, *, currency: str = "EUR") -> list[str]:
    """One sentence for each rule that is new, gone or changed, in the order of the paragraphs."""
    return [change.sentence for change in changes(old, new, currency=currency)]


def changes(old: Policy, new: Policy, *, currency: str = "EUR") -> list[Change]:
    """Each rule that is new, gone or changed, in the order of the paragraphs.

    A knob that changes no sentence is named by its paragraph, so nothing changes unseen.
    """
    before, after = _by_paragraph(old, currency), _by_paragraph(new, currency)
    found = {place: list(_changed(place, before[place], after[place])) for place in {*before, *after}}
    for knob in _changed_knobs(old, new):
        if not found.get(paragraph(knob)):
            found[paragraph(knob)] = [Change(paragraph(knob))]
    return [change for place in sorted(found) for change in found[place]]


def _by_paragraph(policy: Policy, currency: str) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for chapter in chapters(policy, currency=currency):
        for place, text in chapter.rules:
            found[place].append(text)
    return found


def _changed(place: str, old: list[str], new: list[str]) -> Iterator[Change]:
    gone = [text for text in old if text not in new]
    come = [text for text in new if text not in old]
    both = min(len(gone), len(come))
    yield from (Change(place, before, after) for before, after in zip(gone[:both], come[:both], strict=True))
    yield from (Change(place, before=text) for text in gone[both:])
    yield from (Change(place, after=text) for text in come[both:])


def _changed_knobs(old: Policy, new: Policy) -> Iterator[str]:
    for chapter in fields(Policy):
        before, after = getattr(old, chapter.name), getattr(new, chapter.name)
        if not is_dataclass(before):
            if before != after:
                yield chapter.name
            continue
        for knob in fields(before):
            if getattr(before, knob.name) != getattr(after, knob.name):
                yield f"{chapter.name}.{knob.name}"
