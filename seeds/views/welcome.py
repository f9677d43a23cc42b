"""The first run: the account, the language and the place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seeds import sampling
from seeds.forms.account import AccountForm
from seeds.forms.place import PlaceForm, guess_zone, language
from seeds.starting import settle
from seeds.steps import way
from sops.models import PUBLISHED, SUPERSEDED, SopVersion
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.entering import is_empty
from vacrm.fragments import page
from vacrm.passwords import strength
from vacrm.preferences import remember


@login_not_required
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Go on where she stopped."""
    if is_empty():
        return redirect("seeds:welcome-account")
    following = way().next
    return redirect(following.url if following else "home")


@login_not_required
@never_cache
@sensitive_post_parameters()
def welcome_account(request: HttpRequest) -> HttpResponse:
    """Make the first account, once; who comes later logs in."""
    if not is_empty():
        return redirect("seeds:welcome-place")
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _moved_in(request, form)
    return step(request, "account", {"form": form}, 422 if form.is_bound else 200)


def _moved_in(request: HttpRequest, form: AccountForm) -> HttpResponse:
    try:
        user = form.move_in()
    except ValidationError as error:
        refuse(request, error)
        return redirect("login")
    login(request, user)
    return redirect("seeds:welcome-place")


@login_not_required
@sensitive_post_parameters()
@require_POST
def password_read(request: HttpRequest) -> HttpResponse:
    """What a password is worth, while it is typed."""
    name, _blank, last = request.POST.get("name", "").partition(" ")
    user = User(username=request.POST.get("username", "")[:150], first_name=name[:150], last_name=last[:150])
    found = strength(request.POST.get("password1", "")[:4096], user)
    return render(request, "seeds/_password.html", {"strength": found})


def own[**P](view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """The steps are for her own business: while the sample is loaded, they lead to Today."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return redirect("home") if sampling.is_there() else view(request, *args, **kwargs)

    return guarded


@own
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_place(request: HttpRequest) -> HttpResponse:
    """Choose the language and the clock; both are guessed from the browser."""
    kept = SopVersion.objects.exclude(state=SUPERSEDED).order_by("-state").first()
    zone = kept.policy().hours.timezone if kept else guess_zone(request)
    form = PlaceForm(request.POST or None, initial={"language": language(), "zone": zone})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        settle(found["language"], found["zone"], on=clock.today(found["zone"]))
        answer = redirect(way().after("place"))
        remember(request, answer, "language", found["language"])
        return answer
    context = {"form": form, "guessed": kept is None, "published": bool(kept and kept.state == PUBLISHED)}
    return step(request, "place", context, 422 if form.is_bound else 200)


def step(request: HttpRequest, key: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page of a step, with the way above it; or the step alone, for htmx."""
    template, fragment = f"seeds/welcome_{key}.html", f"seeds/_welcome_{key}.html"
    return page(request, template, fragment, {**context, "way": way(key)}, status)
