"""The first run: the first client, or a sample business to look around in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seeds.forms.client import FirstClientForm
from seeds.forms.place import language
from seeds.sampling import can_begin
from seeds.starting import first_client
from seeds.views.welcome import own, step
from sops.models import Business, SopVersion
from vacrm.desk.refusing import tell
from vacrm.desk.today import today
from vacrm.telling import done


@own
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_client(request: HttpRequest) -> HttpResponse:
    """Add the first client by name; then Today."""
    form = FirstClientForm(request.POST or None, priced=SopVersion.objects.published().exists())
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("home")
    return step(request, "client", {"form": form, "can_sample": can_begin()}, 422 if form.is_bound else 200)


def _added(request: HttpRequest, form: FirstClientForm) -> bool:
    business, found = Business.objects.current(), form.cleaned_data
    speaks = business.language if business else language()
    try:
        client = first_client(found["name"], language=speaks, on=today(), email=found["email"], rate=found.get("rate"))
    except ValidationError as error:
        tell(form, error)
        return False
    done(request, _("%(client)s is your first client.") % {"client": client})
    return True
