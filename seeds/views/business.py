"""The first run: who signs the invoices, with the head of an invoice beside it while it is typed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from billing.composing import seller
from billing.rules.vat import Seller, mention_of
from seeds.forms.business import WhoForm, begun, sketch
from seeds.forms.place import language
from seeds.starting import country_of, keep_business
from seeds.steps import way
from seeds.views.welcome import own, step
from sops.models import Business
from sops.rules.identity import invoice_number
from sops.wording.wanting import wanting
from vacrm.desk.today import here, today
from vacrm.telling import done


@own
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_business(request: HttpRequest) -> HttpResponse:
    """Keep who she is; only the name is needed to go on."""
    form = _form(request)
    if "country" in request.POST:  # another country has other fields; nothing is kept yet
        return step(request, "business", _context(_again(form)))
    if request.method == "POST" and form.is_valid():
        business = keep_business(form.save(commit=False))
        done(request, _("Kept: %(business)s.") % {"business": business})
        return redirect(way().after("business"))
    return step(request, "business", _context(form), 422 if form.is_bound else 200)


@require_POST
def business_read(request: HttpRequest) -> HttpResponse:
    """While she types: what is said of the numbers, and the head of an invoice. Another country: its fields."""
    form = _form(request)
    if "country" in request.POST:
        return step(request, "business", _context(_again(form)))
    return render(request, "seeds/_business_read.html", _context(form))


def _form(request: HttpRequest) -> WhoForm:
    kept = Business.objects.current()
    country = request.POST.get("address_country") or (kept.country if kept else country_of(here()) or "FR")
    user = request.user
    name = user.get_full_name() if isinstance(user, User) else ""
    business = kept or begun(country, language(), name)
    if kept is None and isinstance(user, User):
        business.email = user.email
    return WhoForm(request.POST or None, instance=business, country=country)


def _again(form: WhoForm) -> WhoForm:
    """The same words in the fields of the chosen country, not judged yet."""
    typed = {
        name: form[name].value() for name in form.fields if name in form.data
    }  # what is new has its own first value
    return WhoForm(instance=form.instance, country=form.country, initial=typed)


def _context(form: WhoForm) -> dict[str, Any]:
    seen = sketch(form)
    return {
        "form": form,
        "told": form.told,
        "seller": seller(seen),
        "number": invoice_number(seen.number_pattern, year=today().year, seq=seen.next_number),
        "mention": _mention(seen),
        "currency": seen.currency,
        "wanting": wanting(seen),
    }


def _mention(seen: Business) -> str:
    """The sentence that stands for the VAT under the franchise."""
    if seen.vat_regime != "franchise":
        return ""
    found = mention_of(Seller(seen.vat_regime, seen.country, seen.vat_number), "E", today())
    return found.text(language()) if found else ""
