"""What is done to one quote: sent, given by hand, followed by a version, answered, taken back, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from billing import proposing, quoting, replying
from billing.forms import LetterForm
from billing.forms_quote import WhyForm
from billing.models import Quote
from billing.views.hands import hand_of
from billing.views.quotes import latest, read, said_or_why
from clients.views.inviting import links_of
from vacrm import clock
from vacrm.desk.refusing import attempt, refuse, tell
from vacrm.desk.today import today
from vacrm.post import sending as post
from vacrm.post.writing import Written
from vacrm.telling import done


@require_http_methods(["GET", "HEAD", "POST"])
def quote_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the words that go with a quote, to be changed; then freeze it and send it."""
    quote, on = read(pk), today()
    said, refused = said_or_why(quote, on)
    if not quote.is_draft or said is None:
        refuse(request, ValidationError(refused or quoting.already_sent()))
        return redirect("billing:quote-detail", pk)
    written = proposing.letter(quote, on=on)
    form = LetterForm(request.POST or None, initial={"subject": written.subject, "body": written.body})
    if request.method == "POST" and form.is_valid():
        words = Written(form.cleaned_data["subject"], form.cleaned_data["body"])
        try:
            proposing.send(quote, at=clock.now(), on=on, words=words, address=links_of(request), hand=hand_of(request))
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, _("%(quote)s is on its way to %(who)s.") % {"quote": quote, "who": quote.client.email})
            return redirect("billing:quote-detail", pk)
    context = {"quote": quote, "form": form, "lasts": proposing.last_day(quote, on)}
    return render(request, "billing/quote_write.html", context, status=422 if form.errors else 200)


@require_POST
def quote_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze a quote that she gives to the client herself."""
    quote = _quote(pk)
    done_ = _("%(quote)s is frozen, and counts as sent today.") % {"quote": quote}
    hand = hand_of(request)
    attempt(request, lambda: proposing.seal(quote, at=clock.now(), on=today(), by_hand=True, hand=hand), done_)
    return redirect("billing:quote-detail", pk)


@require_POST
def quote_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a message again that failed."""
    delivery = latest(read(pk))
    if delivery:
        attempt(request, lambda: post.retry(delivery, at=clock.now()), _("It is tried again."))
    return redirect("billing:quote-detail", pk)


@require_POST
def quote_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the next version, and go on writing it."""
    return _copied(request, pk, lambda quote: quoting.revise(quote, at=clock.now(), on=today()))


@require_POST
def quote_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a quote of its own from this one, and go on writing it."""
    return _copied(request, pk, lambda quote: quoting.duplicate(quote, at=clock.now(), on=today()))


def _copied(request: HttpRequest, pk: int, act: Callable[[Quote], Quote]) -> HttpResponse:
    try:
        copy = act(_quote(pk))
    except ValidationError as error:
        refuse(request, error)
        return redirect("billing:quote-detail", pk)
    done(request, _("%(quote)s is a draft now; change what you like.") % {"quote": copy})
    return redirect("billing:quote-edit", copy.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def quote_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the client said no, and why."""
    told = _("The refusal is noted.")
    return _closed(request, pk, "decline", lambda quote, why: replying.decline(quote, why=why, at=clock.now()), told)


@require_http_methods(["GET", "HEAD", "POST"])
def quote_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a quote that was sent, with a reason."""
    told = _("The quote is taken back.")
    return _closed(request, pk, "cancel", lambda quote, why: replying.cancel(quote, why=why, at=clock.now()), told)


def _closed(request: HttpRequest, pk: int, verb: str, act: Callable[[Quote, str], object], told: str) -> HttpResponse:
    quote = read(pk)
    if quote.state != "sent" and not (verb == "cancel" and quote.state == "declined"):
        refuse(request, ValidationError(_("This quote is not with the client; nothing is left to answer.")))
        return redirect("billing:quote-detail", pk)
    form = WhyForm(request.POST if request.method == "POST" else None, needed=verb == "cancel")
    if request.method == "POST" and form.is_valid():
        try:
            act(quote, form.cleaned_data["why"])
        except ValidationError as error:
            tell(form, error)
        else:
            done(request, told, undo=reverse("billing:quote-reopen", args=[pk]))
            return redirect("billing:quote-detail", pk)
    context: dict[str, Any] = {"quote": quote, "form": form, "verb": verb}
    return render(request, "billing/quote_close.html", context, status=422 if form.errors else 200)


@require_POST
def quote_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a refusal, or a quote taken back."""
    attempt(request, lambda: replying.reopen(_quote(pk), at=clock.now()), _("Undone: the quote is with the client."))
    return redirect("billing:quote-detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def quote_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then throw a draft away; of one that was sent meanwhile, from another tab, it says so."""
    quote = read(pk)
    if quote.is_draft and request.method != "POST":
        return render(request, "billing/quote_delete.html", {"quote": quote})
    if request.method != "POST":
        refuse(request, ValidationError(quoting.already_sent()))
        return redirect("billing:quote-detail", pk)
    try:
        quoting.throw_away(quote)
    except ValidationError as error:
        refuse(request, error)
        return redirect("billing:quote-detail", pk)
    done(request, _("The draft is thrown away."))
    return redirect("billing:quote-list")


def _quote(pk: int) -> Quote:
    return get_object_or_404(Quote.objects.select_related("client", "sop"), pk=pk)
