"""The sops room's part of `check_setup`: is the business complete, are there procedures to apply?"""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage
from django.db import DatabaseError

from sops.models import Business, SopVersion
from vacrm.checks import setup_check

LOAD = "Write it in a pack and run: python manage.py load_pack PATH"


@setup_check
def business_is_complete(**_: Any) -> list[CheckMessage]:
    """E001: there is a business. W001: it says all that its invoices must or should say."""
    try:
        business = Business.objects.current()
    except DatabaseError:  # the ground says why
        return []
    if business is None:
        return [checks.Error("There is no business yet.", hint=LOAD, id="sops.E001")]
    missing = [what for what, there in _wanted(business).items() if not there]
    if not missing:
        return []
    text = f"The business lacks: {', '.join(missing)}."
    hint = "Invoices without them may be refused by the law or by the client’s bank."
    return [checks.Warning(text, hint=hint, id="sops.W001")]


def _wanted(business: Business) -> dict[str, bool]:
    address = all(business.address.get(part) for part in ("street", "city", "country"))
    wanted = {"address": address, "email": bool(business.email), "iban": bool(business.iban)}
    if business.vat_regime != "none":  # a business in France (C. com. R123-237)
        wanted["siren"] = bool(business.siren)
    if business.vat_regime in {"cash", "debits"}:  # CGI ann. II, 242 nonies A
        wanted["vat_number"] = bool(business.vat_number)
    return wanted


@setup_check
def procedures_are_published(**_: Any) -> list[CheckMessage]:
    """E002: without a published version nothing can be judged or priced."""
    try:
        if SopVersion.objects.published().exists():
            return []
    except DatabaseError:
        return []
    return [checks.Error("No version of the procedures (SOP) is published.", hint=LOAD, id="sops.E002")]
