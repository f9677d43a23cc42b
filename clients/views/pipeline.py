"""The pipeline as a board, as a list, and as a report."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clients import pipeline
from clients.cards import COMING, cards_of
from clients.choosing import choice
from clients.lanes import chosen, lanes, summary
from clients.reporting import report, years
from vacrm.desk.today import today
from vacrm.fragments import page

PAGE = 30


@require_safe
def pipeline_list(request: HttpRequest) -> HttpResponse:
    """Clients by stage, as cards that can be moved."""
    asked = choice(request.GET, getattr(request, "sop", None))
    shown = lanes(asked.source, asked.service, today(), asked.policy)
    context = {
        "choice": asked,
        "lanes": shown,
        "any": any(lane.count for lane in shown),
        "summary": summary(shown),
        "here": request.get_full_path(),
    }
    return page(request, "clients/pipeline_list.html", "clients/_pipeline.html", context)


@require_safe
def pipeline_table(request: HttpRequest) -> HttpResponse:
    """Clients on the way as a list, those longest in their stage first."""
    asked = choice(request.GET, getattr(request, "sop", None))
    found = chosen(asked.source, asked.service).filter(stage__in=(*COMING, pipeline.PAUSED))
    rows: Any = Paginator(found.order_by("stage_since", "pk"), PAGE).get_page(request.GET.get("page"))
    cards = cards_of(list(rows), today(), asked.policy)
    context = {"choice": asked, "rows": rows, "cards": cards, "here": request.get_full_path()}
    return page(request, "clients/pipeline_table.html", "clients/_pipeline_table.html", context)


@require_safe
def pipeline_report(request: HttpRequest) -> HttpResponse:
    """How far clients came who wrote in a year, how long it took, and why some were lost."""
    all_years = years(today())
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, all_years) else all_years[0]
    context = {"years": all_years, "year": year, "report": report(year)}
    return page(request, "clients/pipeline_report.html", "clients/_pipeline_report.html", context)
