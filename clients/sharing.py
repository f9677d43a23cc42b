"""Note what a client shares for the work: accesses, as where they are shared and with which right; files; answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import RIGHTS, Access, Client, ClientFile, Contact, FormAnswer, Onboarding
from clients.onboarding import FORM, tick
from clients.rules.passwords import KEY, NAMED, secret_in
from sops.rules.policy import Question
from vacrm.uploads import facts

MOST = 60  # files, accesses, and people, of one client
KEPT = timedelta(days=30)  # a removed file can be taken back for so long, then its bytes are gone
LONGEST = 5000  # letters of an answer
OWN = ("tools", "opening_hours", "rules")  # what is asked of every client, besides the questions of the procedures


def check_no_secret(text: str) -> str:
    """The text itself. Raises ValidationError, with the reason, where it looks as if it held a password."""
    found = secret_in(text)
    if not found:
        return text
    if found == KEY:
        why = _("This looks like a key of a service, and is not kept here.")
    elif found == NAMED:
        why = _("This looks like a password with its name, and is not kept here.")
    else:
        why = _("This looks like a password, and is not kept here.")
    how = _("Use the tool’s own invitation or a password manager, and write here only where it is shared.")
    raise ValidationError(f"{why} {how}")


@transaction.atomic
def note_access(client: Client, said: Mapping[str, str], *, by: str, at: datetime) -> Access:
    """Note an access: `tool`, where it is `shared`, and the `right`. Raises ValidationError, by field."""
    errors = {}
    for name in ("tool", "shared"):
        try:
            check_no_secret(said[name])
        except ValidationError as error:
            errors[name] = error.messages
    if said["right"] not in dict(RIGHTS):
        errors["right"] = [_("There is no such right.")]
    if errors:
        raise ValidationError(errors)
    if client.accesses.filter(ended_at=None).count() >= MOST:
        raise ValidationError(_("%(count)s accesses at most are noted; end one first.") % {"count": MOST})
    return Access.objects.create(
        client=client, tool=said["tool"], shared=said["shared"], right=said["right"], by=by, added_at=at
    )


@transaction.atomic
def end_access(access: Access, *, at: datetime) -> None:
    """An access was taken back; the note of it stays for the history."""
    Access.objects.filter(pk=access.pk, ended_at=None).update(ended_at=at)


@transaction.atomic
def reopen_access(access: Access) -> None:
    """It was not taken back after all."""
    Access.objects.filter(pk=access.pk).update(ended_at=None)


@transaction.atomic
def note_person(client: Client, said: Mapping[str, str]) -> Contact:
    """Write down a person to write to: `name`, `email`, `role`. Raises ValidationError for one too many."""
    if client.contacts.count() >= MOST:
        raise ValidationError(_("%(count)s people at most are written down.") % {"count": MOST})
    return Contact.objects.create(client=client, name=said["name"], email=said["email"], role=said["role"])


@transaction.atomic
def attach(client: Client, name: str, content: bytes, *, by: str, at: datetime, code: str = "") -> ClientFile:
    """Keep a file of a client's; the same bytes once more give the file that is there. `code`: the question it answers.

    Raises ValidationError for a file of another type, too large, empty, disguised, or one too many.
    """
    sent = facts(name, content, at)
    Client.objects.select_for_update().get(pk=client.pk)  # the same file in two windows at once is one
    there = ClientFile.objects.kept().filter(client=client)
    if same := there.filter(sha256=sent["sha256"]).first():
        if code and not same.code:  # it came before, and answers the question now
            same.code = code
            same.save(update_fields=["code"])
        return same
    if there.count() >= MOST:
        raise ValidationError(_("%(count)s files at most are kept; remove one first.") % {"count": MOST})
    return ClientFile.objects.create(client=client, code=code, by=by, **sent)


@transaction.atomic
def remove(file: ClientFile, *, at: datetime) -> None:
    """Take a file away; its bytes are kept for thirty days, so that it can be put back."""
    ClientFile.objects.filter(pk=file.pk, removed_at=None).update(removed_at=at)


@transaction.atomic
def restore(file: ClientFile) -> None:
    """Put a removed file back. Raises ValidationError when the same file came again meanwhile."""
    if ClientFile.objects.kept().filter(client=file.client_id, sha256=file.sha256).exclude(pk=file.pk).exists():
        raise ValidationError(_("The same file is there again already."))
    ClientFile.objects.filter(pk=file.pk).update(removed_at=None)


def forget(at: datetime) -> int:
    """Delete for good what was removed more than thirty days ago; how many files. A second run finds none."""
    _rows, each = ClientFile.objects.filter(removed_at__lt=at - KEPT).delete()
    return each.get("clients.ClientFile", 0)


@transaction.atomic
def answer(
    onboarding: Onboarding, said: Mapping[str, str], own: Mapping[str, str], *, by: str, at: datetime, on: date
) -> None:
    """Keep what the form was answered with, by the code of each question; `own` answers go by their names (OWN).

    An answer left empty is taken back. Once every question has one, the step of the form is ticked.
    """
    onboarding = Onboarding.objects.select_for_update().select_related("client", "sop").get(pk=onboarding.pk)
    for name in OWN:
        if name in own:
            setattr(onboarding, name, own[name][:LONGEST])
    onboarding.answered_at = at
    onboarding.save(update_fields=[*OWN, "answered_at"])
    questions = onboarding.process().onboarding_form
    for question in questions:
        if question.kind != "file":
            _keep(onboarding, question, said.get(question.code, ""), by, at)
    if not unanswered(onboarding, questions):
        free = Q(waits_for=None) | Q(waits_for__done_at__isnull=False)
        for item in onboarding.items.filter(free, code=FORM, by="client", done_at=None):
            tick(item, by=by, at=at, on=on)


def _keep(onboarding: Onboarding, question: Question, text: str, by: str, at: datetime) -> None:
    rows = FormAnswer.objects.filter(onboarding=onboarding, code=question.code)
    if not text:
        rows.delete()
    elif not rows.filter(text=text).exists():
        kept = {"question": question.question, "text": text[:LONGEST], "at": at, "by": by}
        FormAnswer.objects.update_or_create(onboarding=onboarding, code=question.code, defaults=kept)


def unanswered(onboarding: Onboarding, questions: tuple[Question, ...]) -> list[Question]:
    """The questions that have no answer, and no file, yet."""
    known = {*onboarding.answers.values_list("code", flat=True)}
    known |= {*ClientFile.objects.kept().filter(client=onboarding.client_id).values_list("code", flat=True)}
    return [each for each in questions if each.code not in known]
