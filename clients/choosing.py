"""What the pipeline is chosen by: where clients come from, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clients import pipeline
from clients.models import Agreement, Client
from clients.models.people import in_words
from sops.models import SopVersion
from sops.rules.policy import Policy
from vacrm.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as asked for, what there is to choose from, and its part of an address."""

    source: str
    service: str
    sources: list[tuple[str, str]]  # as kept, and as one reads it
    services: list[tuple[str, str]]  # code and name
    keep: str
    version: SopVersion | None  # whose figures say when clients stand still

    @property
    def policy(self) -> Policy | None:
        """The published procedures."""
        return self.version.policy() if self.version else None

    @property
    def is_any(self) -> bool:
        """Is everything shown?"""
        return not (self.source or self.service)


def choice(asked: Any, version: SopVersion | None) -> Choice:
    """The choice of a query string; what is unknown is not chosen. `version` are the published procedures."""
    sources = [(each, in_words(each)) for each in _sources()]
    services = [(each.code, each.name) for each in version.policy().services] if version else []
    source = asked.get("source", "")
    service = asked.get("service", "")
    keep = asked.copy()
    keep.pop("page", None)
    return Choice(
        source if source in dict(sources) else "",
        service if service in dict(services) else "",
        sources,
        services,
        keep.urlencode(),
        version,
    )


_sources = Prepared(
    lambda: Client.objects.exclude(source="").order_by("source").values_list("source", flat=True).distinct()
)


def agreed(service: str) -> set[int]:
    """The clients whose agreements include a service by its code, or name none, which means all that is offered."""
    rows = Agreement.objects.exclude(client__stage__in=pipeline.ARCHIVED).values_list("client", "services")
    return {client for client, services in rows.order_by() if not services or service in services}
