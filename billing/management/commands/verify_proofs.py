"""`verify_proofs`: is everything that was sent, agreed to and issued still what it was?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import ProofEntry
from billing.proving import verify
from vacrm.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Check the proof log, the documents of quotes and the PDFs of invoices; exit status 1 where one was changed."

    def handle(self, **options: Any) -> None:
        if wrong := list(verify()):
            self.refuse(wrong)
        count = ProofEntry.objects.count()
        said = ngettext("%(count)s proof, whole.", "%(count)s proofs, whole.", count) % {"count": count}
        last = ProofEntry.objects.order_by("-number").values_list("digest", flat=True).first()
        self.stdout.write(said)
        if last:
            self.stdout.write(_("The last digest is %(digest)s.") % {"digest": last})
