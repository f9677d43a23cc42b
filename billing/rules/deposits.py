"""The amount of a deposit: near the percent, and such that VAT adds up to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from sops.rules.policy import Deposit
from vacrm.exact import CENT, cents


def deposit_net(price: Decimal, rate: Decimal, deposit: Deposit) -> Decimal:
    """The net of a deposit on a price at one VAT rate.

    It is the amount nearest to the percent of the net (of two, the lower) for which the rounded VAT of
    deposit and remainder add up to that of the whole, so that deposit + balance = price, to the cent.
    """
    target = price * deposit.percent / 100 if deposit.percent is not None else min(deposit.amount or Decimal(0), price)
    whole = _vat(price, rate)
    return next(net for net in _nearest(target) if _vat(net, rate) + _vat(price - net, rate) == whole)


def _nearest(target: Decimal) -> Iterator[Decimal]:
    """Amounts in cents by their distance to the target, the lower of two first; never below zero."""
    below = target.quantize(CENT, rounding=ROUND_FLOOR)
    above = below + CENT
    while True:
        if target - below <= above - target and below >= 0:
            yield below
            below -= CENT
        else:
            yield above
            above += CENT


def _vat(net: Decimal, rate: Decimal) -> Decimal:
    return cents(net * rate / 100)
