"""The workshop's view of the outbox: read everything, change nothing, and call the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vacrm import clock
from vacrm.post import sending, states
from vacrm.post.models import Attachment, Attempt, Delivery
from vacrm.post.reply import Outcome

STATE_NAMES = {
    states.QUEUED: pgettext_lazy("delivery", "queued"),
    states.RETRYING: pgettext_lazy("delivery", "put off, will be tried again"),
    states.CLAIMED: pgettext_lazy("delivery", "leaving now"),
    states.SENT: pgettext_lazy("delivery", "sent"),
    states.PARTLY_REFUSED: pgettext_lazy("delivery", "sent, some recipients refused"),
    states.FAILED: pgettext_lazy("delivery", "failed"),
    states.INTERRUPTED: pgettext_lazy("delivery", "interrupted: check, then send again"),
}

OUTCOME_NAMES = {
    Outcome.ACCEPTED: pgettext_lazy("delivery", "accepted"),
    Outcome.PARTLY: pgettext_lazy("delivery", "accepted for some recipients"),
    Outcome.DEFERRED: pgettext_lazy("delivery", "put off"),
    Outcome.REFUSED: pgettext_lazy("delivery", "refused"),
    Outcome.LOST: pgettext_lazy("delivery", "left, and no answer came"),
    sending.CONFIRMED: pgettext_lazy("delivery", "confirmed by hand"),
}


class ReadOnly:
    """What the post has written is not edited: a delivery is what left."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATE_NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        state = self.value()
        return Delivery.objects.in_state(state, clock.now()) & queryset if state in STATE_NAMES else queryset


class AttemptInline(ReadOnly, admin.TabularInline):
    model = Attempt
    fields = ("at", "result", "words")
    readonly_fields = ("result",)

    @admin.display(description=gettext_lazy("outcome"))
    def result(self, attempt: Attempt) -> str:
        return str(OUTCOME_NAMES.get(attempt.outcome, attempt.outcome))


class AttachmentInline(ReadOnly, admin.TabularInline):
    model = Attachment
    fields = ("name", "mimetype", "sha256")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("queued_at", "recipients", "subject", "kind", "state", "tries", "server_words")
    list_filter = (StateFilter, "kind", "queued_at")
    date_hierarchy = "queued_at"
    search_fields = ("subject", "to", "cc", "message_id", "server_words")
    list_per_page = 50
    inlines = (AttachmentInline, AttemptInline)
    actions = ("retry", "resend", "confirm")

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whoever might change a delivery, could one be changed, may have it sent."""
        return bool(request.user.has_perm("post.change_delivery"))

    def get_readonly_fields(self, request: HttpRequest, obj: Delivery | None = None) -> list[str]:
        return ["state", *super().get_readonly_fields(request, obj)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).defer("body")

    @admin.display(description=pgettext_lazy("delivery", "to"))
    def recipients(self, delivery: Delivery) -> str:
        return ", ".join(delivery.recipients)

    @admin.display(description=gettext_lazy("state"))
    def state(self, delivery: Delivery) -> str:
        return str(STATE_NAMES[delivery.state(clock.now())])

    @admin.action(description=gettext_lazy("Try again (failed)"), permissions=["send"])
    def retry(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        self._each(request, queryset, lambda delivery, at: sending.retry(delivery, at=at))

    @admin.action(description=gettext_lazy("Send again, as a new message"), permissions=["send"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        self._each(request, queryset, lambda delivery, at: sending.resend(delivery, at=at))

    @admin.action(description=gettext_lazy("It arrived after all (interrupted)"), permissions=["send"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        self._each(request, queryset, lambda delivery, at: sending.confirm(delivery, at=at))

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Delivery], act: Callable[[Delivery, datetime], Delivery]
    ) -> None:
        done = 0
        for delivery in queryset:
            try:
                act(delivery, clock.now())
                done += 1
            except ValidationError as error:
                messages.error(request, f"{delivery}: {' '.join(error.messages)}")
        if done:
            messages.success(request, _("Done: %(count)d.") % {"count": done})
