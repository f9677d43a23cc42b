"""Two tabs sign one quote in the same moment: one signature, one acceptance, one deposit, on either engine."""

from __future__ import annotations

import pytest

from tests.live import PATIENCE, until
from tests.workshop import Workshop

pytestmark = pytest.mark.engines

NOW = {"VACRM_NOW": "2026-11-02T09:00:00+01:00"}
SEND = """
from decimal import Decimal as D
from billing import proposing, quoting, signing
from billing.models import QuoteLine
from clients import door
from clients.models import Client
from seeds.packs.loading import load
from seeds.packs.reading import read_pack
from vacrm import clock
at = clock.now()
on = at.date()
load(read_pack("seeds/demo.toml"), at=at)
draft = quoting.begin(Client.objects.order_by("pk").first(), on=on)
draft.title = "A site"
line = QuoteLine(kind="mission", label="A site", quantity=D(1), rate=D("900.00"))
quote = proposing.seal(quoting.make(draft, [line], at=at, on=on), at=at, on=on)
link, _secret = door.invite(quote.client, to="ines@acme.example", days=9, at=at)
print(door.make_code(link, signing.purpose(quote), at=at)[1])
"""
TAB = """
import time
from pathlib import Path
from billing import signing
from billing.attesting import Typed
from billing.models import Quote
from billing.rules.signature import Browser
from clients.models import PortalLink
from vacrm import clock
data, at = Path({data!r}), clock.now()
quote, link = Quote.objects.latest("pk"), PortalLink.objects.latest("pk")
typed = Typed("Inès {who}", "", {code!r}, quote.document.sha256, ("Yes.",), ("Yes.",))
(data / "ready-{who}").touch()
while not (data / "go").exists():
    time.sleep(0.005)
made = signing.sign(quote, link, typed, Browser("192.0.2.7", "", "en"), on=at.date(), at=at)
print(made.name)
"""
FACTS = """
from billing.models import Invoice, ProofEntry, Signature
from billing.proving import verify
from clients.models import Agreement
from vacrm.post.models import Delivery
deposits = Invoice.objects.filter(kind="deposit", lines__agreement__quote_line__isnull=False)
print(Signature.objects.count(), deposits.count(), Agreement.objects.filter(quote_line__isnull=False).count())
print(ProofEntry.objects.filter(kind="accepted").count(), Delivery.objects.filter(kind="signature").count())
print(*verify())
"""


def test_two_tabs_that_sign_at_once_make_one_signature(workshop: Workshop) -> None:
    sent = workshop.manage("shell", "-v0", "-c", SEND, **NOW)
    assert sent.returncode == 0, sent.stderr
    words = {"data": str(workshop.data), "code": sent.stdout.strip()}
    tabs = [workshop.begin("shell", "-v0", "-c", TAB.format(who=who, **words), **NOW) for who in ("one", "two")]
    until(lambda: len(list(workshop.data.glob("ready-*"))) == len(tabs), "the tabs")
    (workshop.data / "go").touch()

    said = [tab.communicate(timeout=PATIENCE) for tab in tabs]

    assert [tab.returncode for tab in tabs] == [0, 0], said
    first, second = (out.strip() for out, _err in said)
    assert first == second, "the later one is shown what the earlier one signed"
    facts = workshop.manage("shell", "-v0", "-c", FACTS, **NOW).stdout.splitlines()
    assert facts == ["1 1 1", "1 1", ""]
