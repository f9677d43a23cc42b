"""The post, part of the ground."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostConfig(AppConfig):
    name = "vacrm.post"
    label = "post"
    verbose_name = _("Post")
    default_auto_field = "django.db.models.BigAutoField"
