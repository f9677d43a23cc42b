"""The procedures as clients read them: seven chapters of numbered sentences, in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sops.rules.paragraphs import anchor, paragraph
from sops.rules.policy import Closure, OnboardingStep, Policy
from sops.wording import figures, payment, urgencies
from sops.wording.names import ANSWERS, CATEGORIES, CHANNELS, all_named, named

type Rule = tuple[str, str]  # paragraph, sentence


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its number, its title, and its rules."""

    number: int
    title: str
    rules: tuple[Rule, ...]

    def numbered_once(self) -> Iterator[Rule]:
        """The rules with each number only at its first sentence, as print shows them."""
        for _number, rules in groupby(self.rules, key=lambda rule: rule[0]):
            for rank, (number, text) in enumerate(rules):
                yield ("" if rank else number), text

    def anchored(self) -> Iterator[tuple[str, str, str]]:
        """The same with the anchor of each number on a page: “s4-2” for §4.2."""
        for number, text in self.numbered_once():
            yield anchor(number), number, text


def chapters(policy: Policy, *, currency: str = "EUR") -> tuple[Chapter, ...]:
    """All seven chapters; a chapter without rules is left out."""
    parts = enumerate(_parts(policy, currency), 1)
    return tuple(Chapter(number, title, said) for number, (title, rules) in parts if (said := tuple(rules)))


def chapter(policy: Policy, number: int, *, currency: str = "EUR") -> Chapter | None:
    """One of the seven; None where it has no rules."""
    title, rules = _parts(policy, currency)[number - 1]
    said = tuple(rules)
    return Chapter(number, title, said) if said else None


def _parts(policy: Policy, currency: str) -> tuple[tuple[str, Iterable[Rule]], ...]:
    """The titles of the chapters, each with its rules yet to be said."""
    return (
        (_("Hours and availability"), _hours(policy)),
        (_("Incoming requests"), _requests(policy)),
        (_("Scope"), _scope(policy, currency)),
        (_("Urgencies"), urgencies.rules(policy, currency)),
        (_("Payment"), payment.rules(policy, currency)),
        (_("From first call to delivery"), _process(policy)),
        (_("Boundaries"), _boundaries(policy)),
    )


def _hours(policy: Policy) -> Iterator[Rule]:
    hours = policy.hours
    if week := figures.week(hours):
        text = _("I work %(week)s, %(place)s time.") % {"week": week, "place": figures.place(hours.timezone)}
    else:
        text = _("I have no fixed opening hours.")
    yield paragraph("hours.timezone"), text
    if hours.holidays:
        yield (
            paragraph("hours.holidays"),
            _("I am closed on public holidays: %(country)s.") % {"country": figures.country(hours.holidays)},
        )
    for closure in hours.closures:
        yield paragraph("hours.closures"), _closure(closure)
    if hours.first_reply_hours is not None:
        yield paragraph("hours.first_reply_hours"), first_reply(hours.first_reply_hours)
    if hours.capacity_hours is not None:
        yield (
            paragraph("hours.capacity_hours"),
            _("I take on at most %(hours)s of client work a week.")
            % {"hours": figures.hours_count(hours.capacity_hours)},
        )


def first_reply(hours: int) -> str:
    """The promise of a first reply."""
    return _("You get a first reply within %(hours)s, counted in my opening hours.") % {
        "hours": figures.hours_count(hours)
    }


def _closure(closure: Closure) -> str:
    values = {"first": figures.day(closure.first), "last": figures.day(closure.last), "label": closure.label}
    if closure.first == closure.last:
        text = _("I am away on %(first)s") % values
    else:
        text = _("I am away from %(first)s to %(last)s") % values
    return f"{text} ({closure.label})." if closure.label else f"{text}."


def _requests(policy: Policy) -> Iterator[Rule]:
    channels = policy.channels
    if channels.main:
        main = figures.listed(all_named(channels.main, CHANNELS), "or")
        yield paragraph("channels.main"), _("Send me your requests by %(channels)s.") % {"channels": main}
    if channels.urgent_only:
        urgent = figures.listed(all_named(channels.urgent_only, CHANNELS))
        text = _("Reserved for urgent requests: %(channels)s.") % {"channels": urgent}
        yield paragraph("channels.urgent_only"), text
    if channels.refused:
        refused = figures.listed(all_named(channels.refused, CHANNELS))
        text = _("I take no requests by these channels: %(channels)s.") % {"channels": refused}
        yield paragraph("channels.refused"), text
    if marker := channels.urgent_marker.strip():
        text = _("Write “%(marker)s” in the subject of an urgent request, and say for when: the date decides.")
        yield paragraph("channels.urgent_marker"), text % {"marker": marker}
    if channels.main:
        text = _(
            "A request that comes another way is noted, not prioritised; I ask you to send it by the right channel."
        )
        yield paragraph("channel_elsewhere"), text


def _scope(policy: Policy, currency: str) -> Iterator[Rule]:
    ordered = sorted(policy.services, key=lambda service: list(CATEGORIES).index(service.category))
    for category, services in groupby(ordered, key=lambda service: service.category):
        offered = [
            f"{each.name} ({_('%(rate)s an hour') % {'rate': figures.money(each.rate, currency)}})"
            if each.rate
            else each.name
            for each in services
        ]
        values = {"category": named(category, CATEGORIES), "services": figures.series(offered)}
        yield paragraph("services"), _("%(category)s: %(services)s.") % values
    for each in policy.excluded:
        text = _("Not offered: %(service)s.") % {"service": each.name}
        yield paragraph("excluded"), f"{text} {each.referral}" if each.referral else text
    if policy.scope.out_of_scope == "quote":
        text = _("Anything outside these services gets a complementary quote before I begin.")
    else:
        text = _("I decline what is outside these services, and say so at once.")
    yield paragraph("scope.out_of_scope"), text


def _process(policy: Policy) -> Iterator[Rule]:
    process = policy.process
    if process.discovery_minutes:
        length = figures.duration(process.discovery_minutes[-1])
        if len(process.discovery_minutes) == 2:
            values = {"short": figures.duration(process.discovery_minutes[0]), "long": length}
            text = _("We begin with a discovery call of %(short)s to %(long)s.") % values
        else:
            text = _("We begin with a discovery call of %(long)s.") % {"long": length}
        yield paragraph("process.discovery_minutes"), text
    if process.quote_within_hours is not None:
        text = _("You have my quote within %(hours)s.") % {"hours": figures.hours_count(process.quote_within_hours)}
        yield paragraph("process.quote_within_hours"), text
    if process.quote_valid_days is not None:
        text = _("A quote is valid for %(days)s.") % {"days": figures.days_count(process.quote_valid_days)}
        yield paragraph("process.quote_valid_days"), text
    yield from _onboarding(policy)
    if process.kickoff_minutes:
        text = _("A kickoff meeting of %(length)s opens our work.") % {
            "length": figures.duration(process.kickoff_minutes)
        }
        yield paragraph("process.kickoff_minutes"), text
    yield from _items("process.kickoff_agenda", _("Agenda of the kickoff meeting:"), process.kickoff_agenda)
    yield paragraph("process.acceptance_silence_hours"), _acceptance(process.acceptance_silence_hours)


def _acceptance(hours: int) -> str:
    if not hours:
        return _("Silence is never acceptance: I wait for your word on what I deliver.")
    text = _("Without news from you %(hours)s after a delivery, the work counts as accepted.")
    return text % {"hours": figures.hours_count(hours)}


def _onboarding(policy: Policy) -> Iterator[Rule]:
    process = policy.process
    labels = {step.code: step.label for step in process.onboarding}
    sides = {"client": _("Before we begin, on your side:"), "assistant": _("Before we begin, on my side:")}
    for side, text in sides.items():
        steps = [_step(step, labels) for step in process.onboarding if step.by == side]
        yield from _items("process.onboarding", text, steps)
    questions = [f"{each.question} ({named(each.kind, ANSWERS)})" for each in process.onboarding_form]
    yield from _items("process.onboarding_form", _("My questionnaire:"), questions)


def _step(step: OnboardingStep, labels: Mapping[str, str]) -> str:
    """A step, with its days and what comes before it where the procedures say so."""
    said = []
    if step.due_days is not None:
        within = ngettext("within %(count)s working day", "within %(count)s working days", step.due_days)
        said.append(within % {"count": step.due_days} if step.due_days else _("on the first day"))
    if step.waits_for:
        said.append(_("after “%(step)s”") % {"step": labels[step.waits_for]})
    return f"{step.label} ({', '.join(said)})" if said else step.label


def _items(knob: str, head: str, items: Sequence[str]) -> Iterator[Rule]:
    """A rule that is a list: its head, then its items."""
    if items:
        yield paragraph(knob), head
        yield from ((paragraph(knob), f"–{figures.NBSP}{item}") for item in items)


def _boundaries(policy: Policy) -> Iterator[Rule]:
    for statement in policy.boundaries.statements:
        yield paragraph("boundaries.statements"), statement
    free = policy.boundaries.free_revisions
    if free is None:
        return
    text = ngettext(
        "%(count)s revision of each delivery is included; further ones are billed.",
        "%(count)s revisions of each delivery are included; further ones are billed.",
        free,
    )
    yield (
        paragraph("boundaries.free_revisions"),
        text % {"count": free} if free else _("Revisions of a delivery are billed from the first."),
    )
