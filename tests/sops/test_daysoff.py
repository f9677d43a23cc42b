"""Public holidays: read from the file of one country, the same as from the whole library."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import holidays

from sops.rules.daysoff import is_public_holiday, unknown

COUNTRIES = holidays.list_supported_countries(include_aliases=False)
YEAR = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]


def test_every_country_has_the_holidays_that_the_library_gives_it() -> None:
    for country, regions in COUNTRIES.items():
        for region in [None, *(each for each in regions[:2] if " " not in each)]:
            code = f"{country}-{region}" if region else country
            assert unknown(code) is None
            if (country, region) == ("FR", "57"):
                continue  # two days more, by local law
            known = holidays.country_holidays(country, subdiv=region, years=2026)
            assert [day for day in YEAR if is_public_holiday(code, day)] == sorted(day for day in known if day in YEAR)


def test_one_country_does_not_load_the_others() -> None:
    script = """
import sys
from datetime import date
from sops.rules.daysoff import is_public_holiday
assert is_public_holiday("FR", date(2026, 7, 14)) and not is_public_holiday("FR", date(2026, 7, 15))
assert is_public_holiday("FR-57", date(2026, 12, 26)) and not is_public_holiday("FR", date(2026, 12, 26))
print("holidays.countries" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
