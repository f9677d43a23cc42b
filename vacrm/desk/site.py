"""The workshop: the admin under the product's name, its rooms in the order of the work."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BEHIND = 3  # desks of this rank stand apart, at the end: one looks there when one wonders
# Rooms as the work goes; what is not named here comes after, by name.
ORDER = ("sops", "clients", "requests", "billing", "post", "auth")


class Workshop(admin.AdminSite):
    site_title = site_header = "vacrm"
    index_title = gettext_lazy("Workshop")
    site_url = "/"  # back to Today

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The rooms in order, and in each the tables one works with before those one looks up."""
        rooms: list[Any] = super().get_app_list(request, app_label)
        rooms.sort(key=lambda room: ORDER.index(room["app_label"]) if room["app_label"] in ORDER else len(ORDER))
        behind: list[Any] = []
        for room in rooms:
            room["models"].sort(key=self._rank)
            if room["app_label"] == "django_tasks_database":
                room["name"] = _("Background work")
                room["models"] = [{**entry, "name": _("Tasks")} for entry in room["models"]]
            elif app_label is None:
                kept = [entry for entry in room["models"] if self._rank(entry) >= BEHIND]
                room["models"] = [entry for entry in room["models"] if entry not in kept]
                name = _("Behind the clients") if room["app_label"] == "clients" else _("Behind the invoices")
                behind += [{**room, "name": name, "models": kept}] if kept else []
        return rooms + behind

    def _rank(self, entry: dict[str, Any]) -> int:
        return getattr(self._registry[entry["model"]], "rank", 0)
