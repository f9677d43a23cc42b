"""A desk: the page of one kind of record, with what belongs to it and the acts that can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from vacrm.desk.entering import NamedRows, Search
from vacrm.desk.refusing import attempt
from vacrm.desk.showing import Panel, address


@dataclass(frozen=True, slots=True)
class Tool:
    """A button above a record: it leads to a page, or does an act at once."""

    label: str
    url: str
    posts: bool = False


class Desk(admin.ModelAdmin):
    """What all our pages share. `pages`, `asks` and `acts` name methods: (request, record) → answer."""

    rank: ClassVar[int] = 0  # within its room: 0 for what one works with, more for what one looks up
    view_on_site = False
    list_per_page = 50
    empty_value_display = "–"
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "admin/desk/change_form.html"
    change_list_template = "admin/desk/change_list.html"
    pages: ClassVar[tuple[str, ...]] = ()  # shown to who may view the record
    asks: ClassVar[tuple[str, ...]] = ()  # a page that asks before it acts
    acts: ClassVar[tuple[str, ...]] = ()  # done at once, by POST only

    def tools(self, request: HttpRequest, record: Any) -> Iterable[Tool]:
        """The buttons above a record."""
        return ()

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        """The buttons above the list."""
        return ()

    def panels(self, request: HttpRequest, record: Any) -> Iterable[Panel]:
        """What belongs to the record elsewhere."""
        return ()

    def may_act(self, request: HttpRequest) -> bool:
        """Whoever might change such a record may do its acts, also where it can no longer be edited."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    def tool(self, label: str, name: str, record: Model) -> Tool:
        """The button of one of our own pages or acts."""
        return Tool(label, self.place(name, record), posts=name in self.acts)

    def place(self, name: str, record: Model) -> str:
        """The address of one of our own pages or acts."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[record.pk])

    def do(self, request: HttpRequest, record: Model, act: Callable[[], object], done: str) -> bool:
        """Do an act and say so, in the record's history too; where it is refused, say why."""
        if not attempt(request, act, done):
            return False
        self.log_change(request, record, done)
        return True

    def back(self, record: Model) -> HttpResponse:
        """To the record's page."""
        return HttpResponseRedirect(address(record))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What is found by typing says what it is."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Search(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """Our own pages and acts before the admin's."""
        own = [self._route(name) for name in (*self.pages, *self.asks, *self.acts)]
        return own + super().get_urls()

    def _route(self, name: str) -> URLPattern:
        title = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<int:pk>/{name}/", self.admin_site.admin_view(self._visit(name)), name=title)

    def _visit(self, name: str) -> Callable[..., HttpResponse]:
        def visit(request: HttpRequest, pk: int) -> HttpResponse:
            record = get_object_or_404(self.get_queryset(request), pk=pk)
            allowed = self.has_view_permission(request, record) if name in self.pages else self.may_act(request)
            if not allowed:
                raise PermissionDenied
            if name in self.acts and request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            answer: HttpResponse = getattr(self, name)(request, record)
            return answer

        return visit

    def ask(self, request: HttpRequest, record: Model, template: str = "confirm", **context: Any) -> HttpResponse:
        """A page of our own about a record: what will happen, and the button that does it."""
        form = context.get("form")
        status = 422 if isinstance(form, forms.BaseForm) and form.is_bound and form.errors else 200
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "back": address(record),
            **context,
        }
        return TemplateResponse(request, f"admin/desk/{template}.html", shown, status=status)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The record's page with its buttons and panels."""
        extra = {**(extra_context or {}), "title": capfirst(self.opts.verbose_name)}
        record = self.get_object(request, object_id) if object_id else None
        if record is not None and self.has_view_permission(request, record):
            extra["tools"] = [*self.tools(request, record)] if self.may_act(request) else []
            extra["panels"] = self.panels(request, record)  # computed where the page is drawn, not on every save
        return super().changeform_view(request, object_id, form_url, extra)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list with its buttons."""
        tools = [*self.list_tools(request)] if self.may_act(request) else []
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {**(extra_context or {}), "tools": tools, "title": title})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Read-only parts go with their whole: what may be deleted is asked of the whole alone."""
        found, counts, _needed, protected = super().get_deleted_objects(objs, request)
        own = self.opts.verbose_name
        allowed = all(self.has_delete_permission(request, record) for record in objs)
        return found, counts, set() if allowed else {own}, protected


class Rows(admin.TabularInline):
    """Records that are written in the page of another."""

    formset = NamedRows
    extra = 0


class ReadOnly:
    """Facts that acts write: found and read, never edited."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
