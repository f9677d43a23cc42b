"""Facts of the ground: how each user likes to see the pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserPreferences(models.Model):
    """What one user chose, on whichever machine; empty where nothing was chosen."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", verbose_name=_("user")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    theme = models.CharField(_("light or dark"), max_length=10, blank=True)
    amounts = models.CharField(_("amounts"), max_length=10, blank=True)
    keys = models.CharField(_("single keys"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return str(self.user)
