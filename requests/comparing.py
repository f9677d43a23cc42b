"""Compare two verdicts on a request: what judging it again changed, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sops.rules.judging import Assessment
from sops.wording import figures


def changes(before: Assessment, after: Assessment, zone: str) -> list[str]:
    """What differs between two verdicts, in the active language; empty when nothing that matters does."""
    return [*_price(before, after), *_flags(before, after), *_standard(before, after, zone)]


def _price(before: Assessment, after: Assessment) -> Iterator[str]:
    if before.percent == after.percent:
        return
    values = {"before": figures.percent(before.percent), "after": figures.percent(after.percent)}
    if not after.percent:
        yield _("The surcharge of +%(before)s falls away.") % values
    elif not before.percent:
        yield _("It costs a surcharge of +%(after)s now.") % values
    else:
        yield _("The surcharge was +%(before)s and is +%(after)s.") % values


def _flags(before: Assessment, after: Assessment) -> Iterator[str]:
    said = (
        (before.urgent, after.urgent, _("It is urgent now."), _("It is no longer urgent.")),
        (before.off_hours, after.off_hours, _("It is off hours now."), _("It is no longer off hours.")),
        (
            before.scope == "out",
            after.scope == "out",
            _("It is outside the agreed services now."),
            _("It is no longer outside the agreed services."),
        ),
        (
            before.channel != "agreed",
            after.channel != "agreed",
            _("It did not come by an agreed channel."),
            _("It came by an agreed channel."),
        ),
    )
    for was, is_now, begun, ended in said:
        if was != is_now:
            yield begun if is_now else ended


def _standard(before: Assessment, after: Assessment, zone: str) -> Iterator[str]:
    old, new = before.standard_date, after.standard_date
    if old != new and new is not None:
        yield _("Without surcharge it is possible from %(moment)s.") % {"moment": figures.moment(new, zone)}
    elif old != new:
        yield _("Your opening hours have no room for it without surcharge.")
