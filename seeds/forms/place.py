"""Where she works: language and time zone."""

from __future__ import annotations

from babel.core import get_global
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from vacrm.zones import choices

# Where a country has several clocks, the one most of its people live by; else its language's.
MOSTLY = {
    "US": "America/New_York",
    "CA": "America/Toronto",
    "AU": "Australia/Sydney",
    "NZ": "Pacific/Auckland",
    "ES": "Europe/Madrid",
    "PT": "Europe/Lisbon",
    "DE": "Europe/Berlin",
    "BR": "America/Sao_Paulo",
    "CN": "Asia/Shanghai",
}
ELSE = {"fr": "Europe/Paris", "en": "Europe/London"}


def guess_zone(request: HttpRequest) -> str:
    """The time zone of the country that the browser's languages name first."""
    for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        territory = tag.rpartition("-")[2].upper() if "-" in tag else ""
        if zone := MOSTLY.get(territory) or next(iter(get_global("territory_zones").get(territory, ())), ""):
            return str(zone)
    return ELSE[language()]


def language() -> str:
    """The language of the page, one of ours."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


class PlaceForm(forms.Form):
    """The language of the pages, and the clock she works by."""

    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Your day begins and ends by this clock."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["zone"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices(language())
