"""Mail in the settings: by which server it leaves, who signs it, and a test that shows what the server says."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.settings_forms import TestMessageForm
from billing.views.settings import business
from vacrm import clock
from vacrm.arranging import Standing, heading
from vacrm.desk.refusing import tell
from vacrm.fragments import page
from vacrm.post.addresses import mailbox
from vacrm.post.reply import Outcome, Reply
from vacrm.post.trying import try_out


@require_safe
def mail_detail(request: HttpRequest) -> HttpResponse:
    """How messages leave."""
    return _page(request, TestMessageForm(initial={"to": business().email}))


@require_POST
def mail_try(request: HttpRequest) -> HttpResponse:
    """Send a test message now, and show the answer."""
    form = TestMessageForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        reply = _try(form.cleaned_data["to"])
    except ValidationError as error:  # a sender that is no address, say
        tell(form, error)
        return _page(request, form, status=422)
    return _page(request, form, tried=_told(reply, form.cleaned_data["to"]))


def _try(to: str) -> Reply:
    sender, reply_to = sender_of()
    return try_out(
        to=to,
        from_email=sender,
        reply_to=reply_to,
        subject=_("A test message"),
        body=_("This message shows that mail leaves from here. Nothing is to be done.") + "\n",
        at=clock.now(),
    )


def sender_of() -> tuple[str, str]:
    """From whom messages come, and who gets the answers."""
    kept = business()
    return (mailbox(kept.name, kept.email), kept.email) if kept.email else (settings.DEFAULT_FROM_EMAIL, "")


def _told(reply: Reply, to: str) -> dict[str, Any]:
    """An answer as a sentence, and the server's own words."""
    if reply.path:
        sentence = _("The message did not leave; it was written into a file: %(path)s") % {"path": reply.path}
    elif reply.outcome == Outcome.ACCEPTED:
        sentence = _("The server took the message for %(to)s. Look into that mailbox, and into its spam.") % {"to": to}
    elif reply.outcome == Outcome.LOST:
        sentence = _("The message left and no answer came; it may have arrived.")
    elif reply.outcome == Outcome.DEFERRED:
        sentence = _("It did not leave: the server could not be reached, or put it off.")
    else:
        sentence = _("The server refused it.")
    return {"ok": reply.outcome == Outcome.ACCEPTED, "sentence": sentence, "words": reply.words}


def _page(request: HttpRequest, form: TestMessageForm, *, tried: Any = None, status: int = 200) -> HttpResponse:
    sender, reply_to = sender_of()
    context = {
        "form": form,
        "tried": tried,
        "sender": sender,
        "reply_to": reply_to,
        "server": _server() if settings.MAIL_CONFIGURED else None,
        "folder": settings.VACRM_MAIL_DIR,
        **heading("mail"),
    }
    return page(request, "billing/mail_detail.html", "billing/_mail_test.html", context, status)


def _server() -> dict[str, Any]:
    """What the environment says of the server; its password stays there."""
    options = settings.MAILERS["default"]["OPTIONS"]
    encrypted = _("from the first byte (SSL/TLS)") if options["use_ssl"] else ""
    encrypted = _("after the greeting (STARTTLS)") if options["use_tls"] else encrypted
    return {
        "host": options["host"],
        "port": options["port"],
        "username": options["username"],
        "password": bool(options["password"]),
        "encrypted": encrypted,
    }


def mail_stands(request: HttpRequest, on: date) -> Standing:
    """Does mail leave, or is it kept in a folder?"""
    if settings.MAIL_CONFIGURED:
        return Standing(_("Messages leave by %(host)s.") % {"host": _server()["host"]})
    return Standing(_("Messages are kept as files; no server is set."), lacks=True)
