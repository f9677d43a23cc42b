"""The policy as forms, one for each chapter: from knobs to fields, and from what was typed back to a policy.

form = CHAPTERS["urgencies"].of(policy)              # shows a policy
form = CHAPTERS["urgencies"](policy, request.POST)   # reads what was typed; `form.written` is the new policy
form = CHAPTERS["urgencies"].typed(policy, request.POST, "add tiers")   # what was typed, with one row more
"""

from sops.editing.boundaries import BoundariesForm
from sops.editing.channels import ChannelsForm
from sops.editing.chapter import ChapterForm
from sops.editing.hours import HoursForm
from sops.editing.payment import PaymentForm
from sops.editing.process import ProcessForm
from sops.editing.scope import ScopeForm
from sops.editing.urgency import UrgencyForm

__all__ = ["CHAPTERS", "ChapterForm"]

CHAPTERS: dict[str, type[ChapterForm]] = {
    form.slug: form
    for form in (HoursForm, ChannelsForm, ScopeForm, UrgencyForm, PaymentForm, ProcessForm, BoundariesForm)
}
