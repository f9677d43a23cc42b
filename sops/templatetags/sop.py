"""Rules on pages: a § leads to its rule, in the words of the version that was applied."""

from __future__ import annotations

from django import template
from django.urls import reverse

from sops.rules.paragraphs import anchor

register = template.Library()


@register.filter
def rule(place: str, number: int) -> str:
    """The address of a rule such as “§4.2” in a version of that number."""
    return f"{reverse('sops:version-detail', args=[number])}#{anchor(place)}"
