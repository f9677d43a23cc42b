"""The workshop: the admin under the product's name, its rooms in the order of the work."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

# Rooms as the work goes; what is not named here comes after, by name.
ORDER = ("sops", "clients", "requests", "billing", "post", "auth")


class Workshop(admin.AdminSite):
    site_title = site_header = "vacrm"
    site_url = None  # there is no other site to view yet

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The rooms in order, and in each the tables one works with before those one looks up."""
        rooms: list[Any] = super().get_app_list(request, app_label)
        rooms.sort(key=lambda room: ORDER.index(room["app_label"]) if room["app_label"] in ORDER else len(ORDER))
        for room in rooms:
            room["models"].sort(key=self._rank)
        return rooms

    def _rank(self, entry: dict[str, Any]) -> int:
        return getattr(self._registry[entry["model"]], "rank", 0)
