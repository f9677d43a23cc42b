"""The onboardings of a made-up history: checklists, answers, and what the clients gave."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from clients.models import (
    ASSISTANT,
    CLIENT,
    Access,
    Agreement,
    ChecklistEvent,
    ChecklistItem,
    ClientFile,
    FormAnswer,
    Milestone,
    Onboarding,
)
from clients.rules.checklist import due_on
from clients.rules.staging import CHECKLIST_DONE
from seeds.history.founding import moment
from seeds.history.ways import HOURS, Way
from seeds.history.words import WORDS
from sops.models import Business

SAID = 2  # answers that are there where the onboarding runs


def bring_in(ways: Mapping[str, Way], dice: Random) -> None:
    """Write down an onboarding for each who signed: ticked to the end, or half where it still runs."""
    terms: dict[str, Agreement] = {}
    for row in Agreement.objects.select_related("client", "sop").order_by("starts_on", "pk"):
        terms.setdefault(row.client.key, row)
    begun = [
        (_onboarding(terms[key], way, dice), way) for key, way in ways.items() if "onboarding" in way and key in terms
    ]
    Onboarding.objects.bulk_create(onboarding for onboarding, _way in begun)
    items = ChecklistItem.objects.bulk_create(each for row, way in begun for each in _steps(row, way))
    ChecklistEvent.objects.bulk_create(
        ChecklistEvent(item=each, at=each.done_at, done=True, by=each.by) for each in items if each.done_at
    )
    FormAnswer.objects.bulk_create(each for row, way in begun for each in _answers(row, "kickoff" in way))
    _give(begun)
    Milestone.objects.bulk_create(_checklist_done(row, way["kickoff"]) for row, way in begun if "kickoff" in way)


def _onboarding(row: Agreement, way: Way, dice: Random) -> Onboarding:
    begun, words = way["onboarding"], WORDS[row.client.language]
    return Onboarding(
        client=row.client,
        sop=row.sop,
        begun_at=moment(begun, 17),
        begun_on=begun,
        tools=words.tools,
        opening_hours=dice.choice(words.opening_hours),
        rules=words.rules,
        answered_at=moment(begun, 18),
    )


def _steps(row: Onboarding, way: Way) -> Iterator[ChecklistItem]:
    """The steps: all ticked on the day the list was done, or every other one on the first day."""
    policy, done_on = row.sop.policy(), way.get("kickoff")
    steps = policy.process.onboarding
    for place, step in enumerate(steps, 1):
        is_last = done_on is not None and place == len(steps)
        at = moment(done_on, HOURS["kickoff"]) if is_last and done_on else moment(row.begun_on, 18)
        yield ChecklistItem(
            onboarding=row,
            position=place,
            code=step.code,
            label=step.label,
            by=step.by,
            due_on=due_on(step.by, policy.hours, row.begun_on, step.due_days),
            done_at=at + timedelta(seconds=place - len(steps)) if done_on or place % 2 else None,
        )


def _checklist_done(row: Onboarding, on: date) -> Milestone:
    at = moment(on, HOURS["kickoff"])
    return Milestone(client=row.client, kind=CHECKLIST_DONE, at=at, on=on, source=f"onboarding:{row.pk}")


def _answers(row: Onboarding, is_done: bool) -> Iterator[FormAnswer]:
    texts = {
        **WORDS[row.client.language].answers,
        "email": row.client.email,
        "date": (row.begun_on + timedelta(days=45)).isoformat(),
    }
    asked = row.process().onboarding_form
    for question in asked if is_done else asked[:SAID]:
        if text := texts.get(question.kind):
            yield FormAnswer(
                onboarding=row,
                code=question.code,
                question=question.question,
                text=text,
                at=moment(row.begun_on, 18),
                by=CLIENT,
            )


def _give(begun: list[tuple[Onboarding, Way]]) -> None:
    """Accesses, and a file."""
    whose = Business.objects.get().email
    Access.objects.bulk_create(
        Access(
            client=row.client,
            tool=tool,
            shared=shared.format(email=whose),
            right=right,
            added_at=moment(row.begun_on, 18),
            by=CLIENT,
            ended_at=moment(way["ended"], 18) if "ended" in way else None,
        )
        for row, way in begun
        for tool, shared, right in WORDS[row.client.language].accesses
    )
    ClientFile.objects.bulk_create(_guide(row) for row, _way in begun)


def _guide(row: Onboarding) -> ClientFile:
    name, text = WORDS[row.client.language].guide
    content = f"{text}\n{row.client.name}\n".encode()
    return ClientFile(
        client=row.client,
        code="brand-guide" if any(each.code == "brand-guide" for each in row.process().onboarding_form) else "",
        by=CLIENT if row.client.pk % 9 else ASSISTANT,
        name=name,
        mimetype="text/plain",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        added_at=moment(row.begun_on, 18),
    )
