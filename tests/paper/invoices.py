"""Snapshots to draw: a plain French invoice and the ways it may differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from billing.rules.snapshot import AnnexGroup, AnnexRow, Line, Party, PaymentBlock, Snapshot, VatGroup

D = Decimal
FRANCHISE = "TVA non applicable, art. 293 B du CGI"
SELLER = Party(
    name="Solène Varenne EI",
    address=("14 rue des Tilleuls", "44000 Nantes"),
    country="FR",
    siret="12345678200010",
    email="solene@varenne.example",
    phone="06 39 98 12 34",
    tagline="Assistance administrative",
    footer="Solène Varenne, entrepreneur individuel (EI), APE 8211Z",
)
BUYER = Party(name="Nordlys Coaching", address=("8 quai des Brumes", "35400 Saint-Malo"), siren="987654324")
PACKAGE = Line(
    "package",
    "Forfait 12 h, novembre 2026",
    D(1),
    "month",
    D(480),
    D("480.00"),
    D(0),
    "E",
    "Contrat du 3 juin.",
    "§5.1",
)
HOURS = Line("time", "Gestion de la boîte mail", D("0.0833"), "hour", D(42), D("3.50"), D(0), "E")
SURCHARGE = Line(
    "surcharge",
    "Majoration d’urgence de 30 %",
    D("1.5"),
    "hour",
    D("12.375"),
    D("18.56"),
    D(0),
    "E",
    "« E-mail de replay » : demandé le 26 novembre à 9 h 12 pour 18 h, soit 8 h 48 de préavis. Accord à 10 h 26.",
    "§4.2",
)
ANNEX = (
    AnnexGroup(
        "E-mail de replay",
        (
            AnnexRow(date(2026, 11, 1), "Rédaction", 50, 60, "09:10–10:00"),
            AnnexRow(date(2026, 11, 26), "Programmation", 22, 30, "14:00–14:22"),
        ),
    ),
    AnnexGroup("Sans demande", (AnnexRow(date(2026, 11, 30), "Agenda", 95, 105),)),
)


def invoice(*lines: Line, **changes: object) -> Snapshot:
    """A French invoice of these lines, under the franchise unless the changes say otherwise."""
    lines = lines or (PACKAGE, HOURS, SURCHARGE)
    net = sum((line.net for line in lines), D("0.00"))
    plain = Snapshot(
        kind="invoice",
        number="F2026-0001",
        language="fr",
        currency="EUR",
        issued_on=date(2026, 11, 30),
        due_on=date(2026, 12, 15),
        period_from=date(2026, 11, 1),
        period_to=date(2026, 11, 30),
        seller=SELLER,
        buyer=BUYER,
        lines=lines,
        vat=(VatGroup(D(0), "E", net, D("0.00"), FRANCHISE, "VATEX-FR-FRANCHISE"),),
        net=net,
        vat_total=D("0.00"),
        gross=net,
        payment=PaymentBlock(
            "Paiement à 15 jours par virement.", SELLER.name, "FR7630006000011234567890189", "FICTFRPPXXX", "F2026-0001"
        ),
        mentions=("Escompte pour paiement anticipé : néant.", "Indemnité forfaitaire de recouvrement : 40 €."),
        rules_note="§ Les références renvoient à mes règles, version 3, annexées à votre contrat du 3 juin 2026.",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def long_invoice(count: int) -> Snapshot:
    """As many lines as asked for, of three kinds in turn."""
    kinds = (PACKAGE, HOURS, SURCHARGE)
    return invoice(*(replace(kinds[place % 3], label=f"Ligne {place + 1}") for place in range(count)))


GIANT = "x" * 300 + " " + "Anticonstitutionnellement-" * 25
STRANGE = "مرحبا بالعالم 🎉👩‍💻 日本語 \u202eabc\u0000\x07 Łukasz Dvořák\ttab\r\nligne\u2028fin"


def nasty_invoice() -> Snapshot:
    """Everything too long or too strange at once."""
    lines = (
        replace(PACKAGE, label=GIANT, detail="\n".join(f"ligne {n}: {STRANGE}" for n in range(20))),
        replace(SURCHARGE, detail=GIANT * 10, paragraph="§4.2, §4.3, §4.4, §4.5 et §4.12"),
        replace(HOURS, unit_price=D("123456.123456"), quantity=D("-99999.9999"), net=D("-12345678901.23")),
    )
    return invoice(
        *lines,
        seller=replace(SELLER, name="Compagnie " * 30, tagline=GIANT, footer=GIANT, email="a" * 90 + "@b.example"),
        buyer=Party(name=STRANGE * 5, address=(GIANT, STRANGE, "", STRANGE), vat_number="FR" * 40),
        mentions=(GIANT * 4, STRANGE),
        rules_note=GIANT,
        payment=PaymentBlock(GIANT, GIANT, "FR7630006000011234567890189", "X" * 60, GIANT),
        annex=(
            AnnexGroup(GIANT, (AnnexRow(date(2026, 11, 1), GIANT * 8, 100_000, 99_999_999, STRANGE),)),
            AnnexGroup("", ()),
        ),
    )
