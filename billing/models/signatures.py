"""Signatures of quotes: who signed which bytes, and the proof of it. Never changed (the database refuses)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models.quotes import Quote
from billing.rules.signature import ASSISTANT, CLIENT

SIDES = [(CLIENT, pgettext_lazy("signature", "the client")), (ASSISTANT, pgettext_lazy("signature", "the assistant"))]


class Signature(models.Model):
    """One side's signature of a quote.

    `proof` is the record (`billing/rules/signature.py`) as it was digested: the exact document shown, the link, the
    code, the browser, the sentences shown and ticked, the moments in UTC. What stands in columns beside it is for
    finding and showing; `verify_proofs` holds it against the proof, and the proof against the log.
    """

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="signatures", verbose_name=_("quote"))
    who = models.CharField(_("side"), max_length=10, choices=SIDES)
    name = models.CharField(_("name"), max_length=200)
    capacity = models.CharField(pgettext_lazy("signer", "capacity"), max_length=200, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    chosen = models.JSONField(_("options chosen"), default=list, blank=True, help_text=_("Positions of their lines."))
    drawn = models.BinaryField(_("drawn signature"), default=b"", blank=True)
    signed_at = models.DateTimeField(_("signed at"))
    document_sha256 = models.CharField(_("SHA-256 of the document shown"), max_length=64)
    content = models.BinaryField(
        _("signed PDF"), default=b"", blank=True, help_text=_("The document shown, with the certificate after it.")
    )
    sha256 = models.CharField(_("SHA-256 of the signed PDF"), max_length=64, blank=True)
    proof = models.TextField(_("what is proved"), help_text=_("JSON, as it was digested."))
    proof_sha256 = models.CharField(_("SHA-256 of the proof"), max_length=64)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering: ClassVar = ["signed_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["quote", "who"], name="signature_once_a_side")]

    def __str__(self) -> str:
        return f"{self.quote} · {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a new signature. Raises ValidationError for one that is there."""
        if self.pk:
            raise ValidationError(_("A signature is never changed."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(_("A signature is never deleted."))
