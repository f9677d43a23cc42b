"""A handbook on paper: chapters, numbered rules and tables over pages."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paper.reading import boxes, misplaced, text
from vacrm.paper.flow import Flow

RULE = "Une demande attendue sous moins de 24 heures est urgente ; elle est majorée une fois le prix accepté."


def handbook(chapters: int, language: str = "fr") -> bytes:
    flow = Flow(
        "Mes règles", subtitle="Version 3", owner="Solène Varenne EI", footer="EI, APE 8211Z", language=language
    )
    for chapter in range(1, chapters + 1):
        flow.heading(f"{chapter}. Urgences")
        flow.paragraph("Je réponds dans la journée. " * 8)
        for number in range(1, 6):
            flow.rule(f"§{chapter}.{number}", RULE)
        flow.table([("Moins de 4 h", "50 %"), ("Moins de 12 h " * 15, "30 %")], ("Préavis", "Majoration"))
        flow.bullet("un appel de lancement")
        flow.gap(6)
    return flow.finish()


def test_a_handbook_reads_from_top_to_bottom() -> None:
    found = text(handbook(1))
    order = ("Mes règles", "Version 3", "1. Urgences", "Je réponds", "§1.1", "Une demande", "§1.5", "Préavis", "50 %")
    places = [found.index(words) for words in (*order, "un appel", "EI, APE 8211Z", "Mes règles, page 1 sur 1")]
    assert places == sorted(places)


def test_a_long_handbook_flows_without_collisions() -> None:
    pdf = handbook(12)
    assert len(boxes(pdf)) > 4
    assert misplaced(pdf) == []


def test_a_heading_is_never_the_last_of_its_page() -> None:
    for chapters in range(2, 9):
        for page in boxes(handbook(chapters)):
            body = [box for box in page if box.bottom > 60]
            assert min(body, key=lambda box: box.bottom).size != 11.6


def test_pages_are_counted_in_the_language_of_the_document() -> None:
    assert "page 1 of 1" in text(handbook(1, "en"))


written = st.text(max_size=300)


@settings(max_examples=25, deadline=None)
@given(title=written, rule=written, cells=st.lists(st.tuples(written, written, written), max_size=5))
def test_any_handbook_can_be_printed(title: str, rule: str, cells: list[tuple[str, str, str]]) -> None:
    flow = Flow(title, subtitle=rule, owner=title, footer=rule)
    flow.heading(title)
    flow.rule(title[:40], rule)
    flow.table(cells)
    flow.table(cells, ("A", "B", "C"))
    assert misplaced(flow.finish()) == []
