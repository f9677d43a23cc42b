"""What was signed in the portal: the page after it, and the files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from billing.accepting import signed
from billing.copying import proof_name, signed_name
from billing.informing import withdrawal_of
from billing.models import Signature
from billing.rules.signature import CLIENT
from billing.signing import signature_of
from billing.views.documents import PDF_POLICY, pdf
from billing.views.portal_quotes import sent
from clients import door
from clients.views.guests import Guest, closed, guests_only, show
from sops.rules.worktime import local_day
from vacrm.downloads import saved


@require_safe
@guests_only("quote")
def portal_quote_signed(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """What was signed, what happens next, and the files."""
    found = sent(guest.client, quote)
    signature = signature_of(found) if found else None
    if found is None or signature is None:
        return closed(request, f"quote {quote} of client {guest.client.pk} was not signed here")
    made = signed(found)
    begins = min((each.starts_on for each in made.agreements), default=None)
    context = {
        "quote": found,
        "signature": signature,
        "made": made,
        "begins": begins,
        "right": withdrawal_of(found, on=local_day(found.sop.policy().hours, signature.signed_at), begins_early=False),
        "whole": guest.looks or (guest.link is not None and guest.link.scope == door.PORTAL),
    }
    return show(request, guest, "quotes", "portal/signed.html", context)


@require_safe
@csp_override(PDF_POLICY)
@guests_only("quote")
def portal_quote_signed_pdf(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """The document as it was shown, with the certificate after it."""
    signature = _files(guest.client.pk, quote)
    if signature is None:
        return closed(request, f"quote {quote} of client {guest.client.pk} was not signed here")
    return pdf(bytes(signature.content), signed_name(signature).removesuffix(".pdf"))


@require_safe
@guests_only("quote")
def portal_quote_proof(request: HttpRequest, guest: Guest, quote: int) -> HttpResponse:
    """The proof, as a file."""
    signature = _files(guest.client.pk, quote)
    if signature is None:
        return closed(request, f"quote {quote} of client {guest.client.pk} was not signed here")
    return saved(proof_name(signature), "application/json", signature.proof.encode())


def _files(client: int, quote: int) -> Signature | None:
    found = Signature.objects.filter(quote=quote, quote__client=client, who=CLIENT)
    return found.select_related("quote").first()
