"""Addresses of rows, beside those that Django makes."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix

from vacrm import addresses

CASES: list[tuple[str, list[int | str]]] = [
    ("home", []),
    ("clients:client-detail", [7]),
    ("clients:client-detail", [0]),
    ("requests:file-detail", [7, 8]),
    ("sops:chapter-edit", ["scope"]),
    ("billing:report-detail", ["revenue"]),
    ("billing:month-detail", ["2026-10"]),
    ("billing:bill-detail", ["2026-10", 7]),
    ("billing:month-preview", ["2026-10", "c01"]),
]


@pytest.mark.parametrize(("name", "args"), CASES)
def test_an_address_is_the_one_that_django_makes(name: str, args: list[int | str]) -> None:
    assert addresses.of(name, *args) == reverse(name, args=args)
    words = " ".join(f'"{each}"' if isinstance(each, str) else str(each) for each in args)
    assert Template(f'{{% url "{name}" {words} %}}').render(Context()) == reverse(name, args=args)


def test_a_template_keeps_an_address_and_escapes_what_it_writes() -> None:
    keeps = Template('{% url "billing:bill-detail" month 7 as found %}<{{ found }}>')
    assert keeps.render(Context({"month": "2026-10"})) == f"<{reverse('billing:bill-detail', args=['2026-10', 7])}>"
    asked = Template('{% url "billing:month-preview" "2026-10" key %}').render(Context({"key": "a&b'c"}))
    assert asked == "/month/2026-10/preview/a&amp;b&#x27;c.pdf"


@pytest.mark.parametrize(("name", "args"), [("no-such-page", []), ("clients:client-detail", [-1]), ("home", [3])])
def test_what_has_no_address_says_so(name: str, args: list[int]) -> None:
    with pytest.raises(NoReverseMatch):
        addresses.of(name, *args)
    words = " ".join(map(str, args))
    with pytest.raises(NoReverseMatch):
        Template(f'{{% url "{name}" {words} %}}').render(Context())
    assert Template(f'{{% url "{name}" {words} as found %}}{{{{ found }}}}').render(Context()) == ""


def test_below_a_folder_addresses_begin_with_it() -> None:
    before = get_script_prefix()
    try:
        for folder in ("/desk/", "/"):
            set_script_prefix(folder)
            assert addresses.of("clients:client-detail", 7) == f"{folder}clients/7/"
            assert addresses.of("home") == folder
    finally:
        set_script_prefix(before)
