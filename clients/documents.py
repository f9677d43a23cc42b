"""The documents of a client: what every room has that can be opened as a file, in one list, the latest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients.models import Client
from vacrm import addresses

MOST = 300  # of one room; what is older stands in the lists of its room


@dataclass(frozen=True, slots=True)
class Paper:
    """A file: its day, what it is, what it is called, and where it is."""

    on: date
    kind: str
    name: str
    address: tuple[Any, ...]  # its name, and what that asks for
    query: str = ""
    page: tuple[Any, ...] = ()  # the address of what says more
    size: int | None = None  # bytes, where they are known

    @property
    def url(self) -> str:
        """Where it opens; made when it is shown: of hundreds, a page shows some."""
        return addresses.of(self.address[0], *self.address[1:]) + self.query

    @property
    def about(self) -> str:
        """The page that says more; empty where there is none."""
        return addresses.of(self.page[0], *self.page[1:]) if self.page else ""


def documents(client: Client) -> list[Paper]:
    """All that can be opened, the latest first."""
    sources: Iterable[Callable[[Client], Iterable[Paper]]] = map(import_string, settings.CLIENT_DOCUMENTS)
    return sorted((paper for source in sources for paper in source(client)), key=lambda each: each.on, reverse=True)


def handbooks(client: Client) -> Iterator[Paper]:
    """The handbook of each version that an agreement pins, in the client's language."""
    seen: set[int] = set()
    for agreement in client.agreements.select_related("sop").order_by("starts_on", "pk")[:MOST]:
        version: Any = agreement.sop
        if version.pk in seen:
            continue
        seen.add(version.pk)
        on, number, query = agreement.signed_on or agreement.starts_on, version.number, f"?lang={client.language}"
        address, page = ("sops:version-pdf", number), ("sops:version-detail", number)
        yield Paper(on, _("Handbook"), str(version), address, query, page)
