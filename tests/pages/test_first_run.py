"""The first run: with nobody there, every address leads to the wizard; each of its steps is kept at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Agreement
from clients.models import Client as Customer
from seeds import starting
from seeds.steps import done
from sops.models import Business, SopVersion
from tests.test_house_pages import inline_parts
from vacrm import entering
from vacrm.passwords import strength

SECRET = "four rather calm words"
ACCOUNT = {"name": "Nadia Roux", "username": "nadia@roux.example", "password1": SECRET, "password2": SECRET}
STEPS = ["place", "business", "rules", "client"]


@pytest.fixture(autouse=True)
def nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty house, on a Monday morning."""
    monkeypatch.setattr(entering, "lived_in", False)
    monkeypatch.setenv("VACRM_NOW", "2026-11-02T09:00:00+01:00")
    yield


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en-GB,en;q=0.8"})


@pytest.fixture
def owner(visitor: Client) -> Client:
    """She has made her account, and nothing else."""
    visitor.post(reverse("seeds:welcome-account"), ACCOUNT)
    return visitor


def at(step: str) -> str:
    return reverse(f"seeds:welcome-{step}")


@pytest.mark.parametrize("address", ["/", "/clients/", "/login/", "/admin/", "/month/2026-10/", "/nowhere/"])
def test_with_nobody_there_every_address_leads_to_the_wizard(visitor: Client, address: str) -> None:
    answer = visitor.get(address, follow=True)
    assert answer.redirect_chain[-1][0] == at("account")
    assert "Who works here?" in answer.content.decode()
    part = visitor.get(address, headers={"hx-request": "true"})
    assert part.headers["HX-Redirect"] == reverse("seeds:welcome")


def test_styles_are_let_through(visitor: Client) -> None:
    style = visitor.get("/static/vacrm/theme.css")
    assert style.status_code == 200
    style.close()


def test_the_switch_of_languages_is_let_through(visitor: Client) -> None:
    visitor.post(reverse("set_language"), {"language": "fr", "next": at("account")})
    assert '<html lang="fr"' in visitor.get(at("account")).content.decode()


def test_a_house_that_is_lived_in_is_asked_no_more(owner: Client) -> None:
    assert owner.get("/").status_code == 200
    assert entering.lived_in
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Client().get("/", headers={"accept-language": "en"})
    assert not [each for each in queries.captured_queries if "auth_user" in each["sql"]]


def test_the_account_is_made_once_and_opens_the_house(visitor: Client) -> None:
    answer = visitor.post(at("account"), ACCOUNT)
    assert answer.headers["Location"] == at("place")
    user = User.objects.get()
    assert (user.get_full_name(), user.email, user.is_superuser) == ("Nadia Roux", "nadia@roux.example", True)
    assert visitor.get("/").status_code == 200
    stranger = Client()
    late = stranger.post(at("account"), ACCOUNT | {"username": "second"}, follow=True)
    assert User.objects.count() == 1
    assert "Log in" in late.content.decode()


def test_of_two_windows_one_makes_the_account(visitor: Client) -> None:
    entering.move_in("first", SECRET)
    with pytest.raises(ValidationError, match="in the meantime"):
        entering.move_in("second", SECRET)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password2": "other"}, "didn’t match"),
        ({"password1": "12345678", "password2": "12345678"}, "too common"),
        ({"username": ""}, "required"),
    ],
)
def test_a_wrong_account_names_its_field_and_keeps_what_was_typed(
    visitor: Client, typed: dict[str, str], said: str
) -> None:
    answer = visitor.post(at("account"), ACCOUNT | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Nadia Roux" in page
    assert SECRET not in page
    assert not User.objects.exists()


def test_the_strength_of_a_password_is_said_plainly(visitor: Client) -> None:
    address = reverse("seeds:password-read")
    assert visitor.get(address).status_code == 405
    said = visitor.post(address, {"password1": "nadiar", "username": "nadiar"}).content.decode()
    assert said.lstrip().startswith('<div id="password"')
    assert "too short" in said
    assert "too similar" in said
    assert "nadiar" not in said
    weak, strong = strength("tulip-garage"), strength(SECRET)
    assert weak is not None
    assert strong is not None
    assert weak.sentences[0].startswith("Accepted: 12 characters.")
    assert strong.sentences[0].startswith("Strong: 22 characters")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_a_page_and_a_fragment_in_both_languages(owner: Client, step: str, language: str) -> None:
    answer = owner.get(at(step), headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("btn-primary") == 1
    assert inline_parts(page) == []
    part = owner.get(at(step), headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith(f'<div id="welcome-{step}"')
    assert "<html" not in part


@pytest.mark.parametrize("step", STEPS)
def test_a_stranger_sees_no_step_but_the_door(owner: Client, step: str) -> None:
    answer = Client().get(at(step))
    assert answer.headers["Location"].partition("?")[0] == reverse("login")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_asks_little_of_the_database(owner: Client, step: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        owner.get(at(step))
    assert len(queries) <= 15


@pytest.mark.parametrize(
    ("languages", "zone"),
    [
        ("fr-FR,fr;q=0.9", "Europe/Paris"),
        ("en-GB", "Europe/London"),
        ("fr-BE", "Europe/Brussels"),
        ("en-US", "America/New_York"),
        ("fr", "Europe/Paris"),
        ("en", "Europe/London"),
        ("zz-ZZ;q=x, *", "Europe/London"),
    ],
)
def test_the_clock_is_guessed_from_the_languages_of_the_browser(owner: Client, languages: str, zone: str) -> None:
    page = owner.get(at("place"), headers={"accept-language": languages}).content.decode()
    assert f'<option value="{zone}" selected>' in page


def test_the_place_is_kept_at_once_and_the_pages_live_by_its_clock(owner: Client) -> None:
    answer = owner.post(at("place"), {"language": "fr", "zone": "Europe/Brussels"})
    assert answer.headers["Location"] == at("business")
    draft = SopVersion.objects.get()
    assert (draft.state, draft.policy().hours.timezone, draft.policy().hours.holidays) == (
        "draft",
        "Europe/Brussels",
        "BE",
    )
    page = owner.get(at("business")).content.decode()
    assert '<html lang="fr"' in page
    assert '<option value="BE" selected>Belgique' in page
    assert done() == {"account": True, "place": True, "business": False, "rules": False, "client": False}


def test_another_language_turns_an_untouched_draft_and_leaves_a_changed_one(owner: Client) -> None:
    on = date(2026, 11, 2)
    starting.settle("en", "Europe/London", on=on)
    starting.settle("fr", "Europe/Paris", on=on)
    draft = SopVersion.objects.get()
    assert draft.title == starting.starter("complete", "fr").title
    assert starting.untouched(draft, on) == "complete"
    changed = starting.placed(starting.starter("hourly", "fr"), "Europe/Paris", on)
    starting.write_rules(
        changed.__class__(**{**changed.__dict__, "channels": starting.starter("complete", "fr").channels}),
        title="Mine",
        on=on,
    )
    starting.settle("en", "Europe/London", on=on)
    draft = SopVersion.objects.get()
    assert (draft.title, draft.policy().hours.timezone) == ("Mine", "Europe/London")


def test_a_time_zone_that_is_none_is_refused(owner: Client) -> None:
    answer = owner.post(at("place"), {"language": "en", "zone": "Mars/Base"})
    assert answer.status_code == 422
    assert not SopVersion.objects.exists()


FRENCH = {
    "name": "Nadia Roux",
    "address_country": "FR",
    "legal_form": "EI",
    "vat_regime": "franchise",
    "street": "1 rue Basse",
    "postcode": "44000",
    "city": "Nantes",
}


def test_a_name_is_enough_of_a_business(owner: Client) -> None:
    answer = owner.post(at("business"), FRENCH | {"street": "", "postcode": "", "city": ""})
    assert answer.headers["Location"] == at("rules")
    assert Business.objects.get().display_name == "Nadia Roux EI"


def test_a_french_business_is_kept_with_its_numbers(owner: Client) -> None:
    owner.post(at("business"), FRENCH | {"siret": "900 000 019 00019", "iban": "FR76 3009 9000 0100 0001 2345 601"})
    business = Business.objects.get()
    assert (business.siren, business.siret, business.iban) == (
        "900000019",
        "90000001900019",
        "FR7630099000010000012345601",
    )
    assert business.address == {"street": "1 rue Basse", "postcode": "44000", "city": "Nantes", "country": "FR"}
    owner.post(at("business"), FRENCH | {"name": "Nadia R."})
    assert Business.objects.get().name == "Nadia R.", "a second time corrects it"


def test_a_wrong_number_is_refused_with_its_reason(owner: Client) -> None:
    answer = owner.post(at("business"), FRENCH | {"iban": "FR76 3009 9000 0100 0001 2345 60"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "One character is missing: an IBAN of France has 27, this one has 26." in page
    assert "FR76 3009 9000 0100 0001 2345 60" in page
    assert not Business.objects.exists()


def test_elsewhere_french_numbers_are_not_asked_for(owner: Client) -> None:
    page = owner.post(at("business"), FRENCH | {"address_country": "GB", "country": "1"}).content.decode()
    assert 'name="siret"' not in page
    assert "1 rue Basse" in page, "what was typed is kept"
    assert not Business.objects.exists()
    owner.post(at("business"), {"name": "Nadia", "address_country": "GB", "rcs": "0123"})
    business = Business.objects.get()
    assert (business.display_name, business.vat_regime, business.rcs) == ("Nadia", "none", "0123")


def test_fields_that_a_country_adds_begin_as_they_do_there(owner: Client) -> None:
    typed = {"name": "Nadia", "address_country": "FR", "country": "1"}
    part = owner.post(reverse("seeds:business-read"), typed, headers={"hx-request": "true"}).content.decode()
    (regime,) = re.findall(r"<input[^>]*franchise[^>]*>", part)
    assert "checked" in regime
    assert "art. 293 B du CGI" in part


def test_what_is_typed_is_no_longer_called_missing(owner: Client) -> None:
    address = reverse("seeds:business-read")
    bare = owner.post(address, FRENCH | {"iban": ""}).content.decode()
    assert "the IBAN to be paid on" in bare
    assert "the SIREN or SIRET" in bare
    numbers = {"siret": "900 000 019 00019", "iban": "FR76 3009 9000 0100 0001 2345 601"}
    typed = FRENCH | numbers | {"email": "nadia@roux.example"}
    assert "Still missing" not in owner.post(address, typed).content.decode()
    owner.post(at("business"), typed)
    assert "Still missing" not in owner.get(at("business")).content.decode()


def test_the_head_of_an_invoice_is_written_while_she_types(owner: Client) -> None:
    address = reverse("seeds:business-read")
    part = owner.post(address, FRENCH | {"siret": "900 000 019 0001"}).content.decode()
    assert "<html" not in part
    assert "Nadia Roux EI" in part
    assert "1 rue Basse" in part
    assert "art. 293 B du CGI" in part
    assert "F2026-0001" in part
    assert "One character is missing" in part
    assert part.count('hx-swap-oob="true"') == 4
    assert owner.get(address).status_code == 405
    assert not Business.objects.exists()


KNOBS = {
    **dict.fromkeys(("monday", "tuesday", "thursday", "friday"), "9-12:30, 13h30–17h"),
    "notice_hours": "48",
    "tier_simple": "10",
    "tier_standard": "30",
    "tier_complex": "60",
    "deposit": "30",
    "terms": "net",
    "days": "20",
}


def test_the_knobs_make_the_first_version(owner: Client) -> None:
    answer = owner.post(at("rules"), KNOBS)
    assert answer.headers["Location"] == at("client")
    version = SopVersion.objects.published().get()
    policy = version.policy()
    assert (version.number, version.effective_on) == (1, date(2026, 11, 1))
    assert policy.hours.monday == ((540, 750), (810, 1020))
    assert policy.hours.wednesday == ()
    assert policy.urgency.notice_hours == 48
    assert {tier: int(percent) for tier, percent in policy.urgency.tiers.items()} == {
        "simple": 10,
        "standard": 30,
        "complex": 60,
    }
    assert (str(policy.deposits["mission"].percent), policy.payment.terms, policy.payment.days) == ("30", "net", 20)
    assert policy.services, "what has no knob is the starter's"
    page = owner.get(at("rules")).content.decode()
    assert "Your rules are published" in page


def test_rules_may_be_kept_as_a_draft_and_taken_up_again(owner: Client) -> None:
    answer = owner.post(at("rules"), KNOBS | {"draft": "1", "notice_hours": "36"})
    assert answer.headers["Location"] == at("rules")
    assert SopVersion.objects.get().state == "draft"
    assert re.search(r'name="notice_hours" value="36"', owner.get(at("rules")).content.decode())


@pytest.mark.parametrize("kind", starting.STARTERS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_starter_can_be_published_as_it_is(owner: Client, kind: str, language: str) -> None:
    owner.cookies["django_language"] = language
    page = owner.get(at("rules"), {"starter": kind})
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields}
    answer = owner.post(at("rules"), typed | {"starter": kind})
    assert answer.headers["Location"] == at("client"), page.content.decode()
    on = date(2026, 11, 2)
    kept = SopVersion.objects.published().get().policy()
    assert kept == starting.placed(starting.starter(kind, language), "UTC", on)


def test_steps_by_notice_follow_the_notice(owner: Client) -> None:
    form = owner.get(at("rules"), {"starter": "packages"}).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"notice_hours": "10", "starter": "packages"}
    owner.post(at("rules"), typed)
    steps = SopVersion.objects.published().get().policy().urgency.steps
    assert [(step.under_hours, int(step.percent)) for step in steps] == [(4, 50), (10, 20)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"monday": "nine to five"}, "is no range of hours"),
        ({"monday": "17-9"}, "ends before it begins"),
        ({"monday": "9-12, 11-14"}, "overlap"),
        ({"monday": "9-25"}, "is no range of hours"),
        ({"tier_simple": "300"}, "less than or equal to 200"),
        ({"deposit": "101"}, "less than or equal to 100"),
        ({"notice_hours": ""}, "required"),
    ],
)
def test_a_wrong_knob_is_named_and_nothing_is_lost(owner: Client, typed: dict[str, str], said: str) -> None:
    answer = owner.post(at("rules"), KNOBS | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'name="days" value="20"' in page
    assert not SopVersion.objects.exists()


def test_what_clients_read_follows_the_knobs(owner: Client) -> None:
    address = reverse("seeds:rules-read")
    part = owner.post(address, KNOBS).content.decode()
    assert part.lstrip().startswith('<div id="rules-says"')
    assert "in less than 48 hours" in part
    wrong = owner.post(address, KNOBS | {"monday": "x"}).content.decode()
    assert "once every knob is right" in wrong
    assert "<b>Monday</b> “x” is no range of hours" in wrong
    assert owner.get(address).status_code == 405
    assert not SopVersion.objects.exists()


def test_a_name_is_enough_of_a_client(owner: Client) -> None:
    answer = owner.post(at("client"), {"name": "Bolt Cycles"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert "Bolt Cycles is your first client." in answer.content.decode()
    customer = Customer.objects.get()
    assert (customer.key, customer.stage, customer.language) == ("bolt-cycles", "lead", "en")
    empty = owner.post(at("client"), {"name": " "})
    assert empty.status_code == 422
    assert Customer.objects.count() == 1


def test_a_client_with_a_rate_can_be_billed_at_once(owner: Client) -> None:
    owner.post(at("rules"), KNOBS)
    owner.post(at("client"), {"name": "Bolt Cycles", "rate": "45.00"})
    agreement = Agreement.objects.get()
    assert (agreement.kind, str(agreement.rate), agreement.starts_on) == ("hourly", "45.00", date(2026, 11, 1))
    assert agreement.sop == SopVersion.objects.get()


def test_the_wizard_goes_on_where_she_stopped(owner: Client) -> None:
    assert owner.get(reverse("seeds:welcome")).headers["Location"] == at("place")
    owner.post(at("place"), {"language": "en", "zone": "Europe/London"})
    assert owner.get(reverse("seeds:welcome")).headers["Location"] == at("business")
    owner.post(at("business"), FRENCH)
    owner.post(at("rules"), KNOBS)
    owner.post(at("client"), {"name": "Bolt"})
    assert owner.get(reverse("seeds:welcome")).headers["Location"] == "/"


def test_today_shows_the_next_step_and_no_zeros(owner: Client) -> None:
    page = owner.get("/").content.decode()
    assert "Welcome, Nadia" in page
    assert page.count("btn-primary") == 1
    assert at("rules") in page
    assert "0.00" not in page
    owner.post(at("rules"), KNOBS)
    page = owner.get("/").content.decode()
    assert not re.search(r"[ >]0 min", page)


def test_in_a_second_window_rules_are_published_once(owner: Client) -> None:
    on, at_ = date(2026, 11, 2), datetime(2026, 11, 2, 9, tzinfo=UTC)
    policy = starting.placed(starting.starter("hourly", "en"), "Europe/London", on)
    starting.publish_rules(policy, title="Mine", on=on, at=at_)
    with pytest.raises(ValidationError, match="published already"):
        starting.publish_rules(policy, title="Mine", on=on, at=at_)
    with pytest.raises(ValidationError, match="published already"):
        starting.write_rules(policy, title="Mine", on=on)
    assert SopVersion.objects.count() == 1
    assert "Your rules are published" in owner.post(at("rules"), KNOBS).content.decode()


def test_a_first_client_sent_twice_is_added_once(owner: Client) -> None:
    owner.post(at("client"), {"name": "Bolt Cycles"})
    again = owner.post(at("client"), {"name": "bolt cycles"})
    assert again.status_code == 422
    assert "is known already" in again.content.decode()
    assert Customer.objects.count() == 1
