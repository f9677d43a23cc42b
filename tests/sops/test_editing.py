"""The chapters as forms: every policy comes back as it was, and refusals stand at their field."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from sops.editing import CHAPTERS, ChapterForm
from sops.rules.document import parse_policy
from sops.rules.paragraphs import PARAGRAPHS
from sops.rules.policy import Policy
from tests.sops.policies import WORKED, policy
from tests.sops.typing_forms import sent

ROOT = Path(__file__).resolve().parents[2]
PACKS = sorted((*ROOT.glob("tests/packs/policy_?.toml"), *ROOT.glob("seeds/sops/*.toml"), ROOT / "seeds/demo.toml"))


def policy_of(pack: Path) -> Policy:
    table = tomllib.loads(pack.read_text(encoding="utf-8"), parse_float=Decimal)["sop"]
    return parse_policy({name: value for name, value in table.items() if name not in ("title", "effective_on")})


def typed(slug: str, before: Policy | None = None, **more: str) -> ChapterForm:
    before = before or policy()
    return CHAPTERS[slug](before, sent(CHAPTERS[slug].of(before), **more))


def said(form: ChapterForm) -> dict[str, list[str]]:
    """Every refusal of a form, by field; a row's by its prefix."""
    found = {name: list(errors) for name, errors in form.errors.items()}
    for name, rows in form.rows.items():
        found.update({name: rows.errors} if rows.errors else {})
        for row in rows.filled:
            found.update({row.add_prefix(field): list(errors) for field, errors in row.errors.items()})
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.stem)
def test_a_policy_shown_and_sent_back_is_the_same(pack: Path, language: str) -> None:
    before = policy_of(pack)
    with override(language):
        for slug in CHAPTERS:
            form = typed(slug, before)
            assert form.is_valid(), (slug, said(form))
            assert form.written == before, slug


def test_a_chapter_that_does_not_say_how_it_shows_and_reads_is_none() -> None:
    class Half(ChapterForm):
        groups, tables = (), ()

    with pytest.raises(TypeError, match="abstract"):
        Half(policy())  # type: ignore[abstract]


def test_a_group_names_the_paragraphs_of_its_knobs() -> None:
    places: dict[str, set[str]] = {}
    for knob, place in PARAGRAPHS.items():
        places.setdefault(knob.rpartition(".")[2], set()).add(place)
    for form in CHAPTERS.values():
        for group in form.groups:
            named = [places[name] for name in (*group.names, group.rows) if name in places]
            assert all(place & set(group.cite.split(", ")) for place in named), (form.slug, group.names)


def test_every_table_of_the_policy_has_its_chapter() -> None:
    tables = [name for form in CHAPTERS.values() for name in form.tables]
    assert sorted(tables) == sorted(Policy.__dataclass_fields__)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("9-12:30, 13:30-18", ((540, 750), (810, 1080))),
        ("9h-12h30 et 13h30-18h", ((540, 750), (810, 1080))),
        ("9 h 00 – 12 h 30 / 14 h à 18 h", ((540, 750), (840, 1080))),
        ("9am to 5pm", ((540, 1020),)),
        ("00:00-24:00", ((0, 1440),)),
        ("", ()),
    ],
)
def test_hours_are_read_as_they_are_said(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    form = typed("hours", monday=text)
    assert form.is_valid(), said(form)
    assert form.written is not None and form.written.hours.monday == ranges


def test_a_comma_is_a_decimal_point_in_both_languages() -> None:
    for language in ("en", "fr"):
        with override(language):
            form = typed("payment", late_rate="12,5 %", recovery_fee="40.00")
            assert form.is_valid(), said(form)
            assert form.written is not None and form.written.payment.late_rate == Decimal("12.5")


STEPS: dict[str, Any] = {"urgency": {"by": "notice", "steps": [{"under_hours": 24, "percent": 20}]}}

# chapter, the policy before, what is typed, the field that is named, the sentence in English and in French
REFUSALS: list[tuple[str, dict[str, Any], dict[str, str], str, str, str]] = [
    ("hours", {}, {"monday": "nine to five"}, "monday", "is not read as hours", "ne se lit pas comme des horaires"),
    ("hours", {}, {"monday": "18-9"}, "monday", "ends before it starts", "finit avant de commencer"),
    ("hours", {}, {"monday": "9-12, 11-15"}, "monday", "overlap", "se chevauchent"),
    ("hours", {}, {"timezone": "Mars/Olympus"}, "timezone", "no known time zone", "fuseau horaire est inconnu"),
    ("hours", {}, {"region": "99"}, "country", "No public holidays", "Aucun jour férié"),
    (
        "hours",
        {"hours": {"closures": [{"from": date(2026, 8, 3), "to": date(2026, 8, 14)}]}},
        {"closures__0__last": "2026-08-01"},
        "closures-0-first",
        "before the first",
        "avant le premier",
    ),
    ("channels", {}, {"channels__1__name": "Trello"}, "channels", "is there twice", "y est deux fois"),
    ("scope", {}, {"services__0__rate": "a lot"}, "services-0-rate", "number", "nombre"),
    ("urgencies", {}, {"tiers__1__usual": ""}, "tiers", "usual", "habituel"),
    ("urgencies", {}, {"tiers__1__percent": "300"}, "tiers-1-percent", "200", "200"),
    ("urgencies", STEPS, {"notice_hours": "48"}, "steps", "row of 48 hours", "ligne de 48 heures"),
    ("urgencies", {}, {"band_outside": "25"}, "band_outside", "stands alone", "va seul"),
    ("urgencies", {}, {"tiers__0__name": "complex"}, "__all__", "is there twice", "y est deux fois"),
    ("payment", {}, {"reminder_days": "7, soon"}, "reminder_days", "no whole number", "pas un nombre entier"),
    ("payment", {}, {"deposits__2__ask": "percent"}, "deposits-2-figure", "required", "obligatoire"),
    (
        "payment",
        {},
        {"deposits__2__ask": "percent", "deposits__2__figure": "120"},
        "deposits-2-figure",
        "at most 100",
        "ne dépasse pas 100",
    ),
    ("process", {}, {"discovery_short": "45", "discovery_long": "30"}, "discovery_long", "shorter", "plus court"),
    ("process", {}, {"kickoff_agenda": "x" * 300}, "kickoff_agenda", "200", "200"),
]


@pytest.mark.parametrize(
    ("slug", "before", "more", "place", "english", "french"), [each for each in REFUSALS if each[3]]
)
def test_a_refusal_stands_at_its_field_in_both_languages(
    slug: str, before: dict[str, Any], more: dict[str, str], place: str, english: str, french: str
) -> None:
    for language, words in (("en", english), ("fr", french)):
        with override(language):
            form = typed(slug, policy(**before), **more)
            assert not form.is_valid()
            assert words in " ".join(said(form).get(place, [])), (language, said(form))


def test_a_row_left_blank_is_dropped_and_a_new_one_gets_its_code() -> None:
    form = typed(
        "scope", services__0__name="", services__count="3", services__2__name="Agenda", services__2__category="sales"
    )
    assert form.is_valid(), said(form)
    assert form.written is not None
    assert [(each.code, each.name) for each in form.written.services] == [("agenda", "Agenda"), ("agenda-2", "Agenda")]


def test_a_service_keeps_its_code_when_its_name_changes() -> None:
    form = typed("scope", services__0__name="Letters")
    assert form.is_valid() and form.written is not None
    assert (form.written.services[0].code, form.written.services[0].name) == ("newsletter", "Letters")


def test_a_channel_of_her_own_is_kept_in_her_words() -> None:
    with override("fr"):
        form = typed("channels", channels__0__name="Boîte à idées", channels__1__name="E-mail")
        assert form.is_valid(), said(form)
    assert form.written is not None and form.written.channels.main == ("Boîte_à_idées", "email")


def test_rows_are_added_removed_and_moved_without_losing_what_was_typed() -> None:
    kind, before = CHAPTERS["channels"], policy()
    data = sent(kind.of(before), channels__0__name="half a wo", urgent_marker="ASAP!")
    names = lambda act: [row["name"].value() for row in kind.typed(before, data, act).rows["channels"].forms]  # noqa: E731
    start = names("look")
    assert start[0] == "half a wo"
    assert names("add channels") == [*start, None]
    assert names("up channels 1") == [start[1], start[0], *start[2:]]
    assert names("up channels 0") == names("up channels x") == names("add nonsense") == start
    assert kind.typed(before, data, "add channels")["urgent_marker"].value() == "ASAP!"


def test_a_row_ticked_to_go_stays_in_sight_and_is_dropped_when_the_chapter_is_kept() -> None:
    kind, before = CHAPTERS["scope"], policy()
    wrong = {"services__0__name": "", "services__0__rate": "a lot"}
    form = typed("scope", before, services__0__gone="on", **wrong)
    assert form.is_valid(), said(form)
    assert form.written is not None and form.written.services == before.services[1:]
    again = kind.typed(before, sent(kind.of(before), services__0__gone="on"), "add services").rows["services"].forms
    assert [row.is_gone for row in again] == [True, *[False] * len(before.services)]
    assert again[0]["name"].value() == before.services[0].name


def test_a_form_sent_without_its_rows_or_with_far_too_many_is_read_all_the_same() -> None:
    for count in ("", "x", "-1", "9" * 30, "99999"):
        form = typed("channels", channels__count=count)
        assert form.is_valid(), said(form)


def test_the_worked_example_is_what_is_shown() -> None:
    form = CHAPTERS["urgencies"].of(policy())
    assert form["notice_hours"].value() == WORKED["urgency"]["notice_hours"]
    assert [row["usual"].value() for row in form.rows["tiers"].forms] == [False, True, False]
