"""What one agreement is worth in a month: periods, overage, hours, surcharges, missions, trials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle import package
from tests.oracle.minutes import Table, last_day, next_month
from tests.oracle.money import Line, cents, currency, hours, line, vat_rate
from tests.oracle.work import Book, Minutes, Work

ONE = Decimal("1.0000")


class Dues:
    """Everything due at the end of a month, as if nothing had been issued by the program."""

    def __init__(self, pack: Table, month: str) -> None:
        self.pack, self.month = pack, month
        self.sop, self.business = pack["sop"], pack["business"]
        self.book = Book(pack)
        self.work: Work = self.book.work(last_day(month))
        committed = [{"committed_at": row["received_at"]} | row for row in pack.get("requests", [])]
        self.had_they_committed = Book({**pack, "requests": committed}).work(last_day(month))
        self.consents: dict[tuple[str, str], list[Table]] = defaultdict(list)
        for consent in pack.get("consents", []):
            self.consents[consent["agreement"], consent["period"]].append(consent)
        self.warnings: set[tuple[str | None, str]] = set()

    def lines(self, agreement: Table, client: Table, on: date) -> list[Line]:
        """The lines of one agreement; none, and one warning, if it is not signed by the issue date."""
        vat = vat_rate(agreement, self.business, client)
        before = set(self.warnings)
        lines = [*self._periods(agreement, client, vat), *self._worked(agreement, vat)]
        lines += [*self._surcharges(agreement, client, vat), *self._mission(agreement, client, vat)]
        if agreement.get("signed_on", date.max) <= on:
            self._warn_of_uncommitted(agreement)
            return lines
        self.warnings = before | ({(client["key"], "not_signed")} if lines or any(self._places(agreement)) else set())
        return []

    def _warn_of_uncommitted(self, agreement: Table) -> None:
        """Warn of surcharges that a commitment at reception would have brought."""
        for (key, request, _), minutes in self.had_they_committed.billed.items():
            costs = any(percent and count for percent, count in minutes.items())
            priced = self._weighs(agreement) or self._rate(agreement, request) is not None
            open_still = request and "committed_at" not in self.book.requests[request]
            if key == agreement["key"] and open_still and costs and priced and agreement["kind"] != "trial":
                self.warnings.add((agreement["client"], "uncommitted_urgent"))

    def _periods(self, agreement: Table, client: Table, vat: Decimal) -> Iterator[Line]:
        """Sections 1: every period up to this month, or the next one if paid in advance."""
        if agreement["kind"] not in {"package", "subscription"}:
            return
        through = self.month if agreement.get("timing", "advance") == "arrears" else next_month(self.month)
        for month in package.periods(agreement, through):
            if month <= agreement.get("periods_billed_through", ""):
                continue
            if client.get("stage") in {"paused", "ended", "lost"}:
                self.warnings.add((client["key"], "client_not_billed"))
            else:
                price = package.price(agreement, month)
                yield line(agreement["kind"], ONE, "month", price, vat, agreement=agreement["key"], period=month)

    def _places(self, agreement: Table) -> Iterator[tuple[str, str | None, str, Minutes]]:
        for (key, request, month), minutes in self.work.billed.items():
            if key == agreement["key"]:
                yield key, request, month, minutes

    def _worked(self, agreement: Table, vat: Decimal) -> Iterator[Line]:
        """Sections 2, 3 and 6: overage, hours, trials."""
        if agreement["kind"] == "package":
            yield from self._overage(agreement, vat)
        if agreement["kind"] not in {"hourly", "trial"}:
            return
        for key, request, month, minutes in self._places(agreement):
            hourly = agreement["kind"] == "hourly"
            kind, rate = ("time", self._rate(agreement, request)) if hourly else ("trial", Decimal(0))
            more = {"agreement": key, "request": request, "period": month}
            yield line(kind, hours(minutes.total()), "hour", rate or 0, vat, **more)

    def _overage(self, agreement: Table, vat: Decimal) -> Iterator[Line]:
        used: dict[str, Fraction] = defaultdict(Fraction)
        for _, _, month, minutes in self._places(agreement):
            for percent, count in minutes.items():
                used[month] += count * (1 + percent / 100 if self._weighs(agreement) else 1)
        for month, over in package.overages(agreement, used, self.month).items():
            agreed = self._agreed(agreement, month, over)
            if agreed < over:
                client = agreement["client"]
                self.warnings.add((client, "overage_without_consent"))
            if agreed:
                more = {"agreement": agreement["key"], "period": month}
                yield line("overage", hours(agreed), "hour", agreement["overage_rate"], vat, **more)

    def _agreed(self, agreement: Table, month: str, over: Fraction) -> Fraction:
        if agreement.get("overage", "bill") == "bill":
            return over
        consents = self.consents[agreement["key"], month]
        if any("minutes" not in consent for consent in consents):
            return over
        return min(over, Fraction(sum(consent["minutes"] for consent in consents)))

    def _weighs(self, agreement: Table) -> bool:
        on_packages = self.sop.get("surcharges", {}).get("on_packages", "money")
        return bool(agreement["kind"] == "package" and on_packages == "weight")

    def _rate(self, agreement: Table, request: str | None) -> Decimal | None:
        service = self.book.requests[request].get("service") if request else None
        rate = agreement.get("rates", {}).get(service, agreement.get("rate"))
        return None if rate is None else Decimal(rate)

    def _surcharges(self, agreement: Table, client: Table, vat: Decimal) -> Iterator[Line]:
        """Section 4: per request, month and percent; then what lacks to the minimum charge."""
        charged: dict[str, list[Line]] = defaultdict(list)
        if self._weighs(agreement) or agreement["kind"] == "trial":
            return
        for key, request, month, minutes in self._places(agreement):
            rate = self._rate(agreement, request)
            for percent, count in minutes.items():
                if percent and count and rate is not None:
                    price, more = Fraction(rate) * percent / 100, {"agreement": key, "request": request}
                    rules = self.work.rules[request, percent]
                    row = line("surcharge", hours(count), "hour", price, vat, period=month, rules=rules, **more)
                    charged[str(request)].append({**row, "percent": percent})
        for request, lines in charged.items():
            yield from lines
            yield from self._minimum(lines, request, client)

    def _minimum(self, lines: list[Line], request: str, client: Table) -> Iterator[Line]:
        minimum = Decimal(self.sop.get("urgency", {}).get("minimum_charge", 0))
        if not minimum or not self.book.verdicts[request].urgent:
            return
        if currency(self.business, client) != self.business.get("currency", "EUR"):  # no way to say what lacks
            self.warnings.add((client["key"], "minimum_in_other_currency"))
            return
        lack = minimum - sum(row["net"] for row in lines)
        if lack <= 0:
            return
        last = max(month for _, key, month in self.work.billed if key == request)
        more = {"agreement": lines[0]["agreement"], "request": request, "period": last}
        yield line("surcharge", ONE, "piece", cents(lack), lines[0]["vat_rate"], rules={"minimum_charge"}, **more)

    def _mission(self, agreement: Table, client: Table, vat: Decimal) -> Iterator[Line]:
        """Section 5: the price, minus what was really invoiced as deposits."""
        done = agreement.get("done_on", date.max) <= last_day(self.month)
        if agreement["kind"] != "mission" or not done or agreement.get("billed", False):
            return
        key = agreement["key"]
        yield line("mission", ONE, "piece", agreement["price"], vat, agreement=key)
        for deposit in self.pack.get("deposits", []):
            if deposit["agreement"] == key:
                rate = vat_rate(deposit, self.business, client)
                yield line("deposit", -ONE, "piece", deposit["net"], rate, agreement=key)
