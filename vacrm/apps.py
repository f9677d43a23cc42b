"""The ground as an app: its commands, checks and catalogue."""

from __future__ import annotations

from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "vacrm"
    label = "vacrm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from vacrm import checks  # noqa: F401  registers the checks
