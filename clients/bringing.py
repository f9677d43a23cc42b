"""What an onboarding tells elsewhere: on Today, in the history of a client, among the documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients import pipeline
from clients.checklists import Place, sentence
from clients.documents import MOST, Paper
from clients.history import LONGEST, WHOSE, Event, Part
from clients.models import (
    ASSISTANT,
    CLIENT,
    Access,
    ChecklistEvent,
    ChecklistItem,
    Client,
    ClientFile,
    Milestone,
    Onboarding,
)
from clients.nudging import COMING
from clients.onboarding import steps_of
from clients.onway import Known
from clients.rules import checklist
from clients.rules.nextstep import ME, THEM
from vacrm import prepared
from vacrm.frame import address
from vacrm.templatetags.vacrm_format import day
from vacrm.today import Need

PAGE, PORTAL_PAGE = "clients:onboarding", "clients:portal-onboarding"
SHOWN = 5  # of each kind, on Today


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need]:
    """Her own steps that are due, and clients who signed and whose onboarding has not begun; in one statement."""
    for pk, name, label, due in _next(on=on):
        yield _step(pk, name, label, due, on) if label else _begin(pk, name)


def _waiting() -> QuerySet[Client, tuple[int, str, str, date]]:
    # A signature begins it by itself; where it did not, there is nothing to copy, or a deposit holds it.
    by_hand = Q(stage=pipeline.SIGNED) & ~Exists(
        Milestone.objects.filter(client=OuterRef("pk"), kind=pipeline.QUOTE_SIGNED)
    )
    to_begin = Q(onboarding=None) & (Q(stage=pipeline.ONBOARDING) | by_hand)
    item = "onboarding__items__"
    due = Q(**{f"{item}by": ASSISTANT, f"{item}done_at": None, f"{item}due_on__lte": prepared.day("on")})
    free = Q(**{f"{item}waits_for": None}) | Q(**{f"{item}waits_for__done_at__isnull": False})
    found = Client.objects.filter(to_begin | (due & free & Q(stage__in=COMING)))
    ordered = found.order_by(f"{item}due_on", "stage_since", "pk", f"{item}pk")
    return ordered.values_list("pk", "name", f"{item}label", f"{item}due_on")[: 2 * SHOWN]


_next = prepared.Prepared(_waiting)


def _begin(pk: int, name: str) -> Need:
    return Need(
        section=_("Getting started"),
        rank=(5, float(pk)),
        who=name,
        title=_("Begin the onboarding of %(client)s") % {"client": name},
        url=address(PAGE, pk),
        why=_("Signed: the checklist of your SOP is next."),
        button=_("See the checklist"),
        ruled=True,
    )


def _step(pk: int, name: str, label: str, due: date, on: date) -> Need:
    late = (on - due).days
    return Need(
        section=_("Getting started"),
        rank=(5, float(due.toordinal() - 1_000_000)),
        who=name,
        title=label,
        url=address(PAGE, pk),
        why=_("Your step of the checklist, planned for %(day)s.") % {"day": day(due)},
        button=_("See the checklist"),
        chip=_("Late") if late > 0 else _("Today"),
        tone="late" if late > 0 else "warn",
    )


def known(clients: Sequence[Client], on: date) -> dict[int, Known]:
    """How far the checklist of each client is, and the open step that comes next; one statement for all of them."""
    rows = ChecklistItem.objects.filter(onboarding__client__in=[each.pk for each in clients])
    steps: dict[int, dict[checklist.Step, str]] = defaultdict(dict)
    asked = ("onboarding__client_id", "label", "pk", "by", "done_at", "due_on", "waits_for_id")
    for client, label, pk, by, done_at, due_on, waits_for in rows.values_list(*asked):
        steps[client][checklist.Step(pk, by, done_at is not None, due_on, waits_for)] = label
    return {client: _known(found) for client, found in steps.items()}


def _known(steps: dict[checklist.Step, str]) -> Known:
    """What is known of some steps, in order, each with its label."""
    waiting = checklist.blocked(list(steps))
    left = [each for each in steps if not each.done]
    first = next((each for each in left if each.key not in waiting), None)
    found = Known(done=len(steps) - len(left), points=len(steps))
    if first is None:
        return found
    side = THEM if first.by == CLIENT else ME
    return replace(found, todo=steps[first], todo_by=side, todo_on=first.due_on)


def panel(client: Client, *, on: date, at: datetime) -> dict[str, Any] | None:
    """The first page of the portal: how far it is. Nothing where no onboarding began, or all of it is over."""
    onboarding = Onboarding.objects.filter(client=client).first()
    if onboarding is None or client.stage not in COMING:
        return None
    found = checklist.progress(steps_of(list(onboarding.items.all())), on)
    words = sentence(found, Place(client, CLIENT, PORTAL_PAGE, (client.pk,)))
    part = found.done * 1000 // found.steps if found.steps else 0
    waits = ngettext("One step waits for you.", "%(count)s steps wait for you.", found.theirs) % {"count": found.theirs}
    return {
        "template": "portal/_onboarding_panel.html",
        "said": waits if found.theirs else "",
        "sentence": words,
        "progress": found,
        "part": part,
    }


def documents(client: Client) -> Iterator[Paper]:
    """The files that came with the onboarding."""
    yield from _papers(client, PAGE, _("File of the client"))


def portal_documents(client: Client) -> Iterator[Paper]:
    """The same, as the client opens them in the portal."""
    yield from _papers(client, PORTAL_PAGE, _("Getting started"))


def _papers(client: Client, page: str, kind: str) -> Iterator[Paper]:
    for file in ClientFile.objects.kept().filter(client=client).order_by("-added_at")[:MOST]:
        on, where = timezone.localtime(file.added_at).date(), (page, client.pk)
        yield Paper(on, kind, file.name, (f"{page}-file-detail", client.pk, file.pk), page=where, size=file.size)


def events() -> Iterator[Part]:
    """When the onboarding began, what was ticked, answered and shared."""
    begun: dict[str, Any] = {"rows": Onboarding.objects.filter(client=WHOSE), "page": PAGE, "key": "client"}
    ticked = ChecklistEvent.objects.filter(item__onboarding__client=WHOSE)
    said = ("item__label", Case(When(done=True, then=Value("done")), default=Value("")))
    shared = Access.objects.filter(client=WHOSE)
    yield Part(tell=_begun, at="begun_at", **begun)
    yield Part(tell=_answered, at="answered_at", **begun)
    yield Part(tell=_ticked, rows=ticked, at="at", words=said, page=PAGE, key="item__onboarding__client")
    yield Part(tell=_shared, rows=shared, at="added_at", words=("tool",), page=PAGE, key="client")


def ticks(client: Client, longest: int = LONGEST) -> Iterator[Event]:
    """The steps ticked, in one statement, as the process of a client tells them."""
    rows = ChecklistEvent.objects.filter(item__onboarding__client=client).order_by("-at")
    for at, done, label in rows.values_list("at", "done", "item__label")[:longest]:
        yield Event(at, partial(_ticked, label, done), (PAGE, client.pk))


def _begun() -> str:
    return _("The onboarding began")


def _answered() -> str:
    return _("The onboarding form was answered")


def _ticked(label: str, done: str | bool) -> str:
    return (_("Checklist, done: %(step)s") if done else _("Checklist, open again: %(step)s")) % {"step": label}


def _shared(tool: str) -> str:
    return _("Access noted: %(tool)s") % {"tool": tool}
