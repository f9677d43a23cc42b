"""The sops room."""

from django.apps import AppConfig


class SopsConfig(AppConfig):
    name = "sops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sops import checks  # noqa: F401  registers the checks
