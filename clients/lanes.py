"""The pipeline: clients by stage, those longest in a stage first, each with its terms and its days there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from clients import pipeline
from clients.heading import Terms, terms_of
from clients.models import Agreement, Client

MOST = 12  # tiles of one lane; the list of clients has them all


@dataclass(frozen=True, slots=True)
class Tile:
    """A client in the pipeline. `days`: in the stage; None where nothing says since when."""

    client: Client
    terms: Terms | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Lane:
    """A stage, how many clients are in it, and the first of them."""

    key: str
    label: str
    next: str  # the stage that usually follows
    count: int
    tiles: list[Tile]

    @property
    def more(self) -> int:
        """How many clients are not shown."""
        return self.count - len(self.tiles)


def lanes(on: date) -> list[Lane]:
    """The stages in order, without those of archived clients."""
    counts = dict(Client.objects.order_by().values_list("stage").annotate(count=Count("pk")))
    tiles = _tiles(on)
    shown = [(key, label) for key, label in pipeline.choices() if key not in pipeline.ARCHIVED]
    following = [*(key for key, _label in shown[1:]), pipeline.ACTIVE]
    return [
        Lane(key, str(label), after, counts.get(key, 0), tiles[key])
        for (key, label), after in zip(shown, following, strict=True)
    ]


def _tiles(on: date) -> dict[str, list[Tile]]:
    place = Window(
        RowNumber(), partition_by=F("stage"), order_by=[F("stage_since").asc(nulls_first=True), F("pk").asc()]
    )
    found: Any = Client.objects.exclude(stage__in=pipeline.ARCHIVED).annotate(place=place).filter(place__lte=MOST)
    clients = list(found.order_by("stage", "place"))
    agreements = Agreement.objects.running(on).filter(client__in=[each.pk for each in clients])
    terms: dict[int, Agreement] = {}
    for each in agreements.select_related("sop", "client").order_by("starts_on", "pk"):
        terms[each.client_id] = each
    tiles: dict[str, list[Tile]] = defaultdict(list)
    for client in clients:
        days = (on - client.stage_since).days if client.stage_since else None
        known = terms.get(client.pk)
        tiles[client.stage].append(Tile(client, terms_of(known) if known else None, days))
    return tiles
