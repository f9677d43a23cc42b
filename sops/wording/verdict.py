"""An assessment as JSON: the public form of a verdict, with its reasons in the active language."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sops.rules.combining import plain
from sops.rules.judging import Assessment
from sops.wording.reasons import sentence


def verdict_json(assessment: Assessment, *, zone: str) -> dict[str, Any]:
    """The verdict of `manage.py assess`: percents as text, the standard date in the policy's zone."""
    standard = assessment.standard_date
    return {
        "urgent": assessment.urgent,
        "claimed": assessment.claimed,
        "off_hours": assessment.off_hours,
        "band": assessment.band,
        "channel": assessment.channel,
        "scope": assessment.scope,
        "percent": plain(assessment.percent),
        "standard_date": standard and standard.astimezone(ZoneInfo(zone)).isoformat(),
        "needs": list(assessment.needs),
        "reasons": [{"rule": each.rule, "text": sentence(each, zone=zone)} for each in assessment.reasons],
    }
