"""The sample business speaks her language and works where she does: in English, no French is left in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from billing.models import Invoice
from clients.models import Client as Customer
from seeds import sampling, starting
from seeds.packs.abroad import Place
from seeds.packs.checking import check
from seeds.packs.reading import read_pack
from seeds.packs.tables import Pack
from seeds.samples import ENGLISH, FRANCE, IRELAND, PACK, place_of, sample_pack
from sops.models import Business, SopVersion

ON = date(2027, 3, 17)
AT = datetime(2027, 3, 17, 9, tzinfo=UTC)
FRENCH = re.compile(r"[àâçéèêëîïôùûœ«»]|\b(le|la|les|des|du|et|une|pour|sur)\b", re.IGNORECASE)
BRITAIN = Place(language="en", country="GB", currency="GBP", zone="Europe/London")
AMERICA = Place(language="en", country="US", currency="USD", zone="America/Chicago")
FROM_FRANCE = Place(language="en", country="FR", currency="EUR", zone="Europe/Paris")


def texts(value: Any) -> Iterator[str]:
    """Every text of a pack, wherever it stands."""
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from texts(each)


def all_texts(pack: Pack) -> set[str]:
    return set(texts(pack.model_dump(by_alias=True, exclude_none=True)))


@pytest.mark.parametrize("place", [IRELAND, BRITAIN, AMERICA], ids=lambda place: place.country)
def test_in_english_no_french_is_left_and_all_is_of_her_country(db: None, place: Place) -> None:
    pack = sample_pack(place, on=ON, at=AT)
    assert [text for text in all_texts(pack) if FRENCH.search(text)] == []
    assert check(pack) == []
    assert pack.business is not None
    assert pack.business.address is not None
    assert (pack.business.address.country, pack.business.currency) == (place.country, place.currency)
    assert not (pack.business.siren or pack.business.siret)
    assert {each.language for each in pack.clients} == {"en"}
    assert {each.country for each in pack.clients} == {place.country, "BE", "GB"}
    assert bool(pack.business.iban) == (place == IRELAND), "an account is of one country"


def test_in_france_the_names_stay_and_the_words_are_english(db: None) -> None:
    pack = sample_pack(FROM_FRANCE, on=ON, at=AT)
    assert pack.business is not None
    assert (pack.business.name, pack.business.siret, pack.business.language) == (
        "Solène Varenne",
        "90000001900019",
        "en",
    )
    said = [each.subject for each in pack.requests] + [each.note for each in pack.time]
    assert [text for text in said if FRENCH.search(text)] == []
    assert check(pack) == []


def test_no_word_of_it_is_for_nothing() -> None:
    table = tomllib.loads(ENGLISH.read_text(encoding="utf-8"))
    known = all_texts(sample_pack(FRANCE, on=date(2026, 11, 1), at=AT)) | all_texts(read_pack(str(PACK)))
    assert [said for said in [*table["words"], *table["names"]] if said not in known] == []


def test_in_french_it_is_the_demonstration_of_this_week(db: None) -> None:
    Business.objects.create(name="Nadia Roux", address={"country": "CA"}, currency="CAD")
    assert place_of("fr") == FRANCE
    pack = sample_pack(FRANCE, on=ON, at=AT)
    assert pack.business == read_pack(str(PACK)).business


def test_her_day_has_the_same_hours_in_another_country(db: None) -> None:
    here, there = (sample_pack(place, on=ON, at=AT) for place in (FRANCE, AMERICA))
    old, new = here.requests[0].received_at, there.requests[0].received_at
    there_zone, here_zone = ZoneInfo(AMERICA.zone), ZoneInfo(FRANCE.zone)
    assert old.astimezone(here_zone).replace(tzinfo=None) == new.astimezone(there_zone).replace(tzinfo=None)
    assert there.sop is not None
    assert (there.sop.hours.timezone, there.sop.hours.holidays) == ("America/Chicago", "US")


def test_without_an_identity_it_works_in_a_country_of_the_euro(db: None) -> None:
    assert place_of("en") == IRELAND
    Business.objects.create(name="Nadia Roux")
    assert place_of("en") == IRELAND, "an identity that does not say where is none"


def test_her_country_her_money_and_her_clock_are_kept(db: None) -> None:
    starting.settle("en", "America/Chicago", on=ON)
    Business.objects.create(name="Nadia Roux", address={"country": "US"}, currency="USD")
    assert place_of("en") == AMERICA


@pytest.mark.parametrize("place", [IRELAND, AMERICA], ids=lambda place: place.country)
def test_its_last_month_is_closed_in_english(db: None, place: Place) -> None:
    starting.settle("en", place.zone, on=ON)
    mine = Business.objects.create(name="Nadia Roux", address={"country": place.country}, currency=place.currency)
    before = list(SopVersion.objects.values())
    sampling.begin(at=AT)
    sampling.fill(language="en", at=AT)
    assert Customer.objects.count() == 8
    issued = Invoice.objects.issued().filter(month="2027-02")
    assert issued.count() >= 4
    assert {each.language for each in issued} == {"en"}
    assert place.currency in {each.currency for each in issued}
    lines = [line.label for invoice in issued for line in invoice.lines.all()]
    assert [label for label in lines if FRENCH.search(label)] == []
    sampling.remove()
    assert list(SopVersion.objects.values()) == before
    assert list(Business.objects.all()) == [mine]


@pytest.mark.parametrize(("spoken", "name"), [("en", "Clara Quinlan"), ("fr", "Solène Varenne")])
def test_it_speaks_the_language_of_the_page_that_asked(db: None, spoken: str, name: str) -> None:
    owner = Client(headers={"accept-language": spoken})
    owner.force_login(User.objects.create_superuser("nadia"))
    owner.post(reverse("seeds:sample-load"))
    asked = DBTaskResult.objects.get().args_kwargs["args"]
    assert asked == [spoken]
    sampling.fill(language=asked[0], at=AT)
    assert name in owner.get(reverse("seeds:sample-progress")).content.decode()
