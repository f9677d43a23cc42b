"""Dump the database as a pack: the inverse of loading. What was issued becomes the opening balance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import tomli_w
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from billing.books import open_office, read
from billing.models import (
    BilledMission,
    Consent,
    EarlierDeposit,
    Expense,
    Invoice,
    InvoiceLine,
    Payment,
    Series,
    SettledPeriod,
)
from billing.rules.book import Book, Settled
from billing.rules.packages import carried_into
from clients.models import Agreement, Client
from requests.models import ClientRequest, TimeEntry
from seeds.packs.losses import ISSUED, billed_through, periods_billed
from sops.models import Business, SopVersion
from sops.rules.document import policy_table
from vacrm.exact import Month, shift, show

type Table = dict[str, Any]


def dump(key: str = "") -> str:
    """The whole business as TOML, or one client's part of it. Raises ValidationError for an unknown client."""
    return tomli_w.dumps(document(key))


def document(key: str = "") -> Table:
    """The pack as tables."""
    clients = Client.objects.filter(key=key) if key else Client.objects.all()
    if key and not clients.exists():
        raise ValidationError(
            {"client": _("there is no client “%(key)s”; write the key of one that the program knows") % {"key": key}}
        )
    sop = SopVersion.objects.published().first()
    business = Business.objects.current()
    if business is None or sop is None:
        raise ValidationError(
            {"business": _("No business or no published SOP yet: say who signs your invoices, and publish your rules.")}
        )
    rows = list(clients.order_by("id"))
    dumping = _Dumping(rows, ZoneInfo(sop.policy().hours.timezone))
    tables = {
        "clients": [_client(row) for row in rows],
        "agreements": dumping.agreements(),
        "requests": dumping.requests(),
        "time": dumping.time(),
        "expenses": dumping.expenses(),
        "deposits": dumping.deposits(),
        "consents": dumping.consents(),
        "payments": dumping.payments(),
    }
    head = {"format": 1, "business": _business(business), "sop": _sop(sop)}
    return {**head, **{name: table for name, table in tables.items() if table}}


class _Dumping:
    """One dump of some clients."""

    def __init__(self, clients: list[Client], zone: ZoneInfo) -> None:
        self.clients, self.zone = clients, zone
        self.ids = [client.pk for client in clients]

    def agreements(self) -> list[Table]:
        periods, hours = periods_billed(self.ids), billed_through(self.ids)
        missions = set(BilledMission.objects.filter(ISSUED).values_list("agreement", flat=True))
        settled = self._settled()
        found = []
        rows = Agreement.objects.filter(client__in=self.ids).select_related("client").order_by("id")
        for row in rows:
            row.periods_billed_through = max([row.periods_billed_through, *periods.get(row.pk, [])])
            through, carried = settled.get(row.pk) or (hours.get(row.pk, ""), row.carried_minutes)
            if through > row.hours_billed_through:
                row.hours_billed_through = through
                row.carried_minutes = carried if row.kind == "package" else Decimal(0)
            found.append(_agreement(row, row.pk in missions))
        return found

    def _settled(self) -> dict[int, tuple[Month, Decimal]]:
        """By package: the last settled period, and what is carried out of it."""
        last = SettledPeriod.objects.aggregate(last=Max("period"))["last"]
        if last is None:
            return {}
        books: Iterable[Book] = (book for _client, book in read(self.ids, last, open_office()).values())
        found = {}
        for book in books:
            terms_by_id = book.terms_by_id()
            latest: dict[int, Settled] = {each.terms_id: each for each in book.settled}
            for id_, each in latest.items():
                lots = carried_into(terms_by_id[id_], each.left, shift(each.period, 1)) if id_ in terms_by_id else ()
                found[id_] = (each.period, sum((minutes for _origin, minutes in lots), Decimal(0)))
        return found

    def requests(self) -> list[Table]:
        promised: dict[int, datetime] = {}
        rows = ClientRequest.objects.filter(client__in=self.ids).select_related("client", "agreement").order_by("id")
        for id_, at in (
            rows.filter(commitments__isnull=False).order_by("commitments__at").values_list("id", "commitments__at")
        ):
            promised[id_] = at
        return [
            _table(
                key=row.key,
                client=row.client.key,
                agreement=row.agreement.key if row.agreement else None,
                service=row.service,
                channel=row.channel,
                subject=row.subject,
                received_at=self._local(row.received_at),
                wanted_by=self._local(row.wanted_by),
                effort_minutes=row.effort_minutes,
                tier=row.tier,
                committed_at=self._local(promised.get(row.pk)),
                done_at=self._local(row.done_at),
            )
            for row in rows
        ]

    def time(self) -> list[Table]:
        rows = TimeEntry.objects.finished().filter(client__in=self.ids)
        return [self._entry(row) for row in rows.select_related("client", "agreement", "client_request").order_by("id")]

    def _entry(self, row: TimeEntry) -> Table:
        timed = row.started_at is not None
        whose = {"request": row.client_request.key} if row.client_request else {"client": row.client.key}
        agreement = None if row.client_request or not row.agreement else row.agreement.key
        return _table(
            key=row.key,
            **whose,
            agreement=agreement,
            started_at=self._local(row.started_at),
            ended_at=self._local(row.ended_at),
            on=None if timed else row.on,
            minutes=None if timed else row.minutes,
            note=row.note,
            billable=None if row.billable else False,
        )

    def expenses(self) -> list[Table]:
        rows = Expense.objects.filter(client__in=self.ids).select_related("client", "billed__invoice").order_by("id")
        return [
            _table(
                key=row.key,
                client=row.client.key,
                on=row.on,
                label=row.label,
                net=row.net,
                vat_rate=row.vat_rate,
                billed=True if row.billed_elsewhere or _is_billed(row) else None,
            )
            for row in rows
        ]

    def deposits(self) -> list[Table]:
        """Deposit invoices from elsewhere, then those issued here that were not credited."""
        agreements = {row.pk: row.key for row in Agreement.objects.filter(client__in=self.ids)}
        found = [
            _table(agreement=agreements[id_], number=number, issued_on=on, net=net, vat_rate=rate)
            for id_, number, on, net, rate in EarlierDeposit.objects.filter(agreement__in=agreements)
            .order_by("id")
            .values_list("agreement_id", "number", "issued_on", "net", "vat_rate")
        ]
        own = InvoiceLine.objects.filter(invoice__in=Invoice.objects.standing().filter(kind="deposit"))
        rows = own.filter(agreement__in=agreements, agreement__kind="mission").order_by("invoice__issued_on", "id")
        seen: Counter[str] = Counter()
        for id_, number, on, net, rate in rows.values_list(
            "agreement_id", "invoice__number", "invoice__issued_on", "net", "vat_rate"
        ):
            mark = str(number)
            seen[mark] += 1  # a number stands once in a pack: the further agreements of an invoice bear it marked
            mark += f"/{seen[mark]}" if seen[mark] > 1 else ""
            found.append(_table(agreement=agreements[id_], number=mark, issued_on=on, net=net, vat_rate=rate))
        return found

    def consents(self) -> list[Table]:
        rows = Consent.objects.filter(agreement__client__in=self.ids).order_by("id")
        return [
            _table(agreement=key, period=period, minutes=minutes)
            for key, period, minutes in rows.values_list("agreement__key", "period", "minutes")
        ]

    def payments(self) -> list[Table]:
        """Payments of the deposits above; other invoices are no part of a pack, so neither are their payments."""
        numbers: dict[str, list[Payment]] = defaultdict(list)
        for row in Payment.objects.select_related("invoice", "earlier_deposit").order_by("id"):
            numbers[str(row.invoice.number if row.invoice else row.earlier_deposit.number)].append(row)  # type: ignore[union-attr]
        return [
            _table(invoice=table["number"], on=row.on, amount=row.amount, means=row.means)
            for table in self.deposits()
            for row in numbers[table["number"]]
        ]

    def _local(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self.zone) if moment else None


def _is_billed(row: Expense) -> bool:
    return hasattr(row, "billed") and row.billed.invoice.is_issued


def _table(**values: Any) -> Table:
    """A table without the keys that say nothing."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _business(row: Business) -> Table:
    names = (
        *("name", "legal_form", "siren", "siret", "vat_regime", "vat_number", "rcs", "activity", "address", "email"),
        *("phone", "iban", "bic", "tagline", "language", "currency", "number_pattern"),
    )
    following = Series.objects.order_by("-last_issued_on").values_list("next_number", flat=True).first()
    table = {name: getattr(row, name) for name in names} | {"next_number": following or row.next_number}
    return _table(**{**table, "address": row.address or None})


def _sop(row: SopVersion) -> Table:
    return {"title": row.title, "effective_on": row.effective_on, **policy_table(row.policy())}


def _client(row: Client) -> Table:
    contacts = [_table(name=each.name, email=each.email, role=each.role) for each in row.contacts.all()]
    names = (
        "key",
        "name",
        "kind",
        "siren",
        "vat_number",
        "country",
        "language",
        "currency",
        "email",
        "stage",
        "source",
    )
    values: Mapping[str, Any] = {name: getattr(row, name) for name in names}
    return _table(**values, address=row.address or None, contacts=contacts or None)


def _agreement(row: Agreement, billed: bool) -> Table:
    names = (
        *("key", "kind", "signed_on", "starts_on", "ends_on", "services", "rate", "price", "included_minutes"),
        *("overage_rate", "overage", "carry_over_months", "carry_over_cap_minutes", "carry_over_order", "timing"),
        *("prorate", "vat_rate", "periods_billed_through", "hours_billed_through", "done_on"),
    )
    table = _table(client=row.client.key, **{name: getattr(row, name) for name in names})
    if row.rates:
        table["rates"] = {code: Decimal(rate) for code, rate in row.rates.items()}
    if row.deposit:
        money = {name: Decimal(row.deposit[name]) for name in ("percent", "amount", "above") if name in row.deposit}
        table["deposit"] = {**row.deposit, **money}
    if row.carried_minutes:
        table["carried_minutes"] = Decimal(show(row.carried_minutes))
    if row.billed_elsewhere or billed:
        table["billed"] = True
    return table
