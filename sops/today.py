"""What the procedures put on Today: the first of the first steps, and the last before the first invoice."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sops.models import Business, SopVersion
from vacrm.frame import address
from vacrm.today import Step


def first_steps() -> Iterator[Step]:
    """Until a version is published, writing it is the first thing to do."""
    words = _("Your hours, what is urgent, how you are paid: the rules that every page will quote.")
    url = address("seeds:welcome-rules")
    yield Step(_("Write down how you work"), words, url, _("Start my SOP"), SopVersion.objects.published().exists())


def signing() -> Iterator[Step]:
    """Who signs the invoices can wait until the first one."""
    words = _("Your name, your address, your numbers. Until then everything works but issuing.")
    url = address("seeds:welcome-business")
    yield Step(_("Say who signs your invoices"), words, url, _("Write it down"), Business.objects.exists())
