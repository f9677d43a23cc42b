"""Words from a template, in the recipient's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import engines
from django.template.loaders.locmem import Loader

from vacrm.post.writing import write

LETTER = """{% extends "post/message.txt" %}{% block subject %}Q4 & <more> {{ number }}{% endblock %}
{% block text %}One.


{% if never %}never{% endif %}

Two for {{ client }}.{% endblock %}"""


@pytest.fixture(autouse=True)
def letter() -> Iterator[None]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    loaders = engine.template_loaders
    engine.template_loaders = [Loader(engine, {"letter.txt": LETTER}), *loaders]
    yield
    engine.template_loaders = loaders


def test_the_first_line_is_the_subject_and_nothing_is_escaped() -> None:
    written = write("letter.txt", language="en", name="Jo", number=7, client="Roux & Fils", signature="Nadia")
    assert written.subject == "Q4 & <more> 7"
    assert written.body == "Hello Jo,\n\nOne.\n\nTwo for Roux & Fils.\n\nKind regards,\nNadia\n"


def test_the_language_is_the_recipients() -> None:
    written = write("letter.txt", language="fr", name="Jo", number=7, client="Roux", signature="Nadia")
    assert written.body.startswith("Bonjour Jo,\n")
    assert written.body.endswith("\nCordialement,\nNadia\n")
