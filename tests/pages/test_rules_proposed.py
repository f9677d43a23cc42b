"""A new version of the rules proposed to a client, read in the portal, and accepted or not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from clients import door, proposing
from clients.history import history
from clients.models import Agreement, RulesProposal
from clients.models import Client as Customer
from sops import publishing
from sops.models import SopVersion
from tests.demonstration import NOW
from vacrm.post.models import Delivery

pytestmark = pytest.mark.usefixtures("demonstration", "db")
ON = date(2026, 11, 2)
TO = "ines@acme.example"


@pytest.fixture
def agreement() -> Agreement:
    """A running agreement pinned to the rules that were in force so far; a later version is in force since today."""
    found = Agreement.objects.running(ON).select_related("client", "sop").order_by("pk").first()
    assert found
    latest = SopVersion.objects.published().get()
    Agreement.objects.filter(client=found.client).update(sop=latest)
    draft = SopVersion.objects.drafts().first() or publishing.revise(latest, at=NOW)
    document = {**latest.document, "hours": {**latest.document["hours"], "first_reply_hours": 5}}
    SopVersion.objects.filter(pk=draft.pk).update(document=document)
    draft.refresh_from_db()
    publishing.publish(draft, at=NOW, effective_on=ON, title=draft.title, seen=publishing.mark(draft.policy()))
    found.refresh_from_db()
    return found


@pytest.fixture
def proposal(agreement: Agreement) -> RulesProposal:
    return proposing.propose(agreement.client, to=TO, at=NOW, on=ON)


@pytest.fixture
def inside(proposal: RulesProposal) -> Client:
    _link, secret = door.invite(proposal.client, to=TO, days=60, at=NOW)
    browser = Client()
    browser.get(f"/p/open/{secret}/")
    return browser


def place(proposal: RulesProposal) -> str:
    return f"/p/{proposal.client_id}/rules/proposals/{proposal.pk}/"


def test_the_version_in_force_is_proposed_once_to_who_follows_an_earlier_one(
    agreement: Agreement, proposal: RulesProposal
) -> None:
    assert proposal.sop == SopVersion.objects.published().get()
    with pytest.raises(ValidationError, match="already waits"):
        proposing.propose(agreement.client, to=TO, at=NOW, on=ON)
    agreement.refresh_from_db()
    assert agreement.sop_id != proposal.sop_id, "nothing is pinned before the client's word"


def test_accepted_the_running_agreements_are_pinned_anew_and_the_rest_stays(
    agreement: Agreement, proposal: RulesProposal
) -> None:
    before = agreement.sop.number
    others = dict(Agreement.objects.exclude(client=agreement.client).values_list("pk", "sop"))
    proposing.accept(proposal, by="Ines", address=TO, at=NOW, on=ON)
    proposing.accept(proposal, by="Ines again", address=TO, at=NOW + timedelta(minutes=1), on=ON)
    agreement.refresh_from_db()
    proposal.refresh_from_db()
    assert agreement.sop_id == proposal.sop_id
    assert (proposal.accepted_by, proposal.pinned[agreement.key]) == ("Ines", before)
    assert dict(Agreement.objects.exclude(client=agreement.client).values_list("pk", "sop")) == others
    with pytest.raises(ValidationError, match="follow the rules in force"):
        proposing.propose(agreement.client, to=TO, at=NOW, on=ON)
    with pytest.raises(ValidationError, match="was accepted"):
        proposing.withdraw(proposal, at=NOW)


def test_what_was_taken_back_is_not_accepted(proposal: RulesProposal, agreement: Agreement) -> None:
    proposing.withdraw(proposal, at=NOW)
    with pytest.raises(ValidationError, match="taken back"):
        proposing.accept(proposal, by="Ines", address=TO, at=NOW, on=ON)
    assert proposing.propose(agreement.client, to=TO, at=NOW, on=ON).pk != proposal.pk


@pytest.mark.parametrize(("language", "word"), [("en", "One thing changes"), ("fr", "Un point change")])
def test_the_client_reads_what_changes_and_accepts_with_a_name_and_a_tick(
    inside: Client, proposal: RulesProposal, agreement: Agreement, language: str, word: str
) -> None:
    Customer.objects.filter(pk=proposal.client_id).update(language=language)
    assert f'href="{place(proposal)}"' in inside.get(f"/p/{proposal.client_id}/").content.decode()
    page = inside.get(place(proposal)).content.decode()
    assert word in page
    assert "checked" not in page
    refused = inside.post(place(proposal), {"by": "<b>Ines</b>"})
    assert refused.status_code == 422
    assert "&lt;b&gt;Ines&lt;/b&gt;" in refused.content.decode(), "nothing typed is lost, nothing is run"
    answer = inside.post(place(proposal), {"by": "Ines Roy", "agreed": "on"})
    assert answer.headers["Location"] == f"/p/{proposal.client_id}/rules/"
    agreement.refresh_from_db()
    assert agreement.sop_id == proposal.sop_id
    told = [event.text for event in history(proposal.client)]
    assert "Ines Roy accepted version 2 of the rules" in told
    assert f"Invited {TO} to the portal" in told
    mail = Delivery.objects.latest("pk")
    assert mail.to == [TO]
    assert len(mail.cc) == 1, "a copy for the assistant"
    again = inside.post(place(proposal), {"by": "Ines Roy", "agreed": "on"})
    assert again.status_code == 200
    assert Delivery.objects.latest("pk") == mail


def test_she_proposes_by_mail_and_takes_it_back(agreement: Agreement, owner: Client) -> None:
    page = f"/clients/{agreement.client_id}/"
    Customer.objects.filter(pk=agreement.client_id).update(email=TO)
    assert f'action="{page}rules-proposals/"' in owner.get(f"{page}portal/").content.decode()
    owner.post(f"{page}rules-proposals/", {"to": TO})
    proposal = RulesProposal.objects.get()
    assert "/p/open/" in Delivery.objects.latest("pk").body
    owner.post(f"/rules-proposals/{proposal.pk}/withdraw/")
    proposal.refresh_from_db()
    assert proposal.withdrawn_at == NOW
    assert owner.get(f"/rules-proposals/{proposal.pk}/withdraw/").status_code == 405


def test_a_wrong_address_proposes_nothing(agreement: Agreement, owner: Client) -> None:
    owner.post(f"/clients/{agreement.client_id}/rules-proposals/", {"to": "nobody"})
    assert not RulesProposal.objects.exists()
