"""Clients on their way in, from a first call to a running onboarding, in both languages: run inside a shop."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from decimal import Decimal

from PIL import Image, ImageDraw

from billing import proposing, quoting, replying, signing
from billing.attesting import Typed
from billing.models import Quote, QuoteLine
from billing.rules.signature import Browser
from clients import booking, calling, moving, onboarding, pipeline, sharing
from clients.models import Booking, Client, Meeting, RulesProposal
from clients.slotting import DISCOVERY, KICKOFF, offer
from sops.models import SopVersion
from vacrm import clock
from vacrm.post.models import Delivery

D = Decimal
PLACE, GREETING = "https://meet.example/solene", "Tell me what takes your time, and we see whether I can help."
HOURS = {"fr": 0, "en": 2}  # apart, so that no two are spoken with at once
WORDS = {
    "fr": {
        "lead": "Clarisse Vauquelin",
        "need": "Deux heures par semaine pour ma boîte mail et mes rendez-vous.",
        "fit": "Brasserie du Quai",
        "title": "Accueil et suivi des réservations",
        "mission": "Reprise du carnet d’adresses",
        "detail": "Tri, doublons, une fiche par client.",
        "package": "Forfait dix heures",
        "option": "Mise en page de la carte",
        "notes": "Trois salles, deux services. Veut déléguer dès décembre.",
        "brought": "Fleurs de Lune",
        "answer": "Les réponses aux messages du site, puis l’agenda.",
        "shared": "Invitation envoyée à mon adresse",
        "reason": "Bienvenue",
    },
    "en": {
        "lead": "Rowan Ashdown",
        "need": "Two hours a week for my inbox and my calendar.",
        "fit": "Quayside Catering",
        "title": "Bookings and follow-up",
        "mission": "Tidying the address book",
        "detail": "Sorted, without doubles, one card for each client.",
        "package": "Ten hours a month",
        "option": "Layout of the menu",
        "notes": "Three rooms, two sittings. Wants to hand over in December.",
        "brought": "Fernlea Florists",
        "answer": "Answering what comes in by the site, then the calendar.",
        "shared": "Invitation sent to my address",
        "reason": "Welcome",
    },
}


def come() -> None:
    """One of each kind in each language: booked, with a quote, signed and being brought in; one is lost."""
    Booking.objects.create(is_open=True, greeting=GREETING, place=PLACE, questions="Why now?\nWho decides?")
    at = clock.now()
    for language, words in WORDS.items():
        _lead(words, language, at)
        _offered(words, language, at)
        _brought(words, language, at)
        _proposed(language, at)


def _lead(words: dict[str, str], language: str, at: datetime) -> None:
    """Booked a call; the one before was no fit."""
    start = offer(DISCOVERY, at=at).starts[0]
    visitor = booking.Visitor(
        words["lead"], f"hello@lead-{language}.example", words["need"], "", "America/Toronto", language
    )
    booking.book(visitor, start, at=at, link=_link)
    gone = Client.objects.create(key=f"gone-{language}", name=f"{words['lead']} & Co", language=language)
    moving.move(gone, pipeline.LOST, on=at.date(), at=at, reason="price")


def _offered(words: dict[str, str], language: str, at: datetime) -> None:
    """Spoken with, then sent a quote with options, which was seen; its next version is a draft."""
    client = _client(words["fit"], language)
    spoken = at - timedelta(days=5, hours=HOURS[language])
    call = _met(client, DISCOVERY, spoken, at)
    calling.note(call, notes=words["notes"], decisions="")
    calling.hold(call, outcome="fit", at=spoken, on=spoken.date())
    quote = _quote(client, words, at - timedelta(days=3))
    replying.note_seen(quote, at=at - timedelta(days=2), on=(at - timedelta(days=2)).date())
    quoting.revise(quote, at=at, on=at.date())


def _brought(words: dict[str, str], language: str, at: datetime) -> None:
    """Signed with an option, the deposit is not paid; the checklist is half done and the kickoff is booked."""
    client = _client(words["brought"], language)
    quote = _quote(client, words, at - timedelta(days=4))
    _sign(quote, client, at)
    brought = onboarding.begin(client, at=at, on=at.date())
    first = brought.sop.policy().process.onboarding_form[0].code
    sharing.answer(brought, {first: words["answer"]}, {}, by="client", at=at, on=at.date())
    shared = {"tool": "Canva", "shared": words["shared"], "right": "edit"}
    sharing.note_access(client, shared, by="client", at=at)
    sharing.attach(client, "logo.pdf", b"%PDF-1.7 made up", by="client", at=at)
    _met(client, KICKOFF, at + timedelta(days=8, hours=HOURS[language]), at)


def _sign(quote: Quote, client: Client, at: datetime) -> None:
    """By the link of the mail, with the code of another, and a hand that draws."""
    link = client.portal_links.get(scope=f"quote:{quote.pk}")
    signing.send_code(quote, link, at=at, on=at.date())
    code = re.findall(r"^\d{6}$", Delivery.objects.latest("pk").body, re.MULTILINE)[0]
    agreed, out, picture = (f"I agree to {quote}.",), io.BytesIO(), Image.new("RGBA", (600, 200))
    ImageDraw.Draw(picture).line([(40, 150), (120, 40), (170, 150), (230, 90), (560, 120)], "black", width=5)
    picture.save(out, "PNG")
    document, name = quote.document.sha256, "Inès Laurent"
    typed = Typed(name, "", code, document, shown=agreed, ticked=agreed, chosen=(3,), drawn=out.getvalue())
    signing.sign(quote, link, typed, Browser("127.0.0.1", "Browser", "fr"), on=at.date(), at=at)


def _met(client: Client, kind: str, start: datetime, at: datetime) -> Meeting:
    return booking.arrange(client, kind, start, 45, place=PLACE, tells=True, at=at, link=_link)


def _client(name: str, language: str) -> Client:
    key = f"new-{name.lower().replace(' ', '-')}"
    address = f"contact@{key}.example"
    place = {"street": "4 rue des Carmes", "postcode": "44000", "city": "Nantes"}
    return Client.objects.create(
        key=key, name=name, email=address, language=language, stage=pipeline.LEAD, address=place
    )


def _quote(client: Client, words: dict[str, str], at: datetime) -> Quote:
    quote = quoting.begin(client, on=at.date())
    quote.title, quote.discount_percent, quote.discount_reason = words["title"], D(10), words["reason"]
    package = {"price": D("400.00"), "included_minutes": 600, "overage_rate": D("42.00")}
    lines = [
        QuoteLine(kind="mission", label=words["mission"], detail=words["detail"], quantity=D(2), rate=D("180.00")),
        QuoteLine(kind="package", label=words["package"], **package),
        QuoteLine(kind="mission", label=words["option"], quantity=D(1), rate=D("95.00"), is_optional=True),
    ]
    made = quoting.make(quote, lines, at=at, on=at.date())
    proposing.send(made, at=at, on=at.date(), address=_link)
    return Quote.objects.select_related("client", "sop").get(pk=made.pk)


def _proposed(language: str, at: datetime) -> None:
    """New rules wait for a client of old. The version is still a draft: nothing else here shall change its rules."""
    client = Client.objects.filter(language=language, stage=pipeline.ACTIVE).exclude(email="").order_by("pk")[0]
    sop = SopVersion.objects.order_by("-number")[0]
    RulesProposal.objects.create(client=client, sop=sop, address=client.email, proposed_at=at)


def _link(secret: str) -> str:
    return f"https://crm.example/p/open/{secret}/"
