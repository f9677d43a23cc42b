"""What the procedures put on Today: the first of the first steps."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sops.models import SopVersion
from vacrm.frame import address
from vacrm.today import Step


def first_steps() -> Iterator[Step]:
    """Until a version is published, writing it is the first thing to do."""
    words = _("Your hours, what is urgent, how you are paid: the rules that every page will quote.")
    url = address("admin:sops_sopversion_changelist")
    yield Step(_("Write down how you work"), words, url, _("Start my SOP"), SopVersion.objects.published().exists())
