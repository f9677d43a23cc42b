"""The replies to a request, ready to copy or to send: each a text in the client's language, and what it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests.estimating import Estimate
from requests.models import ClientRequest
from sops.models import Business
from sops.rules.judging import Assessment
from sops.rules.policy import Policy
from sops.wording import answers, figures, messages


@dataclass(frozen=True, slots=True)
class Answer:
    """A text in the client's language; `button` says what sending it does besides."""

    key: str
    label: str
    text: str
    button: str
    is_open: bool = False


def replies(
    client_request: ClientRequest,
    verdict: Assessment,
    policy: Policy,
    found: Estimate,
    date: datetime | None,
    *,
    is_proposed: bool = False,
) -> list[Answer]:
    """The replies that fit a request, the likeliest first.

    `date` is the one to propose without surcharge; when the request was just moved to it, the client is told so first.
    """
    texts = _texts(client_request, verdict, policy, found, date)
    order = tuple(texts)
    if is_proposed:
        order = _first("propose", order)
    elif verdict.scope == "out":
        order = ("quote", "decline", "redirect", "ask", "confirm", "propose")
    elif verdict.channel in ("refused", "elsewhere"):
        order = _first("redirect", order)
    labels = dict(_labels(verdict))
    fitting = [Answer(key, labels[key][0], texts[key], labels[key][1]) for key in order if texts.get(key)]
    return [replace(each, is_open=not n) for n, each in enumerate(fitting)]


def _first(key: str, order: tuple[str, ...]) -> tuple[str, ...]:
    return (key, *(each for each in order if each != key))


def as_typed(found: list[Answer], written: dict[str, str]) -> list[Answer]:
    """The replies with what she wrote in their place, which is then the one to be seen."""
    if not written:
        return found
    return [replace(each, text=written.get(each.key, each.text), is_open=each.key in written) for each in found]


def _texts(
    client_request: ClientRequest, verdict: Assessment, policy: Policy, found: Estimate, date: datetime | None
) -> dict[str, str]:
    business, client = Business.objects.current(), client_request.client
    sender, zone = business.display_name if business else "", policy.hours.timezone
    offers = bool(verdict.percent) or any(not each.answered_at for each in client_request.questions.all())
    with translation.override(client.language):
        price = answers.price_in_words(found.amount, client.currency)
        wanted = client_request.wanted_by
        redirect = messages.redirect(policy, client_request.channel) if verdict.channel != "agreed" else ""
        quoted = answers.declining(verdict, zone, sender=sender)
        return {
            "confirm": answers.confirming(verdict, zone, wanted_by=wanted, price=price, sender=sender),
            "propose": answers.proposing(verdict, zone, date=date, price=price, sender=sender) if offers else "",
            "redirect": answers.redirecting(redirect, sender=sender) if redirect else "",
            "ask": answers.asking(verdict, sender=sender),
            "quote": quoted if "quote" in verdict.needs else "",
            "decline": answers.declining(_refused(verdict), zone, sender=sender),
        }


def _refused(verdict: Assessment) -> Assessment:
    """The verdict without the quote that would be announced."""
    return replace(verdict, needs=tuple(need for need in verdict.needs if need != "quote"))


def _labels(verdict: Assessment) -> Iterator[tuple[str, tuple[str, str]]]:
    at = figures.percent(verdict.percent)
    yield (
        "confirm",
        (
            _("To confirm"),
            _("Send it and confirm at +%(percent)s") % {"percent": at} if verdict.percent else _("Send it and confirm"),
        ),
    )
    yield "propose", (_("To propose the date without surcharge"), _("Send it and move the date"))
    yield "redirect", (_("To ask for the right channel"), _("Send it and wait"))
    yield "ask", (_("To ask something"), _("Send the question and wait"))
    yield "quote", (_("To announce a quote"), pgettext("reply", "Send it"))
    yield "decline", (_("To decline"), _("Send it and decline"))
