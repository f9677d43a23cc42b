"""What makes no policy is said in both languages: the path, what is wrong, what would be right."""

from __future__ import annotations

import inspect
import re
import tomllib
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from pydantic import ValidationError as Malformed

from sops.forms import parsed
from sops.rules import daysoff, opening, policy, pricing, written
from sops.rules.document import parse_policy
from sops.rules.policy import Policy
from sops.wording.refusals import WRITTEN, unwritten
from vacrm.problems import sentence

# What is written as TOML, and the line that refuses it in English and in French.
REFUSALS = [
    (
        '[hours]\nmonday = ["09:00-12:30", "12:00-14:00"]',
        "hours.monday: two opening ranges overlap; let one end before the next starts",
        "hours.monday : deux plages d’ouverture se chevauchent ; terminez l’une avant de commencer l’autre",
    ),
    (
        '[hours]\nmonday = ["18:00-09:00"]',
        "hours.monday[0]: ends before it starts; write the earlier hour first",
        "hours.monday[0] : finit avant de commencer ; écrivez d’abord l’heure de début",
    ),
    (
        '[hours]\nmonday = ["9 to 5"]',
        'hours.monday[0]: is not a range of hours; write "09:00-12:30"',
        'hours.monday[0] : n’est pas une plage horaire ; écrivez "09:00-12:30"',
    ),
    (
        '[hours]\ntimezone = "Mars/Olympus"',
        "hours.timezone: is no known time zone; write one such as Europe/Paris",
        "hours.timezone : n’est pas un fuseau horaire connu ; écrivez par exemple Europe/Paris",
    ),
    (
        '[hours]\nholidays = "ZZ"',
        "hours.holidays: “ZZ” is no country with known holidays; write one of AD,",
        "hours.holidays : « ZZ » n’est pas un pays dont les jours fériés sont connus ; écrivez l’un de ceux-ci : AD,",
    ),
    (
        '[hours]\nholidays = "FR-99"',
        "hours.holidays: “FR-99” is no region of FR with known holidays; write FR or one of FR-57,",
        "« FR-99 » n’est pas une région de FR dont les jours fériés sont connus ; écrivez FR ou l’une",
    ),
    (
        '[hours]\nholidays = "BE-1"',
        "“BE-1” is no region of BE with known holidays; write BE",
        "« BE-1 » n’est pas une région de BE dont les jours fériés sont connus ; écrivez BE",
    ),
    (
        "[[hours.closures]]\nfrom = 2026-08-14\nto = 2026-08-03",
        "hours.closures[0]: “to” is before “from”; write the first day first",
        "hours.closures[0] : « to » précède « from » ; écrivez d’abord le premier jour",
    ),
    (
        "[[hours.closures]]\nfrom = 0206-08-14\nto = 2026-08-03",
        "hours.closures[0].from: is in the year 206; write one from 1970 to 2999",
        "hours.closures[0].from : est en l’an 206 ; écrivez une année de 1970 à 2999",
    ),
    (
        '[channels]\nmain = ["email", "email"]',
        "channels.main: “email” is listed twice; a channel is agreed, urgent-only or refused",
        "channels.main : « email » y figure deux fois ; un canal est convenu, réservé aux urgences ou refusé",
    ),
    (
        "[urgency.tiers]\nsimple = 20",
        "urgency.default_tier: is missing; write one of simple",
        "urgency.default_tier : manque ; écrivez l’une de ces valeurs : simple",
    ),
    (
        '[urgency]\ndefault_tier = "heroic"\n[urgency.tiers]\nsimple = 20',
        "urgency.default_tier: “heroic” is not a tier; write one of simple",
        "urgency.default_tier : « heroic » n’est pas un palier ; écrivez l’un de ceux-ci : simple",
    ),
    (
        '[urgency]\ndefault_tier = "heroic"',
        "urgency.default_tier: “heroic” is not a tier: there are none; leave it out",
        "urgency.default_tier : « heroic » n’est pas un palier : il n’y en a aucun ; supprimez cette ligne",
    ),
    (
        '[urgency]\nby = "notice"\nnotice_hours = 24',
        "urgency.steps: the largest under_hours is not notice_hours; write a step of 24",
        "urgency.steps : le plus grand under_hours n’est pas notice_hours ; écrivez un palier de 24",
    ),
    (
        '[urgency]\nby = "notice"\nnotice_hours = 9\n'
        "steps = [{under_hours = 9, percent = 1}, {under_hours = 9, percent = 2}]",
        "urgency.steps: two steps are under 9 hours; keep one of them",
        "urgency.steps : deux paliers (steps) sont à moins de 9 heures ; gardez-en un",
    ),
    (
        "[off_hours.bands]\noutside = 25\nweekend = 50",
        "off_hours.bands: “outside” stands alone; remove it or the other bands",
        "off_hours.bands : « outside » va seul ; retirez-le, ou retirez les autres plages",
    ),
    (
        "[off_hours.bands]\nweekend = inf",
        "off_hours.bands.weekend: is not a finite number; write 12.30",
        "off_hours.bands.weekend : n’est pas un nombre fini ; écrivez 12.30",
    ),
    (
        '[off_hours.bands]\nweekend = "a lot"',
        "off_hours.bands.weekend: is not a decimal number; write 12.30",
        "off_hours.bands.weekend : n’est pas un nombre décimal ; écrivez 12.30",
    ),
    (
        "[deposits.mission]\npercent = 50\namount = 100",
        "deposits.mission: a deposit is a percent or an amount; write one of the two",
        "deposits.mission : un acompte est un pourcentage (percent) ou un montant (amount) ; écrivez l’un des deux",
    ),
    (
        "[process]\ndiscovery_minutes = [45, 30]",
        "process.discovery_minutes: is one length or a shortest and a longest; write [30] or [30, 45]",
        "process.discovery_minutes : est une durée, ou la plus courte et la plus longue ; écrivez [30] ou [30, 45]",
    ),
    (
        '[[process.onboarding]]\ncode = "a"\nlabel = "A"\n[[process.onboarding]]\ncode = "a"\nlabel = "B"',
        "process.onboarding: the code “a” is there twice; give each its own",
        "process.onboarding : le code « a » y figure deux fois ; donnez à chacun le sien",
    ),
    (
        '[[services]]\ncode = "a"\nname = "A"\n[[excluded]]\ncode = "a"\nname = "B"',
        "excluded: “a” is offered too; keep it in one of the two lists",
        "excluded : « a » fait aussi partie de vos prestations ; gardez-le dans une seule des deux listes",
    ),
    (
        '[[services]]\ncode = "a"\nname = "A\\nB"',
        "services[0].name: holds a line break or a tab; write one line",
        "services[0].name : contient un retour à la ligne ou une tabulation ; écrivez une seule ligne",
    ),
    (
        '[surcharges]\ncombine = "lowest"',
        "surcharges.combine: is “lowest”; write one of 'highest', 'add' or 'multiply'",
        "surcharges.combine : vaut « lowest » ; écrivez une de ces valeurs : 'highest', 'add' ou 'multiply'",
    ),
    (
        "[time]\nround_minutes = [1]",
        "time.round_minutes: is a list; write a whole number",
        "time.round_minutes : vaut une liste ; écrivez un nombre entier",
    ),
    (
        "[time]\nround_minutes: 15",
        "This is not TOML at line 2, column 14; write name = value, each name once, texts in quotes.",
        "Ce n’est pas du TOML à la ligne 2, colonne 14 ; écrivez nom = valeur, chaque nom une seule fois",
    ),
    (
        '[hours]\nmonday = ["09:00',
        "This is not TOML: it ends too early; close each quote and each bracket.",
        "Ce n’est pas du TOML : le texte s’arrête trop tôt ; fermez chaque guillemet et chaque crochet.",
    ),
    (
        f"[time]\nround_minutes = {'[' * 100_000}",
        "This cannot be read: it is nested too deeply, or holds a number that is none.",
        "Ce texte ne peut pas être lu : il est trop imbriqué, ou contient un nombre qui n’en est pas un.",
    ),
]


@pytest.mark.parametrize(("toml", "english", "french"), REFUSALS, ids=[each[1][:60] for each in REFUSALS])
def test_what_makes_no_policy_is_said_in_both_languages(toml: str, english: str, french: str) -> None:
    for language, words in (("en", english), ("fr", french)):
        with override(language), pytest.raises(ValidationError) as refusal:
            parsed(toml)
        assert len(refusal.value.messages) == 1
        assert words in refusal.value.messages[0].replace("\u00a0", " ")


def test_every_refusal_of_the_rules_has_its_words_for_toml_and_for_a_form() -> None:
    source = "".join(inspect.getsource(each) for each in (daysoff, opening, policy, pricing, written))
    kinds = set(re.findall(r'(?:PydanticCustomError|Unknown)\(\s*"(\w+)"', source))
    assert kinds == set(WRITTEN)
    values = dict.fromkeys(("code", "hours", "step"), "x")
    for kind in kinds:
        assert "cannot be kept" not in unwritten({"type": kind, "loc": (), "ctx": values, "msg": ""}), kind


@pytest.mark.parametrize(("toml", "english"), [each[:2] for each in REFUSALS], ids=[each[1][:60] for each in REFUSALS])
def test_the_rules_say_the_same_where_no_catalogue_is_read(toml: str, english: str) -> None:
    try:
        parse_policy(tomllib.loads(toml, parse_float=Decimal))
    except Malformed as error:
        (found,) = error.errors()
        with override("en"):
            assert found["type"] not in WRITTEN or found["msg"] == sentence(Policy, dict(found), WRITTEN)
    except (tomllib.TOMLDecodeError, RecursionError):
        assert english.startswith("This ")
