"""The proof log of quotes: what was sent and agreed to, entry after entry, never changed (the database refuses)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models.quotes import Quote

PROOF_KINDS = [
    ("sent", pgettext_lazy("proof", "sent")),
    ("accepted", pgettext_lazy("proof", "accepted")),
]


class ProofEntry(models.Model):
    """One entry; `billing/rules/proof.py` says how it is chained."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PROOF_KINDS)
    quote = models.ForeignKey(Quote, models.PROTECT, related_name="proofs", verbose_name=_("quote"))
    at = models.DateTimeField(_("at"))
    body = models.TextField(_("what is proved"), help_text=_("JSON, as it was digested."))
    previous = models.CharField(_("digest before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} · {self.get_kind_display()} · {self.quote}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a new entry. Raises ValidationError for one that is there."""
        if self.pk:
            raise ValidationError(_("A proof is never changed."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(_("A proof is never deleted."))
