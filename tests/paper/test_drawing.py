"""An invoice on paper: complete, in order, nothing on top of anything else."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from billing.drawing import draw
from billing.rules.snapshot import AnnexGroup, AnnexRow, Party, PaymentBlock, Snapshot, VatGroup
from tests.paper.invoices import ANNEX, GIANT, HOURS, PACKAGE, SURCHARGE, invoice, long_invoice, nasty_invoice
from tests.paper.reading import boxes, misplaced, text
from vacrm.paper.cutting import _cut

D = Decimal


def picture(mode: str, kind: str, size: tuple[int, int] = (90, 30)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else (20, 97, 79, 0)[: len(mode)]).save(out, kind)
    return out.getvalue()


MIXED_VAT = invoice(
    replace(PACKAGE, vat_rate=D(20), category="S"),
    replace(HOURS, vat_rate=D(10), category="S"),
    replace(PACKAGE, kind="deposit", label="Acompte", quantity=D(-1), net=D("-240.00"), vat_rate=D(20), category="S"),
    kind="balance",
    vat=(VatGroup(D(20), "S", D("240.00"), D("48.00")), VatGroup(D(10), "S", D("3.50"), D("0.35"))),
    vat_total=D("48.35"),
    gross=D("291.85"),
)
REVERSE_CHARGE = invoice(
    vat=(VatGroup(D(0), "AE", D("502.06"), D("0.00"), "Autoliquidation, art. 283-2 du CGI " * 4, "VATEX-EU-AE"),)
)
MANY_HOURS = invoice(
    annex=tuple(
        AnnexGroup(f"Demande {n}", tuple(AnnexRow(date(2026, 11, d), GIANT[300:420], 50, 60) for d in range(1, 13)))
        for n in range(9)
    )
)
CASES = {
    "one line": long_invoice(1),
    "three lines": invoice(),
    "sixty lines": long_invoice(60),
    "no lines": replace(invoice(), lines=()),
    "annex": invoice(annex=ANNEX),
    "annex over pages": MANY_HOURS,
    "draft": invoice(number=None, issued_on=None, due_on=None, logo=picture("RGBA", "PNG")),
    "credit note": invoice(kind="credit", credits="Avoir sur la facture F2026-0001 du 1er novembre 2026", due_on=None),
    "mixed VAT": MIXED_VAT,
    "reverse charge": REVERSE_CHARGE,
    "English dollars": invoice(language="en", currency="USD", logo=picture("RGB", "JPEG", (30, 90))),
    "nothing but names": invoice(
        seller=Party("A"), buyer=Party("B"), payment=PaymentBlock(), mentions=(), rules_note="", period_from=None
    ),
    "no bank account": invoice(payment=PaymentBlock(terms="Payable en espèces.")),
    "everything too long": nasty_invoice(),
    "long legal text": invoice(mentions=("Il est rappelé que la présente facture est payable. " * 400,)),
}


@pytest.mark.parametrize("snapshot", CASES.values(), ids=CASES)
def test_nothing_overlaps_or_leaves_the_margins(snapshot: Snapshot) -> None:
    pdf = draw(snapshot)
    assert sum(map(len, boxes(pdf))) > 10
    assert misplaced(pdf) == []


@pytest.mark.parametrize("count", range(1, 16))
def test_no_number_of_lines_makes_the_closing_collide(count: int) -> None:
    assert misplaced(draw(long_invoice(count))) == []


written = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400)


@settings(max_examples=25, deadline=None)
@given(label=written, detail=written, name=written, note=written, count=st.integers(0, 12))
def test_any_writing_can_be_printed(label: str, detail: str, name: str, note: str, count: int) -> None:
    lines = [replace(SURCHARGE, label=label, detail=detail)] + [replace(HOURS, label=detail)] * count
    snapshot = invoice(
        *lines,
        buyer=Party(name=name, address=(label, detail)),
        seller=replace(invoice().seller, name=label, footer=detail),
        payment=replace(invoice().payment, holder=name),
        mentions=(note,),
        rules_note=note,
        annex=(AnnexGroup(label, (AnnexRow(date(2026, 11, 1), note, 50, 60, "09:00–09:50"),)),),
    )
    assert misplaced(draw(snapshot)) == []


def test_text_comes_in_reading_order() -> None:
    found = text(draw(invoice(annex=ANNEX)))
    order = (
        "Solène Varenne EI",
        "Facture",
        "F2026-0001",
        "Émetteur",
        "14 rue des Tilleuls",
        "SIRET 123 456 782 00010",
        "Client",
        "Nordlys Coaching",
        "SIREN 987 654 324",
        "Émise le",
        "30 novembre 2026",
        "Période",
        "1er au 30 novembre 2026",
        "15 décembre 2026",
        "Prestation",
        "Forfait 12 h, novembre 2026",
        "480,00 €",
        "Contrat du 3 juin. §5.1",
        "0,0833 h",
        "42,00 €",
        "3,50 €",
        "Majoration d’urgence de 30 %",
        "1,50 h",
        "12,375 €",
        "18,56 €",
        "« E-mail de replay » : demandé",
        "§4.2",
        "§ Les références",
        "Total HT",
        "TVA non applicable, art. 293 B du CGI",
        "Net à payer",
        "502,06 €",
        "Virement SEPA",
        "FR76 3000 6000 0112 3456 7890 189",
        "Paiement à 15 jours par virement.",
        "40 €",
        "entrepreneur individuel (EI)",
        "F2026-0001, page 1 sur 2",
        "Détail des heures",
        "E-mail de replay",
        "1er nov. 2026",
        "09:10–10:00",
        "50 min",
        "1 h",
        "Total",
        "2 h 47",
        "3 h 15",
        "page 2 sur 2",
    )
    place = 0
    for words in order:
        assert words in found[place:], f"{words!r} is missing after {found[:place][-60:]!r}"
        place = found.index(words, place) + len(words)


def test_the_total_is_carried_from_page_to_page() -> None:
    snapshot = long_invoice(60)
    found = text(draw(snapshot))
    forward = re.findall(r"À reporter\s+([\d ]+,\d\d) €", found)
    brought = re.findall(r"Report\s+([\d ]+,\d\d) €", found)
    sums = [D(0)]
    for line in snapshot.lines:
        sums.append(sums[-1] + line.net)
    assert forward == brought
    assert len(forward) >= 4
    places = [sums.index(D(amount.replace(" ", "").replace(",", "."))) for amount in forward]
    assert all(earlier < later for earlier, later in pairwise(places))
    assert found.count("Prix unitaire") == len(forward) + 1


def test_a_draft_is_stamped_and_has_no_number() -> None:
    draft, issued = text(draw(invoice(number=None))), text(draw(invoice()))
    assert "BROUILLON" in draft
    assert "Brouillon, page 1 sur 1" in draft
    assert "BROUILLON" not in issued
    assert "DRAFT" in text(draw(invoice(number=None, language="en")))


@pytest.mark.parametrize(
    ("kind", "french", "english"),
    [
        ("invoice", "Facture", "Invoice"),
        ("deposit", "Facture d’acompte", "Deposit invoice"),
        ("balance", "Facture de solde", "Balance invoice"),
        ("credit", "Avoir", "Credit note"),
    ],
)
def test_each_kind_has_its_name(kind: str, french: str, english: str) -> None:
    assert french in text(draw(invoice(kind=kind)))
    assert english in text(draw(invoice(kind=kind, language="en")))


def test_a_credit_note_says_what_it_credits_and_asks_for_no_money() -> None:
    found = text(draw(CASES["credit note"]))
    assert "Avoir sur la facture F2026-0001" in found
    assert "Montant de l’avoir" in found
    for absent in ("IBAN", "Virement", "Net à payer", "À régler"):
        assert absent not in found


def test_no_code_is_drawn_where_none_can_be_paid() -> None:
    assert "Scannez" in text(draw(invoice()))
    for other in (invoice(currency="CHF"), invoice(gross=D("0.00"))):
        assert "Scannez" not in text(draw(other))


def test_the_terms_are_said_once_with_or_without_a_code() -> None:
    for snapshot in (invoice(), invoice(currency="CHF"), invoice(kind="credit"), CASES["no bank account"]):
        assert text(draw(snapshot)).count(snapshot.payment.terms) == 1


def test_vat_has_a_column_and_a_total_for_each_rate() -> None:
    found = text(draw(MIXED_VAT))
    assert "TVA 20 % sur 240,00 €" in found
    assert "48,00 €" in found
    assert "TVA 10 % sur 3,50 €" in found
    assert "-240,00 €" in found  # drawn as a minus sign, copied as a hyphen
    assert "291,85 €" in found
    assert "0 %" not in text(draw(invoice(SURCHARGE, rules_note=""))).replace("30 %", "")


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    snapshot = invoice(annex=ANNEX, logo=picture("RGBA", "PNG"))
    first = draw(snapshot)
    draw(nasty_invoice())
    _cut.cache_clear()
    assert draw(snapshot) == first


def test_the_same_snapshot_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import django, sys; django.setup()\n"
        "from billing.drawing import draw\n"
        "from tests.paper.invoices import ANNEX, invoice\n"
        "sys.stdout.buffer.write(draw(invoice(annex=ANNEX)))"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
    }
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert other.stdout == draw(invoice(annex=ANNEX))


def test_the_file_names_its_title_author_and_language() -> None:
    reader = PdfReader(io.BytesIO(draw(invoice())))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Facture F2026-0001", "Solène Varenne EI")
    assert reader.metadata.creation_date == datetime(2026, 11, 30, tzinfo=UTC)
    assert reader.trailer["/Root"]["/Lang"] == "fr"


def test_every_font_is_embedded() -> None:
    reader = PdfReader(io.BytesIO(draw(nasty_invoice())))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].split("+")[1] for font in fonts} == {
        "Inter-Light",
        "Inter-Regular",
        "Inter-SemiBold",
        "Inter-Bold",
    }
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        assert descendant["/FontDescriptor"]["/FontFile2"].get_data()[:4] == b"\x00\x01\x00\x00"
        assert b"beginbfchar" in font["/ToUnicode"].get_data()


@pytest.mark.parametrize(
    ("data", "drawn"),
    [
        (picture("RGBA", "PNG"), 1),
        (picture("RGB", "JPEG"), 1),
        (picture("L", "PNG", (3000, 2000)), 1),
        (b"not a picture", 0),
        (picture("RGB", "PNG")[:60], 0),
    ],
    ids=["transparent", "JPEG", "large and grey", "text", "cut off"],
)
def test_a_logo_is_flattened_and_a_broken_one_is_left_out(data: bytes, drawn: int) -> None:
    (page,) = PdfReader(io.BytesIO(draw(invoice(logo=data)))).pages
    images = [image.get_object() for image in page["/Resources"].get("/XObject", {}).values()]
    assert len(images) == drawn
    for image in images:
        assert "/SMask" not in image
        assert image["/Width"] <= 720
