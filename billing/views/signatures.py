"""The files of a signature, on her side: the signed PDF, and its proof."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from billing.copying import proof_name, signed_name
from billing.models import Signature
from billing.rules.signature import CLIENT
from billing.views.documents import PDF_POLICY, pdf
from vacrm.downloads import saved


@require_safe
@csp_override(PDF_POLICY)
def quote_signed_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it was shown to the client, with the certificate after it."""
    signature = _signature(pk)
    return pdf(bytes(signature.content), signed_name(signature).removesuffix(".pdf"))


@require_safe
def quote_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof, as a file."""
    signature = _signature(pk)
    return saved(proof_name(signature), "application/json", signature.proof.encode())


def _signature(pk: int) -> Signature:
    return get_object_or_404(Signature.objects.select_related("quote"), quote=pk, who=CLIENT)
