"""What is said about a request besides its facts: questions to the client, replies, and files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests.models.work import ClientRequest
from vacrm.files import FileQuerySet, KeptFile
from vacrm.post.models import Delivery

REPLIES = [
    ("confirm", pgettext_lazy("reply", "confirmed")),
    ("propose", pgettext_lazy("reply", "another date proposed")),
    ("quote", pgettext_lazy("reply", "a quote announced")),
    ("decline", pgettext_lazy("reply", "declined")),
    ("redirect", pgettext_lazy("reply", "the right channel asked for")),
    ("ask", pgettext_lazy("reply", "a question asked")),
]


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions, by answer."""

    def open(self) -> QuestionQuerySet:
        """Those that the client has not answered."""
        return self.filter(answered_at__isnull=True)


class Question(models.Model):
    """The client was asked something; until the answer came, the request waits on the client."""

    client_request = models.ForeignKey(
        ClientRequest, models.CASCADE, related_name="questions", verbose_name=_("request")
    )
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client_request"], condition=Q(answered_at__isnull=True), name="question_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="question_answered_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_request}, {self.asked_at:%Y-%m-%d %H:%M}"


class Reply(models.Model):
    """A text that went to the client from here; how it fared is a fact of its delivery."""

    client_request = models.ForeignKey(ClientRequest, models.CASCADE, related_name="replies", verbose_name=_("request"))
    kind = models.CharField(_("kind"), max_length=10, choices=REPLIES)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"))
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="reply", verbose_name=_("delivery"))

    class Meta:
        verbose_name = pgettext_lazy("message", "reply")
        verbose_name_plural = pgettext_lazy("message", "replies")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.client_request}: {self.get_kind_display()}"


class RequestFileQuerySet(FileQuerySet["RequestFile"]):
    """Files of requests."""


class RequestFile(KeptFile):
    """A file that came with a request, kept byte for byte; removed, it can be taken back for a while."""

    client_request = models.ForeignKey(ClientRequest, models.CASCADE, related_name="files", verbose_name=_("request"))

    objects = RequestFileQuerySet.as_manager()

    class Meta(KeptFile.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client_request", "sha256"], condition=Q(removed_at__isnull=True), name="request_file_once"
            ),
        ]
