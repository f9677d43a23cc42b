"""The agreements of a client, and the people there: written, changed, deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.forms import ContactForm
from clients.models import Agreement, Client, Contact
from clients.terms import SENTENCES, TermsForm, kinds
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.telling import done


def agreement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the terms: first which kind, then what that kind has."""
    client = get_object_or_404(Client, pk=pk)
    kind = request.GET.get("kind", "")
    if kind not in SENTENCES:
        return render(request, "clients/agreement_kind.html", {"client": client, "kinds": kinds()})
    form = TermsForm(request.POST or None, client=client, kind=kind, on=today())
    return _agreement(request, form, client, kind)


def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the terms; what was invoiced keeps its own."""
    agreement = get_object_or_404(Agreement.objects.select_related("client", "sop"), pk=pk)
    client, kind = agreement.client, agreement.kind
    form = TermsForm(request.POST or None, instance=agreement, client=client, kind=kind, on=today())
    return _agreement(request, form, client, kind, agreement=agreement)


def _agreement(request: HttpRequest, form: TermsForm, client: Client, kind: str, **more: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.save()
        done(request, _("The agreement is kept."))
        return redirect("clients:client-detail", client.pk)
    context = {"form": form, "client": client, "sentence": SENTENCES[kind], **more}
    status = 422 if form.is_bound else 200
    return page(request, "clients/agreement_form.html", "clients/_agreement_form.html", context, status)


def agreement_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete terms that nothing rests on."""
    agreement = get_object_or_404(Agreement.objects.select_related("client"), pk=pk)
    context = {"agreement": agreement, "client": agreement.client}
    if request.method != "POST":
        return render(request, "clients/agreement_delete.html", context)
    try:
        agreement.delete()
    except ProtectedError:
        return render(request, "clients/agreement_delete.html", {**context, "refused": True}, status=422)
    done(request, _("The agreement is deleted."))
    return redirect("clients:client-detail", agreement.client_id)


def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a person to write to."""
    client = get_object_or_404(Client, pk=pk)
    return _contact(request, ContactForm(request.POST or None, instance=Contact(client=client)), client)


def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person, or strike them off."""
    contact = get_object_or_404(Contact.objects.select_related("client"), pk=pk)
    if request.method == "POST" and "delete" in request.POST:
        contact.delete()
        done(request, _("%(name)s is struck off.") % {"name": contact})
        return redirect("clients:client-detail", contact.client_id)
    form = ContactForm(request.POST or None, instance=contact)
    return _contact(request, form, contact.client, contact=contact)


def _contact(request: HttpRequest, form: ContactForm, client: Client, **more: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.save()
        done(request, _("Kept."))
        return redirect("clients:client-detail", client.pk)
    context = {"form": form, "client": client, **more}
    status = 422 if form.is_bound else 200
    return page(request, "clients/contact_form.html", "clients/_contact_form.html", context, status)
