"""What a dump cannot hold, in sentences: nothing of money is left out silently."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, Q, Sum

from billing.models import Adjustment, BilledOverage, BilledPeriod, BilledTime, Quote, SettledPeriod, Signature
from clients.models import Access, Agreement, Client, ClientFile, Meeting, Onboarding
from requests.models import ClientRequest, Question, Reply, RequestFile, TimeEntry
from sops.models import SopVersion
from vacrm.exact import Month, month_of, months

ISSUED = Q(invoice__isnull=True) | Q(invoice__number__isnull=False)


def losses(key: str = "") -> list[str]:
    """What the pack of a business, or of one client, says less than the database, `path: what` a line each."""
    ids = list((Client.objects.filter(key=key) if key else Client.objects.all()).values_list("pk", flat=True))
    return [
        *_versions(ids),
        *_promises(ids),
        *_conversations(ids),
        *_onboardings(ids),
        *_offers(ids),
        *_hours(ids),
        *_periods(ids),
        *_overages(ids),
        *_adjustments(ids),
    ]


def billed_through(ids: list[int]) -> dict[int, Month]:
    """By agreement, the last month in which hours were billed."""
    found: dict[int, Month] = {}
    rows = BilledTime.objects.filter(ISSUED, time_entry__client__in=ids)
    for agreement, on in rows.values_list("time_entry__agreement", "time_entry__on"):
        if agreement:
            found[agreement] = max(found.get(agreement, ""), month_of(on))
    return found


def periods_billed(ids: list[int]) -> dict[int, list[Month]]:
    """By agreement, the periods that were billed here, in order."""
    found: dict[int, list[Month]] = {}
    rows = BilledPeriod.objects.filter(ISSUED, agreement__client__in=ids).order_by("period")
    for agreement, period in rows.values_list("agreement", "period"):
        found.setdefault(agreement, []).append(period)
    return found


def _versions(ids: list[int]) -> Iterator[str]:
    current = SopVersion.objects.published().first()
    rows = Agreement.objects.filter(client__in=ids).exclude(sop=current).select_related("sop").order_by("id")
    for row in rows:
        yield (
            f"agreements.{row.key}: was signed under {row.sop}, and a pack holds one SOP; "
            f"loaded, it follows {current}: check its surcharges and terms"
        )


def _promises(ids: list[int]) -> Iterator[str]:
    """Requests promised more than once: the pack holds the last promise."""
    rows = ClientRequest.objects.filter(client__in=ids).annotate(promises=Count("commitments")).filter(promises__gt=1)
    for key in rows.order_by("id").values_list("key", flat=True):
        yield f"requests.{key}: was committed more than once, and a pack holds the last; bill its earlier hours first"


def _conversations(ids: list[int]) -> Iterator[str]:
    """What was said about requests besides their facts."""
    rows = ClientRequest.objects.filter(client__in=ids)
    kept = {
        "words": rows.exclude(words="").count(),
        "questions": Question.objects.filter(client_request__in=rows).count(),
        "replies": Reply.objects.filter(client_request__in=rows).count(),
        "files": RequestFile.objects.kept().filter(client_request__in=rows).count(),
    }
    if any(kept.values()):
        said = ", ".join(f"{count} {name}" for name, count in kept.items() if count)
        yield f"requests: {said} stay behind; a pack holds the facts of a request, and a backup all of it"


def _onboardings(ids: list[int]) -> Iterator[str]:
    """What clients gave and ticked on the way to the kickoff."""
    kept = {
        "onboardings": Onboarding.objects.filter(client__in=ids).count(),
        "accesses": Access.objects.filter(client__in=ids, ended_at=None).count(),
        "files": ClientFile.objects.kept().filter(client__in=ids).count(),
    }
    if any(kept.values()):
        said = ", ".join(f"{count} {name}" for name, count in kept.items() if count)
        yield f"clients: {said} stay behind; a hand-over holds them for one client, and a backup all of it"


def _offers(ids: list[int]) -> Iterator[str]:
    """How clients came: what was said, offered and signed. The terms that were signed are in the pack."""
    kept = {
        "meetings": Meeting.objects.filter(client__in=ids).count(),
        "quotes": Quote.objects.filter(client__in=ids).count(),
        "signatures": Signature.objects.filter(quote__client__in=ids).count(),
    }
    if any(kept.values()):
        said = ", ".join(f"{count} {name}" for name, count in kept.items() if count)
        yield f"clients: {said} stay behind; a backup holds them with their proofs"


def _hours(ids: list[int]) -> Iterator[str]:
    """Unbilled entries in months that were billed: the opening balance holds them for billed."""
    through = billed_through(ids)
    rows = TimeEntry.objects.finished().filter(
        client__in=ids, billable=True, billed__isnull=True, agreement__in=through
    )
    lost: dict[str, int] = {}
    for entry in rows.select_related("agreement"):
        agreement = entry.agreement
        if agreement and agreement.hours_billed_through < month_of(entry.on) <= through[agreement.pk]:
            lost[agreement.key] = lost.get(agreement.key, 0) + (entry.minutes or 0)
    for key, minutes in lost.items():
        yield (
            f"agreements.{key}: {minutes} unbilled minutes lie in months already billed; "
            "bill them first, or they are lost"
        )


def _periods(ids: list[int]) -> Iterator[str]:
    """Periods freed by a credit note among those that stay billed."""
    keys = dict(Agreement.objects.filter(client__in=ids).values_list("pk", "key"))
    for agreement, billed in periods_billed(ids).items():
        holes = [period for period in months(billed[0], billed[-1]) if period not in billed]
        if holes:
            freed = ", ".join(holes)
            yield f"agreements.{keys[agreement]}: {freed} was credited and is open; bill it first, or it is lost"


def _overages(ids: list[int]) -> Iterator[str]:
    """Overage of settled periods that waits for a consent."""
    billed: dict[tuple[int, Month], Decimal] = {
        (agreement, period): total
        for agreement, period, total in BilledOverage.objects.filter(ISSUED)
        .values_list("agreement", "period")
        .annotate(total=Sum("minutes"))
    }
    rows = SettledPeriod.objects.filter(agreement__client__in=ids, overage__gt=0).select_related("agreement")
    for row in rows.order_by("id"):
        waiting = row.overage - billed.get((row.agreement_id, row.period), Decimal(0))
        if waiting > 0:
            yield (
                f"agreements.{row.agreement.key}: {waiting.normalize():f} minutes beyond the package in {row.period} "
                "wait for a consent; bill them first, or they are lost"
            )


def _adjustments(ids: list[int]) -> Iterator[str]:
    """What she changed by hand and no invoice bears yet."""
    what = {"label": "a label", "extra": "a line", "discount": "a discount", "later": "what was left for later"}
    rows = Adjustment.objects.waiting().filter(client__in=ids).order_by("client__key", "month", "id")
    for key, month, kind, label, reason in rows.values_list("client__key", "month", "kind", "label", "reason"):
        words = f" “{label or reason}”" if label or reason else ""
        yield (
            f"clients.{key}: {what[kind]}{words} of {month} is no part of a pack; "
            "issue the month first, or write it again"
        )
