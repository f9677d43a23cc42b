"""The title of the window once more as the heading of the page: escaped once, not twice."""

from __future__ import annotations

from django.template import Context, Engine

BASE = '{% load vacrm_format %}<title>{% block title %}{% endblock %}</title><h1>{% again "title" %}</h1>'
PAGE = '{% extends "base" %}{% block title %} {{ name }} {% endblock %}'


def test_what_a_client_is_called_is_escaped_once() -> None:
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", {"base": BASE, "page": PAGE})],
        libraries={"vacrm_format": "vacrm.templatetags.vacrm_format"},
    )
    said = engine.get_template("page").render(Context({"name": "Pixel & <Pin>"}))
    assert said == "<title> Pixel &amp; &lt;Pin&gt; </title><h1>Pixel &amp; &lt;Pin&gt;</h1>"
