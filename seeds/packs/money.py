"""Load expenses, deposits from elsewhere, consents and payments."""

from __future__ import annotations

from collections import Counter

from django.core.exceptions import ValidationError

from billing.collecting import record_payment
from billing.models import BilledExpense, Consent, EarlierDeposit, Expense, Invoice, Payment
from clients.models import Agreement, Client
from seeds.packs.writing import Writer, by_key, mark_of

_EXPENSE = ("client", "on", "label", "net", "vat_rate", "billed_elsewhere")
_CONSENT = ("agreement", "period", "minutes")


def load_money(writer: Writer) -> None:
    """Load what is billed or paid beside hours and agreements."""
    _Money(writer).run()


def _is_billed(row: Expense) -> bool:
    return BilledExpense.objects.filter(expense=row, invoice__number__isnull=False).exists()


class _Money:
    """Money of one load."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def run(self) -> None:
        self._expenses()
        agreements = by_key(
            Agreement,
            [*(e.agreement for e in self.writer.pack.deposits), *(e.agreement for e in self.writer.pack.consents)],
        )
        issued = set(Invoice.objects.issued().values_list("number", flat=True))
        deposits = {row.number: row for row in EarlierDeposit.objects.all()}
        for index, deposit in enumerate(self.writer.pack.deposits):
            if deposit.number in issued:  # this program's own; it deducts itself
                self.writer.loaded.count("deposits", False, False)
                continue
            values = {**deposit.model_dump(exclude={"agreement", "number"}), "agreement": agreements[deposit.agreement]}
            row = deposits.get(deposit.number) or EarlierDeposit(number=deposit.number)
            self.writer.save("deposits", f"deposits[{index}]", row, values)
        consents = []
        for consent in self.writer.pack.consents:
            values = {"agreement": agreements[consent.agreement], "period": consent.period, "minutes": consent.minutes}
            consents.append((Consent(**values), mark_of(values, _CONSENT)))
        self.writer.add("consents", Consent, consents, Counter(Consent.objects.values_list(*_CONSENT)))
        self._payments()

    def _expenses(self) -> None:
        clients = by_key(Client, (each.client for each in self.writer.pack.expenses))
        keyed = {
            row.key: row for row in Expense.objects.filter(key__in=[e.key for e in self.writer.pack.expenses if e.key])
        }
        fresh = []
        for index, table in enumerate(self.writer.pack.expenses):
            values = {
                "client": clients[table.client],
                "on": table.on,
                "label": table.label,
                "net": table.net,
                "vat_rate": table.vat_rate,
                "billed_elsewhere": table.billed,
            }
            row = keyed.get(table.key or "")
            if row and _is_billed(row) and any(getattr(row, name) != value for name, value in values.items()):
                self.writer.problems.append(
                    f"expenses[{index}].key: “{row.key}” was billed and never changes; credit the invoice first"
                )
            elif table.key:
                self.writer.save(
                    "expenses", f"expenses[{index}]", keyed.get(table.key) or Expense(key=table.key), values
                )
            else:
                fresh.append((Expense(**values), mark_of(values, _EXPENSE)))
        self.writer.add(
            "expenses", Expense, fresh, Counter(Expense.objects.filter(key__isnull=True).values_list(*_EXPENSE))
        )

    def _payments(self) -> None:
        known = Counter(
            (invoice or deposit, on, amount, means)
            for invoice, deposit, on, amount, means in Payment.objects.values_list(
                "invoice__number", "earlier_deposit__number", "on", "amount", "means"
            )
        )
        for index, table in enumerate(self.writer.pack.payments):
            mark = (table.invoice, table.on, table.amount, table.means)
            if known[mark]:
                known[mark] -= 1
                self.writer.loaded.count("payments", False, False)
                continue
            try:
                record_payment(table.invoice, on=table.on, amount=table.amount, means=table.means)
            except ValidationError as error:
                self.writer.refuse(f"payments[{index}]", error)
            self.writer.loaded.count("payments", True, True)
