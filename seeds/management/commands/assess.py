"""`assess`: judge one request against the published SOP, or against the one in the same file."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.utils import translation

from seeds.packs.reading import Problems, read_case
from seeds.packs.tables import Case
from sops.models import Business, SopVersion
from sops.rules.judging import Assessment, BadFacts, Facts, assess
from sops.rules.policy import Policy
from sops.wording.reasons import sentence
from vacrm.exact import show
from vacrm.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Judge one request (a [request] table) against the published SOP, or the [sop] in the same file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="A TOML file, or - for standard input.")
        parser.add_argument("--json", action="store_true", help="Print the verdict as JSON.")

    def handle(self, *, path: str, **options: Any) -> None:
        try:
            case = read_case(path)
            policy = _policy(case)
            verdict = assess(_facts(case), policy)
        except Problems as problems:
            self.refuse(problems.lines)
        except BadFacts as error:
            self.refuse([f"request.{error.field}: {error.sentence}"])
        with translation.override(_language(case)):
            document = _document(verdict, policy)
        if options["json"]:
            self.say(document)
        else:
            self._show(document)

    def _show(self, document: dict[str, Any]) -> None:
        self.stdout.write(f"Surcharge: {document['percent']} %")
        for name in ("urgent", "claimed", "off_hours", "band", "channel", "scope", "standard_date"):
            self.stdout.write(f"{name}: {document[name]}")
        self.stdout.write(f"needs: {', '.join(document['needs']) or 'nothing'}")
        for reason in document["reasons"]:
            self.stdout.write(f"- {reason['text']}")


def _policy(case: Case) -> Policy:
    if case.sop:
        return case.sop.policy()
    published = SopVersion.objects.published().first()
    if published is None:
        raise Problems(["sop: is missing, and none is published; add [sop] or publish one"])
    return published.policy()


def _facts(case: Case) -> Facts:
    request, agreement = case.request, case.agreement
    return Facts(
        received_at=request.received_at,
        wanted_by=request.wanted_by,
        channel=request.channel,
        subject=request.subject,
        service=request.service,
        effort_minutes=request.effort_minutes,
        tier=request.tier,
        services=agreement.services if agreement else None,
    )


def _language(case: Case) -> str:
    if case.business:
        return case.business.language
    try:
        business = Business.objects.current()
    except DatabaseError:  # a request is judged by the SOP beside it before there is any database
        business = None
    return business.language if business else "en"


def _document(verdict: Assessment, policy: Policy) -> dict[str, Any]:
    zone = policy.hours.timezone
    return {
        "urgent": verdict.urgent,
        "claimed": verdict.claimed,
        "off_hours": verdict.off_hours,
        "band": verdict.band,
        "channel": verdict.channel,
        "scope": verdict.scope,
        "percent": show(verdict.percent),
        "standard_date": _local(verdict.standard_date, zone),
        "needs": list(verdict.needs),
        "reasons": [{"rule": each.rule, "text": sentence(each, zone=zone)} for each in verdict.reasons],
    }


def _local(moment: datetime | None, zone: str) -> str | None:
    return moment.astimezone(ZoneInfo(zone)).isoformat() if moment else None
