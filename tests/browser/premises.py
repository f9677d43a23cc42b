"""A business with its procedures and no client yet, for a walk that begins with a stranger."""

from __future__ import annotations

from tests.browser.journey import MONDAY
from tests.browser.shop import Shop

PACK = """
format = 1

[business]
name = "Nadia Ferrand"
siren = "900000019"
vat_regime = "{vat_regime}"
vat_number = "FR25900000019"
address = {{ street = "12 rue des Tilleuls", postcode = "35000", city = "Rennes", country = "FR" }}
email = "nadia@ferrand.example"
iban = "FR1420041010050500013M02606"
language = "{language}"

[sop]
title = "How I work"
effective_on = 2026-01-01
channels = {{ main = ["email", "portal"] }}
services = [{{ code = "agenda", name = "Agenda" }}]
payment = {{ terms = "net", days = 15 }}
deposits = {{ mission = {{ percent = 50 }} }}

[sop.hours]
timezone = "Europe/Paris"
holidays = "FR"
monday = ["09:00-12:30"]
tuesday = ["09:00-12:30"]
wednesday = ["09:00-12:30"]
thursday = ["09:00-12:30"]
friday = ["09:00-12:30"]

[sop.process]
discovery_minutes = [30]
kickoff_minutes = 60
onboarding_form = [{{ code = "relief", question = "What first?", kind = "text" }}]
onboarding = [
  {{ code = "form", label = "A few questions", by = "client" }},
  {{ code = "brand", label = "The logo", by = "client" }},
  {{ code = "folder", label = "A folder", by = "assistant" }},
]
"""


def move_in(shop: Shop, language: str, vat_regime: str) -> None:
    """Load it into a shop that has somebody to log in and nothing else."""
    pack = shop.workshop.data / "premises.toml"
    pack.write_text(PACK.format(language=language, vat_regime=vat_regime), encoding="utf-8")
    done = shop.workshop.manage("load_pack", str(pack), VACRM_NOW=MONDAY)
    assert done.returncode == 0, done.stderr
