"""The policy as a stored document: JSON with decimals and dates as text, in the words of the pack format."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from sops.rules.policy import Deposit, Policy

_ADAPTER: TypeAdapter[Policy] = TypeAdapter(Policy)
_DEPOSIT: TypeAdapter[Deposit] = TypeAdapter(Deposit)


@lru_cache(maxsize=128)
def read_policy(text: str) -> Policy:
    """The policy of a JSON text. Equal texts give the same object. Raises pydantic's ValidationError."""
    return _ADAPTER.validate_json(text)


def parse_policy(document: dict[str, Any]) -> Policy:
    """The policy of a TOML table, read with Decimals. Raises pydantic's ValidationError."""
    return _ADAPTER.validate_python(document)


def policy_document(policy: Policy) -> dict[str, Any]:
    """The whole policy as JSON values; reading it gives an equal policy."""
    document: dict[str, Any] = _ADAPTER.dump_python(policy, mode="json", by_alias=True)
    return document


def policy_table(policy: Policy) -> dict[str, Any]:
    """The policy as a TOML table with Decimals and dates; reading it gives an equal policy."""
    table: dict[str, Any] = _ADAPTER.dump_python(policy, by_alias=True, exclude_none=True)
    return table


def read_deposit(document: dict[str, Any]) -> Deposit:
    """A deposit stored as JSON values, decimals as text. Raises pydantic's ValidationError."""
    return _DEPOSIT.validate_json(json.dumps(document))
