"""The procedures in words: sentences in English and French, for reasons, messages, clauses and the handbook."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from sops.handbook import draw_handbook, handbook, handbook_page
from sops.models import Business, SopVersion
from sops.rules.document import policy_document
from sops.rules.judging import Facts, assess
from sops.rules.policy import Hours, Policy
from sops.wording import figures
from sops.wording.chapters import chapters
from sops.wording.clauses import clauses, pinned
from sops.wording.inshort import in_short
from sops.wording.messages import autoreply, available, redirect, signature
from sops.wording.reasons import sentence
from tests.sops.policies import paris, policy

NADIA = Business(name="Nadia Ferrand", email="nadia@ferrand.example", tagline="Office work")


def said(language: str, on: Policy | None = None, **facts: Any) -> list[str]:
    """The sentences of a verdict, no-break spaces as spaces."""
    with override(language):
        reasons = assess(Facts(**facts), on or policy()).reasons
        return [f"{each.paragraph} {sentence(each)}".replace("\u00a0", " ") for each in reasons]


WEEKEND: dict[str, Any] = {
    "received_at": paris("2026-10-10 22:10"),
    "wanted_by": paris("2026-10-11 18:00"),
    "effort_minutes": 120,
    "tier": "complex",
}
TUESDAY: dict[str, Any] = {"received_at": paris("2026-10-13 10:00")}


def test_a_verdict_says_fact_rule_consequence_and_way_out() -> None:
    assert said("en", **WEEKEND) == [
        "§4.2 Asked 19 h 50 ahead, less than 24 hours: urgent, +50% (complex).",
        "§4.3 No opening hours before the wanted date for 2 h of work: 2 h off hours (weekends), +50%.",
        "§4.4 Urgency (50%) and off-hours (50%) meet: the higher counts, +50%.",
        "§4.7 Nothing is promised before availability is confirmed.",
        "§4.1 Without surcharge from Monday 12 October at 11:00.",
    ]


def test_the_same_verdict_in_french() -> None:
    assert said("fr", **WEEKEND) == [
        "§4.2 Demandé 19 h 50 à l’avance, moins de 24 heures : urgent, +50 % (complexe).",
        "§4.3 Aucune heure ouvrée avant la date souhaitée pour 2 h de travail : 2 h hors horaires (week-end), +50 %.",
        "§4.4 Urgence (50 %) et hors horaires (50 %) se rencontrent : la plus élevée compte, +50 %.",
        "§4.7 Rien n’est promis avant confirmation de la disponibilité.",
        "§4.1 Sans majoration à partir du lundi 12 octobre à 11 h.",
    ]


CASES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"subject": "URGENT"}, {}, "§2.4 Marked “URGENT”, but without a date"),
    ({"subject": "URGENT", "wanted_by": paris("2026-10-20 10:00")}, {}, "§2.4 Marked “URGENT”, but asked 7 days ahead"),
    ({"wanted_by": paris("2026-10-20 10:00")}, {}, "§4.1 Asked 7 days ahead, with enough opening hours"),
    ({"wanted_by": paris("2026-10-13 11:00"), "effort_minutes": 61}, {}, "§4.3 1 h 01 of work do not fit"),
    ({"channel": "phone"}, {}, "§2.3 Received by phone, which is not used"),
    ({"channel": "pigeon_post"}, {}, "§2.5 Received by pigeon post, which is not an agreed channel"),
    ({"channel": "whatsapp"}, {}, "§2.2 Received by WhatsApp, which is for urgent requests only"),
    ({"service": "accounts"}, {}, "§3.2 “Accounts” is not offered. See an accountant. A complementary quote"),
    (
        {"service": "painting"},
        {"scope": {"out_of_scope": "decline"}},
        "§3.3 “painting” is outside the agreed services.",
    ),
    (WEEKEND, {"surcharges": {"combine": "add"}}, "§4.4 Urgency (50%) and off-hours (50%) add up: +100%."),
    (WEEKEND, {"surcharges": {"combine": "multiply"}}, "§4.4 The surcharge is capped: +100% instead of +125%."),
    (
        WEEKEND,
        {"off_hours": {"bands": {}}},
        "§4.3 No opening hours before the wanted date for 2 h of work: 2 h off",
    ),
    (
        {"wanted_by": paris("2026-10-13 15:00")},
        {"urgency": {"by": "notice", "steps": [{"under_hours": 24, "percent": 25}]}},
        "§4.2 Asked 5 h ahead, less than 24 hours: urgent, +25%.",
    ),
    (
        {"wanted_by": paris("2026-10-13 15:00")},
        {"urgency": {"tiers": {}, "default_tier": None}},
        "§4.2 Asked 5 h ahead, less than 24 hours: urgent, without surcharge.",
    ),
]


@pytest.mark.parametrize(("facts", "changes", "start"), CASES)
def test_each_rule_has_its_sentence(facts: dict[str, Any], changes: dict[str, Any], start: str) -> None:
    english = said("en", policy(**changes), **{**TUESDAY, **facts})
    french = said("fr", policy(**changes), **{**TUESDAY, **facts})
    assert any(text.startswith(start) for text in english), english
    assert len(french) == len(english) and not set(french) & set(english)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(45, "45 min"), (60, "1 h"), (1190, "19 h 50"), (2881, "48 h 01"), (4320, "3 days"), (4500, "3 days 3 h")],
)
def test_durations_read_as_people_say_them(minutes: int, text: str) -> None:
    assert figures.duration(minutes).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Monday, Tuesday, Wednesday and Friday 9:00–12:30 and 13:30–18:00; Saturday 10:00–12:00"),
        ("fr", "lundi, mardi, mercredi et vendredi 9 h – 12 h 30 et 13 h 30 – 18 h ; samedi 10 h – 12 h"),
    ],
)
def test_days_alike_stand_together(language: str, text: str) -> None:
    hours = policy(hours={"thursday": [], "saturday": ["10:00-12:00"]}).hours
    with override(language):
        found = figures.week(hours).replace("\u00a0", " ")
    assert found == text


def test_the_signature_says_when_she_answers() -> None:
    text = signature(NADIA, policy(hours={"first_reply_hours": 8}))
    assert text.splitlines() == [
        "Nadia Ferrand EI",
        "Office work",
        "nadia@ferrand.example",
        "I answer Monday to Friday 9:00–12:30 and 13:30–18:00 (Paris time).",
        "You get a first reply within 8 hours, counted in my opening hours.",
        "For an urgent request: WhatsApp, marked “URGENT”, with the date you need.",
    ]


@pytest.mark.parametrize(
    ("at", "said_back"),
    [
        ("2026-10-09 19:00", "I am closed at this hour. I am back on Monday 12 October at 9:00"),
        ("2026-10-13 12:45", "I am closed at this hour. I am back on Tuesday 13 October at 13:30"),
        ("2026-08-05 10:00", "I am away (Summer). I am back on Monday 17 August at 9:00"),
        ("2026-10-24 12:00", "I am closed at this hour. I am back on Monday 26 October at 9:00"),
    ],
)
def test_the_out_of_hours_reply_says_when_she_is_back(at: str, said_back: str) -> None:
    away = [{"from": date(2026, 8, 3), "to": date(2026, 8, 14), "label": "Summer"}]
    text = autoreply(NADIA, policy(hours={"closures": away}), paris(at))
    assert said_back in text and text.endswith("Nadia Ferrand EI")


def test_there_is_no_out_of_hours_reply_while_open() -> None:
    assert autoreply(NADIA, policy(), paris("2026-10-13 10:00")) == ""


@pytest.mark.parametrize(
    ("language", "at", "said"),
    [
        ("en", "2026-10-13 10:00", "Available today until 18:00"),
        ("fr", "2026-10-13 10:00", "Disponible aujourd’hui jusqu’à 18 h"),
        ("en", "2026-10-13 07:00", "Available today from 9:00 to 18:00"),
        ("en", "2026-10-13 12:45", "Available today from 13:30 to 18:00"),
        ("en", "2026-10-13 18:00", "Back on Wednesday 14 October at 9:00"),
        ("en", "2026-10-24 12:00", "Back on Monday 26 October at 9:00"),
    ],
)
def test_clients_read_until_when_she_is_there(language: str, at: str, said: str) -> None:
    with override(language):
        assert available(policy().hours, paris(at)).replace("\u00a0", " ") == said


def test_without_opening_hours_nothing_is_promised() -> None:
    assert available(Hours(timezone="Europe/Paris"), paris("2026-10-13 10:00")) == ""


def test_the_rules_in_short_are_six_lines_of_their_chapters() -> None:
    lines = in_short(policy(boundaries={"statements": ["No calls.", "No Sundays.", "No fax."]}))
    assert [each.chapter for each in lines] == [1, 2, 3, 4, 5, 7]
    assert all(each.title and each.text for each in lines)
    assert "No fax." not in lines[-1].text and "No Sundays." in lines[-1].text


def test_a_wrong_channel_is_redirected_politely() -> None:
    assert redirect(policy(), "phone").endswith("by Trello or e-mail: what comes by phone is not prioritised.")


@pytest.fixture
def version() -> SopVersion:
    document = policy_document(policy(deposits={"mission": {"percent": 50}}, boundaries={"statements": ["No calls."]}))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return SopVersion(
        number=3, title="How I work", effective_on=at.date(), state="published", published_at=at, document=document
    )


def test_the_clauses_quote_the_rules_of_the_version(version: SopVersion) -> None:
    found = {clause.code: clause.rules for clause in clauses(version)}
    assert list(found) == [
        *("hours", "channels", "scope", "urgencies", "payment", "deposits", "deliveries", "boundaries")
    ]
    assert found["deposits"] == (("§5.8", "One-off missions: a deposit of 50%, paid before work starts."),)
    assert found["boundaries"] == (("§7.1", "No calls."),)
    assert "version 3, in force from 1\u00a0January\u00a02026" in pinned(version)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_handbook_reads_the_same_as_page_and_as_pdf(version: SopVersion, language: str) -> None:
    with override(language):
        book = handbook(version, NADIA)
        page, pdf = handbook_page(book), draw_handbook(book)
    drawn = _flat("".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf)).pages))
    for chapter in book.chapters:
        for number, text in chapter.rules:
            assert number in page and _flat(text) in drawn
    assert f'<html lang="{language}">' in page and "style=" not in page and "<script" not in page


def test_the_same_handbook_gives_the_same_bytes(version: SopVersion) -> None:
    assert draw_handbook(handbook(version, NADIA)) == draw_handbook(handbook(version, NADIA))


def test_a_draft_is_stamped(version: SopVersion) -> None:
    version.state = "draft"
    assert handbook(version, NADIA).stamp == "DRAFT"


def test_statements_of_the_user_are_escaped_on_the_page(version: SopVersion) -> None:
    version.title = "<script>alert(1)</script>"
    assert "<script" not in handbook_page(handbook(version, NADIA))


def test_every_chapter_is_numbered_by_its_paragraphs() -> None:
    for chapter in chapters(policy()):
        assert {number[1] for number, _text in chapter.rules} == {str(chapter.number)}


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)
