"""The words of an invoice: labels, reasons and warnings, in the active language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from billing.rules.book import Ask, Book, Promise, Terms
from billing.rules.draft import DraftLine, Notice
from billing.rules.packages import share
from clients.models.agreements import KINDS
from sops.rules.paragraphs import paragraph
from vacrm.exact import Month, first_day, show
from vacrm.paper.figures import day, days, duration, money, percent

# Where an invoice stands (billing.rules.status), in a word.
STATUS_NAMES = {
    "draft": pgettext_lazy("invoice", "draft"),
    "issued": pgettext_lazy("invoice", "issued, not sent"),
    "sent": pgettext_lazy("invoice", "sent"),
    "part_paid": pgettext_lazy("invoice", "part paid"),
    "overdue": pgettext_lazy("invoice", "overdue"),
    "paid": pgettext_lazy("invoice", "paid"),
    "credited": pgettext_lazy("invoice", "credited"),
    "credit": pgettext_lazy("invoice", "credit note"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a line says: label, small type, and the paragraph of the rule."""

    label: str
    detail: str = ""
    paragraph: str = ""


def language() -> str:
    """The active language, one of ours."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def month_name(month: Month) -> str:
    """A month in words: “November 2026”."""
    return day(first_day(month), language(), "LLLL y").replace("\u00a0", " ")


def words_of(line: DraftLine, book: Book) -> Words:
    """The words of a line; a label that she wrote goes before the one made from the figures."""
    words = _made(line, book)
    return replace(words, label=line.label) if line.label else words


def _made(line: DraftLine, book: Book) -> Words:
    if line.kind in ("extra", "discount"):
        return _discount(line) if line.kind == "discount" else Words(line.label)
    terms = book.terms_by_id().get(line.terms_id or 0)
    ask = book.asks_by_id().get(line.ask_id or 0)
    if line.kind == "expense":
        spent = next(each for each in book.expenses if each.id == line.expense_id)
        return Words(spent.label, _("Expense of %(day)s.") % {"day": day(spent.on, language())})
    if terms is None:
        raise LookupError(f"a {line.kind} line without its agreement")
    return _WORDS[line.kind](line, terms, ask, book)


def _package(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    hours = duration(terms.included_minutes)
    label = _("Package of %(hours)s, %(month)s") % {"hours": hours, "month": month_name(line.period)}
    return Words(label, _covered(line, terms), paragraph("package"))


def _subscription(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    month = month_name(line.period)
    label = f"{terms.title}, {month}" if terms.title else _("Subscription, %(month)s") % {"month": month}
    return Words(label, _covered(line, terms), "")


def _covered(line: DraftLine, terms: Terms) -> str:
    """Of a part month, the days; else the contract."""
    if line.first and line.last:
        covered, whole = share(terms, line.period)
        return _("%(days)s: %(covered)s of %(whole)s days.") % {
            "days": days(line.first, line.last, language()),
            "covered": covered,
            "whole": whole,
        }
    return _contract(terms)


def _contract(terms: Terms) -> str:
    signed = terms.signed_on
    return _("Contract of %(day)s.") % {"day": day(signed, language())} if signed else ""


def _overage(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    label = _("Hours beyond the package, %(month)s") % {"month": month_name(line.period)}
    if line.minutes == line.minutes.to_integral_value():
        over = duration(int(line.minutes))
    else:  # weighted minutes
        over = _("%(minutes)s weighted minutes") % {"minutes": show(line.minutes)}
    detail = _("%(over)s once the hours of the package were used.") % {"over": over}
    return Words(label, detail, paragraph("overage"))


def _time(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    month = month_name(line.period)
    if ask is None:
        return Words(_("Hours worked, %(month)s") % {"month": month}, _contract(terms), paragraph("time"))
    service = service_name(terms, ask.service)
    label = ask.subject or service or _("Hours worked")
    detail = f"{service}, {month}." if service and service != label else f"{month[:1].upper()}{month[1:]}."
    return Words(label, detail, paragraph("time"))


def _trial(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    words = _time(line, terms, ask, book)
    return Words(_("Free trial: %(label)s") % {"label": words.label}, words.detail)


def service_name(terms: Terms, code: str) -> str:
    """A service as the client knows it; empty when there is none."""
    return next((service.name for service in terms.policy.services if service.code == code), code)


def _mission(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    names = ", ".join(service_name(terms, code) for code in terms.services or ())
    mission = _("One-off mission: %(services)s") % {"services": names} if names else _("One-off mission")
    label = terms.title or mission
    done = _("Delivered on %(day)s.") % {"day": day(terms.done_on, language())} if terms.done_on else ""
    return Words(label, " ".join(filter(None, [done, _contract(terms)])))


def _deposit(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    if line.quantity > 0:
        mission = _mission(line, terms, ask, book).label
        share = percent(line.percent, language()) if line.percent is not None else ""
        label = _("Deposit of %(percent)s: %(mission)s") if share else _("Deposit: %(mission)s")
        return Words(label % {"percent": share, "mission": mission}, _contract(terms), paragraph("deposit"))
    label = _("Deposit already invoiced, no. %(number)s") % {"number": line.number}
    detail = _("Deposit invoice of %(day)s.") % {"day": day(line.first, language())} if line.first else ""
    return Words(label, detail, paragraph("deposit"))


def _discount(line: DraftLine) -> Words:
    """A discount names its reason: a price cut without one is forgotten by both sides."""
    if line.percent is None:
        return Words(_("Discount"), line.reason)
    return Words(_("Discount of %(percent)s") % {"percent": percent(line.percent, language())}, line.reason)


def _surcharge(line: DraftLine, terms: Terms, ask: Ask | None, book: Book) -> Words:
    if line.rule == "minimum_charge":
        label = _("Minimum charge for an urgent request")
        reason = _("“%(subject)s”: its surcharges come to less than %(amount)s.") % {
            "subject": _subject(ask),
            "amount": money(terms.policy.urgency.minimum_charge, book.customer.currency, language()),
        }
        return Words(label, reason, paragraph("minimum_charge"))
    labels = {
        "urgency": _("Urgency surcharge of %(percent)s"),
        "off_hours": _("Off-hours surcharge of %(percent)s"),
        "urgency+off_hours": _("Urgency and off-hours surcharge of %(percent)s"),
    }
    label = labels[line.rule] % {"percent": percent(line.percent or Decimal(0), language())}
    detail = _reason(line, terms, ask) if ask else ""
    return Words(label, detail, paragraph(line.rule))


def _subject(ask: Ask | None) -> str:
    return (ask.subject or ask.key) if ask else ""


def _reason(line: DraftLine, terms: Terms, ask: Ask) -> str:
    """Why: when it was asked for when, what the rule says, who accepted when."""
    zone = ZoneInfo(terms.policy.hours.timezone)
    promise = next((each for each in ask.commitments if each.percent), ask.commitments[0])
    parts = [_asked(ask, promise, zone)]
    if "off_hours" in line.rule:
        parts.append(
            _("%(missing)s of the work did not fit into opening hours.")
            % {"missing": duration(promise.missing_minutes)}
        )
    accepted = moment(promise.at.astimezone(zone))
    parts.append(_("Accepted on %(moment)s, SOP v%(version)s.") % {"moment": accepted, "version": terms.sop})
    return " ".join(parts)


def _asked(ask: Ask, promise: Promise, zone: ZoneInfo) -> str:
    wanted = promise.wanted_by or ask.received_at
    notice = int((wanted - ask.received_at).total_seconds() // 60)
    return _("“%(subject)s”: asked on %(received)s for %(wanted)s, %(notice)s ahead.") % {
        "subject": _subject(ask),
        "received": moment(ask.received_at.astimezone(zone)),
        "wanted": moment(wanted.astimezone(zone)),
        "notice": duration(notice),
    }


def moment(at: datetime) -> str:
    """A local moment: “26 November at 9:12”, “26 novembre à 9 h 12”."""
    if language() == "fr":
        return f"{day(at.date(), 'fr', 'd MMMM')} à {at.hour}\u00a0h\u00a0{at.minute:02}"
    return f"{day(at.date(), 'en', 'd MMMM')} at {at.hour}:{at.minute:02}"


_WORDS = {
    "package": _package,
    "subscription": _subscription,
    "overage": _overage,
    "time": _time,
    "trial": _trial,
    "mission": _mission,
    "deposit": _deposit,
    "surcharge": _surcharge,
}


def sentence(notice: Notice, currency: str) -> str:
    """A warning as a sentence that says what is so and what would mend it."""
    figures = {name: _figure(name, value, currency) for name, value in notice.figures}
    code = (
        "uncommitted_weight" if notice.code == "uncommitted_urgent" and dict(notice.figures)["minutes"] else notice.code
    )
    return _SENTENCES[code]() % figures


def _figure(name: str, value: object, currency: str) -> str:
    if name == "minutes" and isinstance(value, (int, Decimal)):
        whole = Decimal(value) == int(value)
        return duration(int(value)) if whole else f"{show(Decimal(value))} min"
    if isinstance(value, Decimal):
        return money(value, currency, language())
    if isinstance(value, date):
        return day(value, language())
    if name in ("period", "month", "periods", "months"):
        return ", ".join(month_name(month) for month in str(value).split()) or _("a later month")
    if name == "kind":
        return str(dict(KINDS).get(str(value), value))
    if name == "what":
        return missing_name(str(value))
    return str(value)


def missing_name(code: str) -> str:
    """What a business profile lacks, in words."""
    return {
        "address": _("your address"),
        "siren": _("your SIREN"),
        "vat_number": _("your VAT number"),
    }.get(code, code)


_SENTENCES = {
    "month_not_over": lambda: _("%(month)s is not over: hours still to come will be billed later."),
    "late_time": lambda: _("Hours of %(on)s came after their month was settled; they count in %(period)s."),
    "several_months": lambda: _("This invoice bills hours of several months: %(months)s."),
    "not_signed": lambda: _(
        "The agreement (%(kind)s, from %(from)s) is not signed, so nothing of it is billed; "
        "enter the date of signature."
    ),
    "client_not_billed": lambda: _("%(client)s is paused, ended or lost: no period was begun for %(periods)s."),
    "ended_early": lambda: _("%(period)s was billed in advance and the agreement ended early: credit %(amount)s."),
    "overage_without_consent": lambda: _(
        "%(minutes)s beyond the package in %(period)s are not billed, for the client has not agreed; "
        "ask, and record the consent."
    ),
    "due_after_45_days": lambda: _(
        "The due date, %(due)s, is more than 45 days after issue; "
        "a monthly invoice may not run longer (C. com. L441-10)."
    ),
    "overlap": lambda: _("Hours of %(on)s overlap other hours; check both."),
    "uncommitted_urgent": lambda: _(
        "“%(subject)s” cost extra but was not accepted, so no surcharge is due; accepted, it would have brought "
        "%(amount)s."
    ),
    "uncommitted_weight": lambda: _(
        "“%(subject)s” cost extra but was not accepted, so it weighs nothing more; accepted, it would have taken "
        "%(minutes)s more from the package."
    ),
    "time_without_agreement": lambda: _("%(minutes)s of %(on)s have no agreement and are not billed; choose one."),
    "missing_address": lambda: _("%(client)s has no address; an invoice must carry it."),
    "missing_mention": lambda: _("The invoice must carry %(what)s; add it to the business."),
    "minimum_in_other_currency": lambda: _(
        "No minimum charge for “%(subject)s”: it is set in another currency than the client's."
    ),
}
