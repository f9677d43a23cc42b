"""The workshop of the sops room: the business, and the versions of its procedures."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from sops import publishing
from sops.forms import ADDRESS, BusinessForm, SopVersionForm, policy_toml
from sops.handbook import draw_handbook, handbook, handbook_page
from sops.models import DRAFT, LANGUAGES, Business, SopVersion
from sops.wording.changes import differences
from sops.wording.clauses import clauses, pinned
from sops.wording.messages import autoreply, signature
from vacrm import clock


@admin.register(Business)
class BusinessAdmin(admin.ModelAdmin):
    """One business, made once, never deleted."""

    form = BusinessForm
    list_display = ("display_name", "legal_form", "siren", "vat_regime", "email", "next_number")
    fieldsets: ClassVar = [
        (None, {"fields": ["name", "legal_form", "tagline", "language", "currency"]}),
        (gettext_lazy("Identity"), {"fields": ["siren", "siret", "rcs", "activity", "vat_regime", "vat_number"]}),
        (gettext_lazy("Address and contact"), {"fields": [*ADDRESS, "email", "phone"]}),
        (gettext_lazy("Payment"), {"fields": ["iban", "bic"]}),
        (gettext_lazy("Invoices"), {"fields": ["number_pattern", "next_number", "logo_file", "drop_logo"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Business.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Business | None = None) -> bool:
        return False


@admin.register(SopVersion)
class SopVersionAdmin(admin.ModelAdmin):
    """Versions: a draft is edited, a published one only read."""

    form = SopVersionForm
    list_display = ("__str__", "title", "state", "effective_on", "published_at", "reading")
    list_filter = ("state",)
    search_fields = ("title",)
    date_hierarchy = "effective_on"
    actions = ("publish", "revise")

    def get_fields(self, request: HttpRequest, obj: SopVersion | None = None) -> list[Any]:
        shown = ["state", "published_at", "reading", "changes"] if obj else []
        return ["title", "effective_on", *shown, "text" if self.has_change_permission(request, obj) else "written"]

    def get_readonly_fields(self, request: HttpRequest, obj: SopVersion | None = None) -> list[str]:
        return ["state", "published_at", "reading", "changes", "written"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SopVersion.objects.exists()

    def has_change_permission(self, request: HttpRequest, obj: SopVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.state == DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: SopVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and obj.state == DRAFT

    def save_model(self, request: HttpRequest, obj: SopVersion, form: ModelForm, change: bool) -> None:
        obj.number = obj.number or publishing.next_number()
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("to read"))
    def reading(self, version: SopVersion) -> SafeString:
        """Links to the handbook and the texts to copy, in each language."""
        pages = (("handbook", _("handbook")), ("handbook_pdf", "PDF"), ("texts", _("texts")))
        links = (
            (reverse(f"admin:sops_sopversion_{name}", args=[version.pk]), code, f"{label} {code}")
            for code, _language in LANGUAGES
            for name, label in pages
        )
        return format_html_join(" · ", '<a href="{}?language={}">{}</a>', links)

    @admin.display(description=gettext_lazy("changes"))
    def changes(self, version: SopVersion) -> str:
        """What changed since the version before, in sentences."""
        before = SopVersion.objects.frozen().filter(number__lt=version.number).order_by("-number").first()
        if before is None:
            return _("This is the first version.")
        found = differences(before.policy(), version.policy(), currency=_currency())
        if not found:
            return _("Nothing changes since %(version)s.") % {"version": before}
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((text,) for text in found)))

    @admin.display(description=gettext_lazy("policy"))
    def written(self, version: SopVersion) -> SafeString:
        return format_html("<pre>{}</pre>", policy_toml(version.policy()))

    @admin.action(description=gettext_lazy("Publish the draft"))
    def publish(self, request: HttpRequest, queryset: QuerySet[SopVersion]) -> None:
        self._each(request, queryset, lambda version: publishing.publish(version, at=clock.now()), _("published"))

    @admin.action(description=gettext_lazy("Revise: make the next draft"))
    def revise(self, request: HttpRequest, queryset: QuerySet[SopVersion]) -> None:
        self._each(request, queryset, lambda version: publishing.revise(version, at=clock.now()), _("draft"))

    def _each(self, request: HttpRequest, queryset: QuerySet[SopVersion], act: Any, state: str) -> None:
        for version in queryset:
            try:
                made = act(version)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.message_user(request, f"{made}: {state}")

    def get_urls(self) -> list[URLPattern]:
        pages = (("handbook", "handbook/"), ("handbook_pdf", "handbook.pdf"), ("texts", "texts/"))
        own = [
            path(f"<int:pk>/{route}", self.admin_site.admin_view(getattr(self, name)), name=f"sops_sopversion_{name}")
            for name, route in pages
        ]
        return [*own, *super().get_urls()]

    def handbook(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The handbook as clients read it."""
        with override(_language(request)):
            return HttpResponse(
                handbook_page(handbook(get_object_or_404(SopVersion, pk=pk), Business.objects.current()))
            )

    def handbook_pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The handbook as a PDF."""
        version = get_object_or_404(SopVersion, pk=pk)
        with override(_language(request)):
            content = draw_handbook(handbook(version, Business.objects.current()))
        name = f"sop-v{version.number}.pdf"
        return HttpResponse(
            content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
        )

    def texts(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Texts to copy: the e-mail signature, the out-of-hours reply, the clauses of a contract."""
        version, business = get_object_or_404(SopVersion, pk=pk), Business.objects.current()
        policy, at = version.policy(), clock.now()
        with override(_language(request)):
            texts = {
                "signature": signature(business, policy) if business else "",
                "autoreply": autoreply(business, policy, at) if business else "",
                "clauses": clauses(version, currency=_currency()),
                "pinned": pinned(version),
            }
        context = {**self.admin_site.each_context(request), "title": str(version), "version": version, **texts}
        return TemplateResponse(request, "sops/texts.html", context)


def _language(request: HttpRequest) -> str:
    asked, business = request.GET.get("language"), Business.objects.current()
    return asked if asked in dict(LANGUAGES) else business.language if business else "en"


def _currency() -> str:
    business = Business.objects.current()
    return business.currency if business else "EUR"
