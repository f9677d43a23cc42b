"""The mark of the sample business: as long as it is there, all that is there is made up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Sample(models.Model):
    """The sample business is loaded, or being loaded; one row. It keeps what was hers before."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    begun_at = models.DateTimeField(_("begun at"))
    loaded_at = models.DateTimeField(_("loaded at"), null=True)
    # Her own rows as Django writes fixtures; None as long as nothing was set aside, and nothing of the sample is there.
    kept = models.JSONField(_("set aside"), null=True)
    problem = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("sample business")
        verbose_name_plural = _("sample business")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(only=True), name="sample_only_one")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
