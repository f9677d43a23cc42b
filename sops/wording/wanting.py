"""What her invoices still lack of what the law or the client’s bank wants, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sops.models import Business


def wanting(business: Business | None) -> list[str]:
    """What is missing, one name each: the address, the SIREN…; everything where there is no business."""
    business = business or Business(name="")
    address = business.address
    wanted = {
        _("your name"): bool(business.name),
        _("the street and the town"): bool(address.get("street") and address.get("city")),
        _("an e-mail address"): bool(business.email),
        _("the IBAN to be paid on"): bool(business.iban),
    }
    if business.vat_regime != "none":  # a business in France (C. com. R123-237)
        wanted[_("the SIREN or SIRET")] = bool(business.siren or business.siret)
    if business.vat_regime in {"cash", "debits"}:  # CGI ann. II, 242 nonies A
        wanted[_("the VAT number")] = bool(business.vat_number)
    return [name for name, there in wanted.items() if not there]
