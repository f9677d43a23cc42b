"""The amount of a deposit: near the percent, and such that VAT adds up to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from functools import partial

from sops.rules.policy import Deposit
from vacrm.exact import CENT, ZERO, cents


def deposit_net(price: Decimal, rate: Decimal, deposit: Deposit) -> Decimal:
    """The net of a deposit on a price at one VAT rate.

    It is the amount nearest to the percent of the net (of two, the lower) for which the rounded VAT of
    deposit and remainder add up to that of the whole, so that deposit + balance = price, to the cent.
    """
    return _at_rate([price], rate, _asked(price, deposit))[0]


def deposit_nets(
    parts: Sequence[tuple[Decimal, Decimal]], deposit: Deposit, borne: Mapping[Decimal, Decimal] | None = None
) -> list[Decimal]:
    """The nets of the deposits of what was signed together, each a price and its VAT rate, in their order.

    The threshold, the percent and the amount are of the sum: an amount is asked once. One deposit invoice and the
    balances, billed together or each in its own month, come to the gross of the whole, to the cent. All are zero
    where the sum is not above the threshold. `borne` are nets by rate that other rules put on the same invoice:
    what is added to them keeps the cents of both.
    """
    whole = sum((price for price, _rate in parts), ZERO)
    nets = [ZERO] * len(parts)
    if whole <= deposit.above:
        return nets
    asked = left = _asked(whole, deposit)
    rates = list(dict.fromkeys(rate for _price, rate in parts))
    for rate in rates:
        places = [place for place, part in enumerate(parts) if part[1] == rate]
        prices = [parts[place][0] for place in places]
        base = sum(prices, ZERO)
        if deposit.percent is not None:
            target = _asked(base, deposit)
        else:  # an amount: each rate bears its part, the last one what is left
            target = left if rate == rates[-1] else asked * base / whole
        found = _at_rate(prices, rate, target, (borne or {}).get(rate, ZERO))
        left -= sum(found, ZERO)
        for place, net in zip(places, found, strict=True):
            nets[place] = net
    return nets


def keeps_cents(
    parts: Sequence[tuple[Decimal, Decimal]], nets: Sequence[Decimal], borne: Mapping[Decimal, Decimal]
) -> bool:
    """Do deposits that share an invoice with what others put there, and what they leave, bear the VAT of the whole?"""
    for rate in {rate for _price, rate in parts}:
        mine = [(price, net) for (price, each), net in zip(parts, nets, strict=True) if each == rate]
        there = borne.get(rate, ZERO)
        billed = _vat(there + sum((net for _price, net in mine), ZERO), rate)
        left = sum((_vat(price - net, rate) for price, net in mine), ZERO)
        if billed + left != _vat(there, rate) + _vat(sum((price for price, _net in mine), ZERO), rate):
            return False
    return True


def _asked(price: Decimal, deposit: Deposit) -> Decimal:
    """What the rule asks of a price, exactly."""
    return price * deposit.percent / 100 if deposit.percent is not None else min(deposit.amount or ZERO, price)


def _at_rate(prices: Sequence[Decimal], rate: Decimal, target: Decimal, borne: Decimal = ZERO) -> list[Decimal]:
    """Deposits on prices of one rate that come near to a target together.

    Each but the dearest leaves a remainder whose VAT is whole cents: it rounds nothing, in whatever month it is
    billed. The dearest takes what is left of the target, so that the deposit invoice and its own balance share the
    VAT of the whole.
    """
    whole = sum(prices, ZERO)
    dearest = max(range(len(prices)), key=lambda place: prices[place])
    nets = [ZERO] * len(prices)
    for place, price in enumerate(prices):
        if place != dearest and price:
            nets[place] = _first(target * price / whole, price, partial(_leaves_whole, price, rate))
    others, price = sum(nets, ZERO), prices[dearest]
    total = _vat(borne, rate) + _vat(others + price, rate)
    nets[dearest] = _first(
        target - others, price, lambda net: _vat(borne + others + net, rate) + _vat(price - net, rate) == total
    )
    return nets


def _first(target: Decimal, most: Decimal, fits: Callable[[Decimal], bool]) -> Decimal:
    """The amount from nothing to `most` that fits and is nearest to the target; `most` itself always fits."""
    return next(net for net in _nearest(min(max(target, ZERO), most)) if net >= most or fits(net))


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


def _leaves_whole(price: Decimal, rate: Decimal, net: Decimal) -> bool:
    """Is the VAT on what is left of a price whole cents, before any rounding?"""
    return (price - net) * rate / 100 == _vat(price - net, rate)


def _vat(net: Decimal, rate: Decimal) -> Decimal:
    return cents(net * rate / 100)
