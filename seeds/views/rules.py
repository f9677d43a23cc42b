"""The first run: the starter procedures, their main knobs, and what clients will read of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seeds.forms.place import language
from seeds.forms.rules import RulesForm
from seeds.starting import STARTERS, placed, publish_rules, starter, untouched, write_rules
from seeds.steps import way
from seeds.views.welcome import own, step
from sops.models import Business, SopVersion
from sops.rules.policy import Policy
from sops.wording.chapters import Chapter, chapters
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.desk.today import here, today
from vacrm.telling import done

SHOWN = (1, 4, 5)  # the chapters that the knobs speak of


@own
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_rules(request: HttpRequest) -> HttpResponse:
    """Set the main knobs of a starter; keep it as a draft, or publish it as the first version."""
    published = SopVersion.objects.published().first()
    if published is not None:
        return step(request, "rules", {"published": published, "chapters": _shown(published.policy())})
    form, kind, title = _form(request)
    if request.method == "POST" and form.is_valid():
        return _kept(request, form, title)
    policy = form.policy() if form.is_bound and form.is_valid() else form.base
    context = {"form": form, "kind": kind, "starters": STARTERS.items(), "chapters": _shown(policy)}
    return step(request, "rules", context, 422 if form.is_bound else 200)


@require_POST
def rules_read(request: HttpRequest) -> HttpResponse:
    """What clients will read, while she turns the knobs; the last right version as long as one is wrong."""
    form, _kind, _title = _form(request)
    valid = form.is_valid()
    policy = form.policy() if valid else form.base
    return render(request, "seeds/_rules_says.html", {"form": form, "wrong": not valid, "chapters": _shown(policy)})


def _form(request: HttpRequest) -> tuple[RulesForm, str, str]:
    """The knobs of the draft, or of the starter asked for; which starter it is, and its title."""
    asked = request.POST.get("starter") or request.GET.get("starter", "")
    draft = SopVersion.objects.drafts().first()
    zone = draft.policy().hours.timezone if draft else here()
    if asked in STARTERS or draft is None:
        asked = asked if asked in STARTERS else "complete"
        table = starter(asked, language())
        return RulesForm(placed(table, zone, today()), request.POST or None), asked, table.title
    return RulesForm(draft.policy(), request.POST or None), untouched(draft, today()) or "", draft.title


def _kept(request: HttpRequest, form: RulesForm, title: str) -> HttpResponse:
    policy, on = form.policy(), today()
    try:
        if "draft" in request.POST:
            write_rules(policy, title=title, on=on)
            done(request, _("Kept as a draft. Nothing is judged by it until you publish it."))
            return redirect("seeds:welcome-rules")
        version = publish_rules(policy, title=title, on=on, at=clock.now())
    except ValidationError as error:  # published in another window meanwhile
        refuse(request, error)
        return redirect("seeds:welcome-rules")
    done(request, _("%(version)s is published.") % {"version": version})
    return redirect(way().after("rules"))


def _shown(policy: Policy) -> list[Chapter]:
    business: Any = Business.objects.current()
    found = chapters(policy, currency=business.currency if business else "EUR")
    return [chapter for chapter in found if chapter.number in SHOWN]
