"""The portal from her side: invite, revoke, propose new rules."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clients import admitting, door, ofportal, proposing
from clients.heading import heading
from clients.models import Client, PortalLink, RulesProposal
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.telling import done


def links_of(request: HttpRequest) -> Callable[[str], str]:
    """Makes of a secret the whole address that a mail carries."""
    return lambda secret: request.build_absolute_uri(reverse("clients:portal-open", args=[secret]))


@require_safe
def client_portal(request: HttpRequest, pk: int) -> HttpResponse:
    """The portal of a client: who was invited and seen, and the rules proposed; the overview asks for it."""
    client = get_object_or_404(Client, pk=pk)
    context = {"panel": ofportal.standing(client, today()), "now": clock.now(), **heading(client, "overview", today())}
    return page(request, "clients/client_portal.html", "clients/_client_portal.html", context)


@require_POST
def portal_link_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody at the client's by mail."""
    client = get_object_or_404(Client, pk=pk)
    to = _asked(request)
    try:
        admitting.invite(client, to=to, address=links_of(request), at=clock.now())
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("The invitation to %(to)s is on its way.") % {"to": to})
    return _back(pk)


@require_POST
def portal_link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a link; the message opens it again."""
    link = get_object_or_404(PortalLink, pk=pk)
    door.revoke(link, at=clock.now())
    said = _("The link sent to %(to)s opens nothing any more.") % {"to": link.address}
    done(request, said, undo=reverse("clients:portal-link-restore", args=[pk]))
    return _back(link.client_id)


@require_POST
def portal_link_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again; whoever comes by it is asked for a code."""
    link = get_object_or_404(PortalLink, pk=pk)
    door.restore(link)
    done(request, _("The link sent to %(to)s opens again, with a code.") % {"to": link.address})
    return _back(link.client_id)


@require_POST
def rules_proposal_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose the rules in force to a client who follows earlier ones."""
    client = get_object_or_404(Client, pk=pk)
    at, to = clock.now(), _asked(request)
    try:
        with transaction.atomic():
            proposal = proposing.propose(client, to=to, at=at, on=today())
            admitting.propose_by_mail(proposal, address=links_of(request), at=at)
    except ValidationError as error:
        refuse(request, error)
    else:
        said = _("%(version)s is proposed to %(to)s.") % {"version": proposal.sop, "to": to}
        done(request, said, undo=reverse("clients:rules-proposal-withdraw", args=[proposal.pk]))
    return _back(pk)


@require_POST
def rules_proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back."""
    proposal = get_object_or_404(RulesProposal.objects.select_related("client", "sop"), pk=pk)
    try:
        proposing.withdraw(proposal, at=clock.now())
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("The proposal is taken back; the client follows the same rules as before."))
    return _back(proposal.client_id)


def _asked(request: HttpRequest) -> str:
    return request.POST.get("to", "").replace("\0", "").strip()[:254]


def _back(pk: int) -> HttpResponse:
    return redirect("clients:client-portal", pk)
