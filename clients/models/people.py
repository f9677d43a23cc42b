"""Clients and their contacts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients import pipeline
from vacrm import addresses

LANGUAGES = [("en", _("English")), ("fr", _("French"))]
CLIENT_KINDS = [("company", _("company")), ("person", _("person"))]


# Where clients often come from; any other words are kept and shown as they were written.
SOURCES = {
    "referral": _("referral"),
    "website": _("website"),
    "word_of_mouth": _("word of mouth"),
    "linkedin": "LinkedIn",
    "malt": "Malt",
}


def in_words(source: str) -> str:
    """A source as one reads it: a code such as “word_of_mouth” in the words of the reader."""
    return str(SOURCES.get(source) or source.replace("_", " "))


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients, by standing."""

    def standing(self, *stages: str) -> ClientQuerySet:
        return self.filter(stage__in=stages)


class Client(models.Model):
    """Somebody who is, was, or may be served."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=CLIENT_KINDS, default="company")
    siren = models.CharField("SIREN", max_length=9, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.JSONField(_("address"), default=dict, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=pipeline.choices, default=pipeline.LEAD)
    # Absent where the stage was found so (a pack): then no period begins at all for a paused client.
    stage_since = models.DateField(_("in this stage since"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return addresses.of("clients:client-detail", self.pk)

    @property
    def came_from(self) -> str:
        """The source in words."""
        return in_words(self.source)


class Contact(models.Model):
    """A person to write to at a client's."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="contacts", verbose_name=_("client"))
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
