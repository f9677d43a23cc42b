"""The editor: one chapter at a time, what clients will read beside it, kept in the one draft."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from sops import publishing
from sops.editing import CHAPTERS, ChapterForm
from sops.editing.comparing import changed_chapters, tell_before
from sops.heading import agreements_by_version, heading, panels
from sops.models import Business, SopVersion
from sops.rules.policy import Policy
from sops.views.reading import language_of
from sops.wording.chapters import chapter
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.telling import done


@require_safe
def chapter_list(request: HttpRequest) -> HttpResponse:
    """The first chapter is where one begins to write."""
    return redirect("sops:chapter-edit", next(iter(CHAPTERS)))


def chapter_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a chapter as a form; keep what is typed; or add, remove and move rows, keeping nothing."""
    kind, head = _kind(slug), heading("chapters", today())
    base: SopVersion | None = head["draft"] or head["published"]
    if base is None:
        return redirect("sops:sop-detail")
    if request.method != "POST":
        return _page(request, kind.of(base.policy()), base, head)
    act = request.POST.get("do", "")
    if act == "restore" and head["published"]:
        form = kind(base.policy(), shown=kind.of(head["published"].policy()).initial)
        return _page(request, form, base, head, is_restored=True)
    if act:
        before = head["published"].policy() if head["published"] else None
        return _page(request, kind.typed(base.policy(), request.POST, act, before), base, head)
    return _save(request, kind(base.policy(), request.POST), base, head)


def _save(request: HttpRequest, form: ChapterForm, base: SopVersion, head: dict[str, Any]) -> HttpResponse:
    if not form.is_valid() or form.written is None:
        return _page(request, form, base, head, seen=request.POST.get("seen", ""), status=422)
    try:
        kept = publishing.write(form.written, form.tables, seen=request.POST.get("seen", ""), at=clock.now())
    except ValidationError as error:
        form.add_error(None, error)
        is_stale = any(each.code == "stale" for each in error.error_list)
        return _page(request, form, base, head, is_stale=is_stale, status=422)
    if kept.document == base.document:
        done(request, _("Nothing was changed."))
    else:
        done(request, _("Kept in v%(number)s. Nothing applies until you publish it.") % {"number": kept.number})
    return redirect("sops:chapter-edit", form.slug)


def _page(
    request: HttpRequest,
    form: ChapterForm,
    base: SopVersion,
    head: dict[str, Any],
    *,
    seen: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    published = head["published"]
    if published and (published != base or request.method == "POST"):
        tell_before(form, published)
    policies = (base.policy(), published.policy() if published else base.policy())
    slugs = list(CHAPTERS)
    after = slugs.index(form.slug) + 1
    context = {
        **head,
        **more,
        **_preview(request, form),
        "form": form,
        "base": base,
        "chapters": CHAPTERS.values(),
        "changed": changed_chapters(*policies),
        "next_chapter": CHAPTERS[slugs[after]] if after < len(slugs) else None,
        "seen": seen or publishing.mark(base.policy(), form.tables),
        "pinned": agreements_by_version(today()),
        "panels": [] if getattr(request, "htmx", False) else panels(base, today()),
    }
    return page(request, "sops/chapter_edit.html", "sops/_chapter_fields.html", context, status)


@require_POST
def chapter_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What clients would read of a chapter, while it is typed."""
    kind = _kind(slug)
    base = SopVersion.objects.drafts().first() or SopVersion.objects.published().first()
    if base is None:
        raise Http404
    form = kind(base.policy(), request.POST)
    return render(request, "sops/_chapter_preview.html", {"form": form, **_preview(request, form)})


def _preview(request: HttpRequest, form: ChapterForm) -> dict[str, Any]:
    """The chapter in the language of clients; where what was typed cannot be read, as it stands."""
    business = Business.objects.current()
    asked = request.POST.get("do", "").split()
    language = language_of(request, business, asked[1] if asked[:1] == ["look"] and len(asked) > 1 else "")
    typed = _typed(request, form)
    with override(language):
        currency = business.currency if business else "EUR"
        shown = chapter(typed or form.policy, form.number, currency=currency)
    return {
        "chapter": shown,
        "preview_language": language,
        "languages": settings.LANGUAGES,
        "business": business,
        "is_unread": request.method == "POST" and typed is None,
    }


def _typed(request: HttpRequest, form: ChapterForm) -> Policy | None:
    """The policy that was typed, also where rows were only added or removed; None: it cannot be read."""
    if request.method != "POST":
        return form.policy
    bound = form if form.is_bound else type(form)(form.policy, request.POST)
    return bound.written if bound.is_valid() else None


def _kind(slug: str) -> type[ChapterForm]:
    if slug not in CHAPTERS:
        raise Http404
    return CHAPTERS[slug]


@require_POST
def draft_new(request: HttpRequest) -> HttpResponse:
    """Begin the first version, of what most assistants write."""
    try:
        publishing.begin(title=_("My working rules"), on=today())
    except ValidationError as error:
        refuse(request, error)
        return redirect("sops:sop-detail")
    done(request, _("Your first version is a draft. Go through its chapters, then publish it."))
    return redirect("sops:chapter-list")
