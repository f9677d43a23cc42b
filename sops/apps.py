"""The sops room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SopsConfig(AppConfig):
    name = "sops"
    verbose_name = _("Procedures (SOP)")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sops import checks  # noqa: F401  registers the checks
