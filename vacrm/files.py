"""Files from outside as facts: kept byte for byte, removed for a while before they are gone."""

from __future__ import annotations

import hashlib
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileQuerySet[T: KeptFile](models.QuerySet[T]):
    """Files, mostly without their bytes."""

    def kept(self) -> Self:
        """Those that were not removed, without their content."""
        return self.filter(removed_at__isnull=True).defer("content")


class KeptFile(models.Model):
    """A file that came from outside; whose it is, is said by the room that keeps it."""

    name = models.CharField(_("name"), max_length=150)
    mimetype = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField(_("content"))
    added_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        """Are the bytes still those that came?"""
        return hashlib.sha256(bytes(self.content)).hexdigest() == self.sha256
