"""The form of an agreement names services as she calls them, and as nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from clients.models import Client
from clients.terms import TermsForm
from tests.billing.months import load, pack
from vacrm.fields import written


@pytest.mark.django_db
def test_the_name_of_a_service_is_words_and_no_markup() -> None:
    load(pack(sop={"services": [{"code": "lab", "name": "R&D <b>now</b>"}]}))
    form = TermsForm(client=Client.objects.get(), kind="hourly", on=date(2026, 11, 2))
    shown = written(form["rates_text"]) + written(form["services_text"])
    assert "R&amp;D &lt;b&gt;now&lt;/b&gt; = 45" in shown
    assert "<b>" not in shown
