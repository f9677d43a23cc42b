"""What changed between two policies, in sentences of the active language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from django.utils.translation import gettext as _

from sops.rules.paragraphs import paragraph
from sops.rules.policy import Policy
from sops.wording.chapters import chapters


def differences(old: Policy, new: Policy, *, currency: str = "EUR") -> list[str]:
    """One sentence for each rule that is new, gone or changed, in the order of the paragraphs.

    A knob that changes no sentence is named by its paragraph, so nothing changes unseen.
    """
    before, after = _by_paragraph(old, currency), _by_paragraph(new, currency)
    found = {place: list(_changed(place, before[place], after[place])) for place in {*before, *after}}
    for knob in _changed_knobs(old, new):
        if not found.get(paragraph(knob)):
            found[paragraph(knob)] = [_("%(paragraph)s changes in its details.") % {"paragraph": paragraph(knob)}]
    return [text for place in sorted(found) for text in found[place]]


def _by_paragraph(policy: Policy, currency: str) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for chapter in chapters(policy, currency=currency):
        for place, text in chapter.rules:
            found[place].append(text)
    return found


def _changed(place: str, old: list[str], new: list[str]) -> Iterator[str]:
    gone = [text for text in old if text not in new]
    come = [text for text in new if text not in old]
    for before, after in zip(gone, come, strict=False):
        yield _("%(paragraph)s: “%(after)s” replaces “%(before)s”") % {
            "paragraph": place,
            "before": before,
            "after": after,
        }
    for text in gone[len(come) :]:
        yield _("%(paragraph)s no longer says: “%(text)s”") % {"paragraph": place, "text": text}
    for text in come[len(gone) :]:
        yield _("%(paragraph)s says from now on: “%(text)s”") % {"paragraph": place, "text": text}


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
