"""What the onboarding page shows, to her and to the client: steps, answers, accesses, files, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import ASSISTANT, ChecklistItem, Client, ClientFile, Onboarding
from clients.onboarding import steps_of
from clients.rules import checklist
from clients.rules.asking import choices_of
from clients.sharing import OWN
from sops.rules.policy import Question
from vacrm.templatetags.vacrm_format import day


@dataclass(frozen=True, slots=True)
class Place:
    """Where an onboarding is looked at from: her pages, or the client's portal."""

    client: Client
    by: str  # the side that looks
    page: str  # the name of the page's address; those of the acts begin with it
    args: tuple[Any, ...] = ()
    guest: Any = None  # who came in by the door of the portal

    @property
    def is_hers(self) -> bool:
        return self.by == ASSISTANT

    def url(self, act: str = "", *more: Any) -> str:
        """The address of the page, or of one of its acts."""
        return reverse(f"{self.page}-{act}" if act else self.page, args=[*self.args, *more])


@dataclass(frozen=True, slots=True)
class Row:
    """A step: what it waits for, whether it is late, and where it is ticked from this side."""

    item: ChecklistItem
    waits_for: str
    late: bool
    act: str  # empty: nothing to tick here
    edit: str


@dataclass(frozen=True, slots=True)
class Said:
    """A question and its answer; of a file, also where it is."""

    asked: str
    text: str
    url: str = ""


def look(place: Place, onboarding: Onboarding, on: date) -> dict[str, Any]:
    """Everything the page shows of an onboarding."""
    items = list(onboarding.items.all())
    found = checklist.progress(steps_of(items), on)
    rows = list(_rows(place, items, on))
    files = list(ClientFile.objects.kept().filter(client=place.client))
    said = list(_said(place, onboarding, files))
    accesses = [(each, place.url("access-end", each.pk)) for each in place.client.accesses.filter(ended_at=None)]
    return {
        "place": place,
        "onboarding": onboarding,
        "progress": found,
        "part": found.done * 1000 // found.steps if found.steps else 0,
        "sentence": sentence(found, place),
        "sides": [
            (_("With the client") if place.is_hers else _("Your steps"), [r for r in rows if r.item.by != ASSISTANT]),
            (_("With you") if place.is_hers else _("What we do"), [r for r in rows if r.item.by == ASSISTANT]),
        ],
        "said": [each for each in said if each.text],
        "open_questions": sum(1 for each in said if not each.text),
        "questions": len(said),
        "reminders": onboarding.reminders.all(),
        "accesses": accesses,
        "files": [(each, place.url("file-detail", each.pk), place.url("file-remove", each.pk)) for each in files],
        "contacts": place.client.contacts.all(),
        "acts": {name: place.url(name) for name in ("answers", "accesses", "files", "contacts")},
    }


def sentence(found: checklist.Progress, place: Place) -> str:
    """How far it is, as one would say it."""
    if not found.steps:
        return _("The checklist is empty.")
    if found.is_complete:
        return _("Everything is done: the kickoff can take place.")
    done = ngettext("%(count)s of %(steps)s steps is done", "%(count)s of %(steps)s steps are done", found.done) % {
        "count": found.done,
        "steps": found.steps,
    }
    if not place.is_hers:
        left = ngettext("%(count)s is with you", "%(count)s are with you", found.theirs) % {"count": found.theirs}
        if found.theirs:
            return _("%(done)s; %(left)s.") % {"done": done, "left": left}
        return _("%(done)s; the rest is with us.") % {"done": done}
    values = {"done": done, "theirs": found.theirs, "mine": found.mine}
    return _("%(done)s; %(theirs)s with the client, %(mine)s with you.") % values


def _rows(place: Place, items: list[ChecklistItem], on: date) -> Iterator[Row]:
    waiting = checklist.blocked(steps_of(items))
    labels = {each.pk: each.label for each in items}
    for each in items:
        may = place.is_hers or each.by != ASSISTANT
        act = place.url("step-untick" if each.done_at else "step-tick", each.pk)
        late = each.done_at is None and each.due_on is not None and each.due_on < on
        before = labels[waiting[each.pk]] if each.pk in waiting else ""
        edit = place.url("step-edit", each.pk) if place.is_hers else ""
        yield Row(each, before, late, act if may and not before else "", edit)


def answers_of(onboarding: Onboarding) -> list[Said]:
    """The questions in order, each with its answer as text, empty where there is none."""
    files = list(ClientFile.objects.kept().filter(client=onboarding.client_id))
    return list(_said(None, onboarding, files))


def _said(place: Place | None, onboarding: Onboarding, files: list[ClientFile]) -> Iterator[Said]:
    known = {each.code: each.text for each in onboarding.answers.all()}
    sent = {each.code: each for each in files if each.code}
    for question in onboarding.process().onboarding_form:
        file = sent.get(question.code)
        if question.kind == "file":
            url = place.url("file-detail", file.pk) if file and place else ""
            yield Said(question.question, file.name if file else "", url)
        else:
            yield Said(choices_of(question.question)[0], _shown(question, known.get(question.code, "")))
    names = {"tools": _("Tools"), "opening_hours": _("Opening hours"), "rules": _("How we communicate")}
    asked = {each.code for each in onboarding.process().onboarding_form}
    yield from (Said(names[name], getattr(onboarding, name)) for name in OWN if name not in asked)


def _shown(question: Question, text: str) -> str:
    """An answer as the reader writes it."""
    if question.kind == "yes_no":
        return {"yes": _("yes"), "no": _("no")}.get(text, text)
    on = parse_date(text) if question.kind == "date" and text else None
    return day(on) if on else text
