"""What clients put on Today: the first one, until there is one."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from clients.models import Client
from vacrm.frame import address
from vacrm.today import Step


def first_steps() -> Iterator[Step]:
    """A name is enough to begin with."""
    words = _("A name is enough. Rate, package and address can wait for the discovery call.")
    url = address("seeds:welcome-client") or address("clients:client-new")
    yield Step(_("Add your first client"), words, url, _("Add a client"), Client.objects.exists())
