"""Versions: listed, compared, revised; the draft published with its consequences, or thrown away."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sops import publishing
from sops.editing import CHAPTERS
from sops.forms import PublishForm
from sops.heading import agreements_by_version, heading
from sops.models import Business, SopVersion
from sops.rules.document import read_policy
from sops.views.reading import language_of
from sops.wording.changes import Change, changes
from vacrm import clock
from vacrm.desk.refusing import refuse, tell
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.telling import done


@require_safe
def version_list(request: HttpRequest) -> HttpResponse:
    """All versions, the latest first, each with what it changed."""
    versions = SopVersion.objects.annotate(signed=Count("agreements")).order_by("-number")
    found = Paginator(versions, 20).get_page(request.GET.get("page"))
    numbers = list(SopVersion.objects.order_by("-number").values_list("number", flat=True)[:200])
    before = SopVersion.objects.filter(number__lt=found[-1].number).order_by("-number").first() if found else None
    business = Business.objects.current()
    pairs = zip(found, [*found[1:], before], strict=False)
    context = {
        **heading("versions", today()),
        "versions": found,
        "rows": [(new, old, _between(old, new, business) if old else ()) for new, old in pairs],
        "numbers": numbers,
    }
    return page(request, "sops/version_list.html", "sops/_version_list.html", context)


def _between(old: SopVersion, new: SopVersion, business: Business | None) -> tuple[Change, ...]:
    return _told(old.text(), new.text(), business.currency if business else "EUR", get_language() or "en")


@lru_cache(maxsize=256)
def _told(old: str, new: str, currency: str, language: str) -> tuple[Change, ...]:
    """What changed between two documents; published ones never change again, so it is said once for all."""
    with override(language):
        return tuple(changes(read_policy(old), read_policy(new), currency=currency))


@require_safe
def version_compare(request: HttpRequest) -> HttpResponse:
    """Any two versions beside each other."""
    numbers = [
        text if text.isdecimal() and len(text) < 9 else "0" for text in map(request.GET.get, ("old", "new")) if text
    ]
    versions = [get_object_or_404(SopVersion, number=int(number)) for number in numbers]
    if len(versions) != 2:
        return redirect("sops:version-list")
    context = {**heading("versions", today()), **_difference(request, versions[0], versions[1])}
    return page(request, "sops/version_compare.html", "sops/_version_diff.html", context)


def _difference(request: HttpRequest, old: SopVersion | None, new: SopVersion) -> dict[str, Any]:
    business = Business.objects.current()
    language = language_of(request, business)
    with override(language):
        found = _between(old, new, business) if old else ()
    by_number = {str(form.number): form for form in CHAPTERS.values()}
    return {
        "old": old,
        "new": new,
        "changes": [(change, by_number[change.place[1]]) for change in found],  # “§4.2” is of the fourth chapter
        "diff_language": language,
    }


@require_POST
def version_revise(request: HttpRequest, number: int) -> HttpResponse:
    """Begin the next version with the words of this one."""
    version = get_object_or_404(SopVersion, number=number)
    try:
        made = publishing.revise(version, at=clock.now())
    except ValidationError as error:
        refuse(request, error)
        return redirect("sops:version-list")
    done(request, _("v%(number)s is a draft with the words of v%(old)s.") % {"number": made.number, "old": number})
    return redirect("sops:chapter-list")


def draft_publish(request: HttpRequest) -> HttpResponse:
    """Show what changes and what follows; then publish."""
    head = heading("versions", today())
    version: SopVersion | None = head["draft"]
    if version is None:
        return redirect("sops:version-list")
    first = {"effective_on": max(version.effective_on, today())}
    form = PublishForm(request.POST or None, instance=version, initial=first, after=head["published"])
    if request.method == "POST" and form.is_valid():
        try:
            publishing.publish(version, at=clock.now(), seen=request.POST.get("seen", ""), **form.cleaned_data)
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("%(version)s is published.") % {"version": version})
            return redirect("sops:sop-detail")
    context = {
        **head,
        **_difference(request, head["published"], version),
        "form": form,
        "pinned": agreements_by_version(today()),
        "seen": publishing.mark(version.policy()),
    }
    return page(
        request,
        "sops/draft_publish.html",
        "sops/_draft_publish.html",
        context,
        422 if request.method == "POST" else 200,
    )


def draft_delete(request: HttpRequest) -> HttpResponse:
    """Ask, then throw the draft away."""
    head = heading("versions", today())
    version: SopVersion | None = head["draft"]
    if version is None:
        return redirect("sops:version-list")
    if request.method != "POST":
        context = {
            **head,
            **_difference(request, head["published"], version),
            "seen": publishing.mark(version.policy()),
        }
        return render(request, "sops/draft_delete.html", context)
    try:
        publishing.discard(version, seen=request.POST.get("seen", ""))
    except ValidationError as error:
        refuse(request, error)
        return redirect("sops:draft-delete")
    done(request, _("The draft is gone; what is published stays as it is."))
    return redirect("sops:sop-detail")
