"""What she changes by hand, as tables of figures: labels, lines, discounts, and what is left for later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.adjustments import key_of, shares, source_of
from billing.rules.book import Adjusted, Deducted, Spent
from billing.rules.draft import Draft, Refusal, Totals
from tests.billing.rules.books import D, ask, drafted, entry, lines, terms
from vacrm.exact import ZERO, cents

WORK = entry(1, "2026-10-06", 60), entry(2, "2026-10-07", 120, ask=1)
TEN = Adjusted(9, "discount", reason="Loyalty", percent=D("10"))


def changed(*adjustments: Adjusted, **facts: object) -> Draft:
    return drafted(terms(), *WORK, asks=(ask(),), adjustments=adjustments, **facts)  # type: ignore[arg-type]


def test_without_adjustments_nothing_changes() -> None:
    assert lines(changed()) == [("time", "2.0000", "45.00", "", "90.00"), ("time", "1.0000", "45.00", "", "45.00")]
    assert changed().adjustments == ()


def test_a_line_bears_her_label_and_its_figures_stay() -> None:
    key = key_of(changed().lines[0])
    draft = changed(Adjusted(5, "label", target=key, label="October newsletter"))
    assert [line.label for line in draft.lines] == ["October newsletter", ""]
    assert lines(draft) == lines(changed())
    assert draft.adjustments == (5,)


def test_a_label_without_its_line_waits() -> None:
    assert changed(Adjusted(5, "label", target="time:1:7:2026-10::::", label="Gone")).adjustments == ()


def test_a_line_of_her_own_bears_the_rate_of_the_client() -> None:
    draft = changed(Adjusted(3, "extra", label="Stamps", quantity=D("3"), amount=D("1.16")))
    assert lines(draft)[-1] == ("extra", "3", "1.16", "", "3.48")
    assert draft.adjustments == (3,)


def test_a_line_of_her_own_makes_an_invoice_alone() -> None:
    draft = drafted(terms(), adjustments=(Adjusted(3, "extra", label="Stamps", quantity=D("1"), amount=D("5.00")),))
    assert draft.totals.gross == D("5.00")


@pytest.mark.parametrize(
    ("discount", "off"),
    [
        (TEN, "-13.50"),
        (Adjusted(9, "discount", reason="r", percent=D("33.33")), "-45.00"),  # 44.9955
        (Adjusted(9, "discount", reason="r", percent=D("100")), "-135.00"),
        (Adjusted(9, "discount", reason="r", amount=D("20.00")), "-20.00"),
        (Adjusted(9, "discount", reason="r", amount=D("135.00")), "-135.00"),
    ],
)
def test_a_discount_is_a_line_of_its_own_after_all_others(discount: Adjusted, off: str) -> None:
    draft = changed(Adjusted(3, "extra", label="Stamps", quantity=D("1"), amount=D("0.00")), discount)
    percent = "" if discount.percent is None else str(discount.percent)
    assert lines(draft)[-1] == ("discount", "-1.0000", off[1:], percent, off)
    assert draft.lines[-1].reason == discount.reason


def test_two_discounts_are_both_of_what_was_billed() -> None:
    assert [row[-1] for row in lines(changed(TEN, TEN))[-2:]] == ["-13.50", "-13.50"]


@pytest.mark.parametrize("amount", ["135.01", "999.00"])
def test_a_discount_of_more_than_is_billed_is_refused(amount: str) -> None:
    with pytest.raises(Refusal) as refused:
        changed(Adjusted(9, "discount", reason="r", amount=D(amount)))
    assert (refused.value.code, refused.value.figures["billed"]) == ("discount_too_high", D("135.00"))


def test_a_discount_alone_makes_no_invoice_and_waits() -> None:
    draft = drafted(terms(), adjustments=(TEN,))
    assert (draft.lines, draft.adjustments) == ((), ())


def test_a_deposit_taken_off_lowers_no_discount() -> None:
    own = terms("mission", price=D("900.00"), done_on=date(2026, 10, 9))
    taken = Deducted(1, "D-1", date(2026, 9, 1), D("450.00"), ZERO, "E")
    draft = drafted(own, deposits=(taken,), adjustments=(TEN,))
    assert [row[-1] for row in lines(draft)] == ["900.00", "-450.00", "-90.00"]
    assert draft.kind == "balance"


MONEY = st.integers(1, 10_000_00).map(lambda n: Decimal(n).scaleb(-2))


@given(st.lists(MONEY, min_size=1, max_size=4), st.data())
def test_the_shares_of_an_amount_add_up_and_none_is_more_than_its_base(
    bases: list[Decimal], data: st.DataObject
) -> None:
    groups = {(D(rate), "S"): base for rate, base in enumerate(bases)}
    amount = data.draw(st.integers(1, int(sum(bases, ZERO) * 100)).map(lambda n: Decimal(n).scaleb(-2)))
    found = dict(shares(Adjusted(1, "discount", amount=amount), groups))
    assert sum(found.values(), ZERO) == amount
    assert all(0 <= share <= groups[group] for group, share in found.items())
    assert all(share == cents(share) for share in found.values())


def test_a_discount_is_shared_among_the_rates_of_vat() -> None:
    spent = Spent(1, WORK[0].on, "Licence", D("100.00"), D("20.00"), "S")
    draft = changed(Adjusted(9, "discount", reason="r", amount=D("10.00")), expenses=(spent,))
    assert [(row.vat_rate, row.net) for row in draft.lines[-2:]] == [(ZERO, D("-5.74")), (D("20.00"), D("-4.26"))]
    assert draft.totals == Totals.of(draft.lines)


# ── left for later


def later(target: str) -> Adjusted:
    return Adjusted(7, "later", target=target)


def test_hours_of_a_request_are_left_with_their_claims() -> None:
    draft = changed(later(source_of(changed().lines[0])))
    assert lines(draft) == [("time", "1.0000", "45.00", "", "45.00")]
    assert [claim.work_id for claim in draft.claims] == [1]


def test_the_whole_client_is_left_and_nothing_is_settled() -> None:
    draft = drafted(terms("package"), *WORK, asks=(ask(),), adjustments=(later("all"),))
    assert draft == Draft()


def test_a_mission_is_left_with_its_deposits() -> None:
    own = terms("mission", price=D("900.00"), done_on=date(2026, 10, 9))
    assert source_of(drafted(own).lines[0]) == "mission:1"
    assert drafted(own, adjustments=(later("mission:1"),)) == Draft()


def test_an_expense_is_left() -> None:
    spent = Spent(4, WORK[0].on, "Licence", D("12.00"), ZERO, "E")
    draft = changed(later("expense:4"), expenses=(spent,))
    assert draft.expenses == ()
    assert len(draft.lines) == 2


def test_a_period_is_left_and_stays_open_though_its_account_is_closed() -> None:
    whole = drafted(terms("package"), *WORK, asks=(ask(),))
    assert whole.periods == ((1, "2026-10", D("350.00")),)
    draft = drafted(terms("package"), *WORK, asks=(ask(),), adjustments=(later("period:1:2026-10"),))
    assert (draft.lines, draft.periods) == ((), ())
    assert draft.settlements == whole.settlements


def test_hours_beyond_a_package_are_left_and_not_claimed() -> None:
    long = entry(3, "2026-10-08", 660)
    draft = drafted(terms("package"), long, adjustments=(later("overage:1:2026-10"),))
    assert [row[0] for row in lines(draft)] == ["package"]
    assert draft.overages == ()
    assert draft.settlements[0].overage == 60
