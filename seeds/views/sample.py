"""The sample business: load it with one click, see how far it is, and take it away with another."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seeds import sampling
from seeds.forms.place import language
from seeds.models import Sample
from seeds.tasks import load_sample
from sops.models import Business
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.fragments import page
from vacrm.telling import done


@require_POST
def sample_load(request: HttpRequest) -> HttpResponse:
    """Begin to load it; the worker does the rest."""
    try:
        sampling.begin(at=clock.now())
    except ValidationError as error:
        refuse(request, error)
        return redirect("seeds:sample-progress" if sampling.is_there() else "seeds:welcome-client")
    load_sample.enqueue(language())
    return redirect("seeds:sample-progress")


@require_safe
def sample_progress(request: HttpRequest) -> HttpResponse:
    """How far it is, read from what is there; the page may be left and opened again."""
    sample = Sample.objects.first()
    if sample is None:
        return redirect("home")
    stocked = sample.kept is not None  # before, the business is still hers
    context = {
        "sample": sample,
        "counts": sampling.counts() if stocked else {},
        "business": Business.objects.current() if stocked else None,
    }
    return page(request, "seeds/sample_progress.html", "seeds/_sample_progress.html", context)


@require_POST
def sample_retry(request: HttpRequest) -> HttpResponse:
    """Try again what went wrong; what is there already is kept."""
    if Sample.objects.filter(loaded_at=None).exclude(problem="").update(problem=""):
        load_sample.enqueue(language())
    return redirect("seeds:sample-progress")


@require_http_methods(["GET", "HEAD", "POST"])
def sample_remove(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; then take it away."""
    if not sampling.is_there():
        return redirect("seeds:welcome")
    if request.method != "POST":
        return render(request, "seeds/sample_remove.html", {"counts": sampling.counts()})
    try:
        sampling.remove()
    except ValidationError as error:
        refuse(request, error)
    else:
        done(request, _("The sample business is gone. What you see from here on is yours."))
    return redirect("seeds:welcome")
