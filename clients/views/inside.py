"""The portal's own pages: where things stand, documents, the rules in force, and new ones to accept."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.csp import CSP
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from clients import admitting, ofportal, proposing
from clients.forms import AcceptRulesForm
from clients.models import RulesProposal
from clients.views.guests import Guest, closed, guests_only, show
from sops.handbook import draw_handbook, handbook
from sops.models import Business
from sops.wording.changes import changes
from vacrm import clock
from vacrm.desk.refusing import tell
from vacrm.desk.today import today
from vacrm.telling import done

PDF_POLICY = {"default-src": [CSP.NONE]}


@require_safe
@guests_only()
def portal_home(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Where things stand."""
    panels = ofportal.panels(guest.client, on=today(), at=clock.now())
    said = " ".join(panel["said"] for panel in panels if panel.get("said"))
    return show(request, guest, "home", "portal/home.html", {"panels": panels, "said": said})


@require_safe
@guests_only()
def portal_documents(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Every file the client has: invoices, rules, what came with requests."""
    papers = [paper for name in settings.PORTAL_DOCUMENTS for paper in import_string(name)(guest.client)]
    papers.sort(key=lambda each: each.on, reverse=True)
    rows = Paginator(papers, 30).get_page(request.GET.get("page"))
    return show(request, guest, "documents", "portal/documents.html", {"rows": rows})


@require_safe
@guests_only()
def portal_rules(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The rules in force between the two."""
    business = Business.objects.defer("logo").first()
    versions = ofportal.rules_of(guest.client, today())
    books = [(version, handbook(version, business)) for version in versions]
    proposal = guest.client.rules_proposals.open().select_related("sop").first()
    return show(request, guest, "rules", "portal/rules.html", {"books": books, "proposal": proposal})


@require_safe
@csp_override(PDF_POLICY)
@guests_only()
def portal_rules_pdf(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """The rules of a version that concerns the client, as a PDF."""
    version = ofportal.may_read(guest.client, number, today())
    if version is None:
        return closed(request, f"version {number} is not of client {guest.client.pk}")
    content = draw_handbook(handbook(version, Business.objects.defer("logo").first()))
    headers = {"Content-Disposition": f'inline; filename="v{number}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@guests_only()
def portal_proposal(request: HttpRequest, guest: Guest, proposal: int) -> HttpResponse:
    """New rules: what changes, in sentences; accepted with a name and a tick."""
    found = guest.client.rules_proposals.select_related("sop").filter(pk=proposal, withdrawn_at__isnull=True).first()
    if found is None:
        return closed(request, f"proposal {proposal} is not of client {guest.client.pk}")
    form = AcceptRulesForm(request.POST or None)
    if request.method == "POST" and found.is_open and form.is_valid():
        try:
            _accept(guest, found, form.cleaned_data["by"])
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("Thank you. Our agreement follows version %(n)s from now on.") % {"n": found.sop.number})
            return redirect("clients:portal-rules", guest.client.pk)
    bound = 422 if request.method == "POST" and found.is_open else 200
    return show(request, guest, "rules", "portal/proposal.html", {**_changed(guest, found), "form": form}, bound)


@transaction.atomic
def _accept(guest: Guest, proposal: RulesProposal, by: str) -> None:
    at, address = clock.now(), guest.link.address if guest.link else ""
    if accepted := proposing.accept(proposal, by=by, address=address, at=at, on=today()):
        admitting.confirm_rules(accepted, at=at)


def _changed(guest: Guest, proposal: RulesProposal) -> dict[str, object]:
    """What the proposal changes, from the earliest version that an agreement follows."""
    earlier = [each for each in ofportal.rules_of(guest.client, today()) if each.number < proposal.sop.number]
    old = earlier[-1] if earlier else None
    currency = guest.client.currency
    found = changes(old.policy(), proposal.sop.policy(), currency=currency) if old else []
    return {"proposal": proposal, "old": old, "changes": found}
