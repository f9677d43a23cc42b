"""Effects of the policy's knobs: what can be looked at, given the chapters that were changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from billing.drafting import draft_month
from billing.storing import snapshot_of
from sops.rules import promises
from sops.rules.judging import Facts, assess
from sops.rules.policy import Policy
from sops.wording.chapters import chapters
from tests.billing.months import Pack, agreement, answer, close, load, minutes, pack, paris, urgent, worked
from tests.sops.policies import READ

type Effect = Callable[[Pack], Any]


def policy(sop: Pack) -> Policy:
    document = pack(sop=sop)["sop"]
    return READ({name: chapter for name, chapter in document.items() if name not in ("title", "effective_on")})


def gross(sop: Pack) -> str:
    """The month of an urgent request that runs into the evening, with small entries around it."""
    load(evening_month(sop))
    return str(close()["invoices"][0]["gross"])


def evening_month(sop: Pack, *agreements: Pack, **more: Any) -> Pack:
    request = urgent(
        received_at=paris("2026-10-06 16:00"),
        committed_at=paris("2026-10-06 16:00"),
        wanted_by=paris("2026-10-06 20:00"),
        effort_minutes=180,
        tier="simple",
    )
    time = [
        worked("2026-10-06 16:10", "2026-10-06 17:00", request="r1"),
        worked("2026-10-06 18:00", "2026-10-06 19:10", request="r1"),
        worked("2026-10-07 10:00", "2026-10-07 10:07", request="r1"),
    ]
    return pack(*(agreements or (agreement(),)), sop=sop, requests=[request], time=time, **more)


def in_package(sop: Pack) -> list[tuple[str, str]]:
    """The lines of the same work in a package of two hours."""
    load(evening_month(sop, agreement("package", included_minutes=120)))
    return [(line["kind"], line["net"]) for line in close()["invoices"][0]["lines"]]


def label(sop: Pack) -> str:
    """The label of a line of hours whose request has no subject."""
    load(
        pack(sop=sop, requests=[urgent(subject="", committed_at=None)], time=[minutes("2026-10-06", 60, request="r1")])
    )
    return str(close()["invoices"][0]["lines"][0]["label"])


def due(sop: Pack) -> str:
    load(pack(sop=sop, time=[minutes("2026-10-06", 60)]))
    return str(close()["invoices"][0]["due_on"])


def printed(text: str) -> Effect:
    """Does an invoice say so, of how it is paid or what lateness costs?"""

    def look(sop: Pack) -> bool:
        load(pack(sop=sop, time=[minutes("2026-10-06", 60)]))
        (draft,) = draft_month("2026-10", on=date(2026, 11, 1))
        said = snapshot_of(draft)
        return text in " ".join([said.payment.terms, said.payment.iban, *said.mentions])

    return look


def deposit(sop: Pack) -> str:
    load(pack(agreement("mission"), sop=sop))
    try:
        return str(answer("bill_deposit", "mission", "--on", "2026-10-02")["invoices"][0]["gross"])
    except SystemExit:
        return "refused"


def judged(field: str, **facts: Any) -> Effect:
    """One field of the verdict on a request."""
    asked = {"received_at": paris("2026-10-06 16:00"), "wanted_by": paris("2026-10-06 20:00"), "effort_minutes": 180}
    whole = Facts(**{"service": "agenda", "channel": "email"} | asked | facts)

    def look(sop: Pack) -> Any:
        found = getattr(assess(whole, policy(sop)), field)
        if field == "reasons":
            return [reason.rule for reason in found if reason.rule.startswith("scope")]
        return str(found) if isinstance(found, Decimal) else found and getattr(found, "isoformat", lambda: found)()

    return look


def morning(day: int, month: int = 10) -> Effect:
    """Is an hour in the morning of a day outside opening hours?"""
    moments = [paris(f"2026-{month}-{day:02} {hour}:00") for hour in ("09", "12")]
    return judged("off_hours", received_at=moments[0], wanted_by=moments[1], effort_minutes=60)


def promised(chapter: str, promise: Callable[[Any, Any], Any], fact: Any) -> Effect:
    """What a chapter promises, given one fact."""
    return lambda sop: str(promise(getattr(policy(sop), chapter), fact))


def reminders(payment: Any, due: date) -> list[str]:
    return [day.isoformat() for day in promises.reminders_on(due, payment)]


def pause(payment: Any, due: date) -> date | None:
    return promises.pauses_on(due, payment)


def said(text: str) -> Effect:
    """Does the handbook say so?"""
    return lambda sop: any(text in rule for chapter in chapters(policy(sop)) for _, rule in chapter.rules)
