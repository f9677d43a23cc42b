"""The sops room."""

from django.apps import AppConfig


class SopsConfig(AppConfig):
    name = "sops"
    default_auto_field = "django.db.models.BigAutoField"
