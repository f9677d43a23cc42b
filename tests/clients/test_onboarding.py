"""An onboarding: begun from the SOP, ticked, changed; complete, it is evidence; reminders go out once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from clients import admitting, door, evidence, onboarding, sharing
from clients.bringing import known
from clients.models import ChecklistItem, ChecklistReminder, Client, ClientFile, Onboarding, PortalLink
from clients.nudging import remind_of_steps
from clients.onboarding_forms import AnswersForm
from sops.models import SopVersion
from tests.billing.months import agreement, load, pack
from vacrm.post.models import Delivery

AT, ON = datetime(2026, 10, 5, 8, tzinfo=UTC), date(2026, 10, 5)  # a Monday, 10:00 in Paris
PROCESS = {
    "onboarding": [
        {"code": "access", "label": "Open an account in my name", "by": "client"},
        {"code": "form", "label": "Fill in the questionnaire", "by": "client"},
        {"code": "board", "label": "Create the board", "by": "assistant"},
    ],
    "onboarding_form": [
        {"code": "tone", "question": "Tu or vous? (tu / vous)", "kind": "choice"},
        {"code": "busy", "question": "Your next deadline?", "kind": "date"},
        {"code": "guide", "question": "Brand guidelines?", "kind": "file"},
    ],
}
WEEK = {day: ["09:00-12:00", "14:00-17:00"] for day in ("monday", "tuesday", "thursday", "friday")} | {"wednesday": []}
PDF = b"%PDF-1.7 made up"


@pytest.fixture
def client(db: None) -> Client:
    """A client who signed, under an SOP with a checklist."""
    sop = {"process": PROCESS, "hours": {"timezone": "Europe/Paris", "holidays": "FR", **WEEK}}
    load(pack(agreement(), sop=sop, client={"stage": "signed", "email": "lou@brisvent.example", "language": "en"}))
    found = Client.objects.get()
    evidence.record(found, "signed", at=AT, on=ON)
    return found


@pytest.fixture
def begun(client: Client) -> Onboarding:
    return onboarding.begin(client, at=AT, on=ON)


def item(begun: Onboarding, code: str) -> ChecklistItem:
    return begun.items.get(code=code)


def tick(found: ChecklistItem, by: str = "assistant") -> ChecklistItem:
    return onboarding.tick(found, by=by, at=AT, on=ON)


def test_the_checklist_is_copied_from_the_version_signed_and_begins_once(client: Client) -> None:
    begun = onboarding.begin(client, at=AT, on=ON)
    assert begun.sop == client.agreements.get().sop
    assert list(begun.items.values_list("code", "by", "due_on")) == [
        ("access", "client", date(2026, 10, 13)),  # five working days; Wednesdays are closed
        ("form", "client", date(2026, 10, 13)),
        ("board", "assistant", date(2026, 10, 16)),
    ]
    assert onboarding.begin(client, at=AT, on=ON) == begun
    assert ChecklistItem.objects.count() == 3


def test_the_procedures_say_when_a_step_is_due_and_what_it_waits_for(db: None) -> None:
    steps = [
        {"code": "board", "label": "Create the board", "by": "assistant", "due_days": 2, "waits_for": "access"},
        {"code": "access", "label": "Open an account", "due_days": 0},
    ]
    load(pack(agreement(), sop={"process": {"onboarding": steps}, "hours": {"timezone": "Europe/Paris", **WEEK}}))
    begun = onboarding.begin(Client.objects.get(), at=AT, on=ON)
    assert list(begun.items.values_list("code", "due_on", "waits_for__code")) == [
        ("board", date(2026, 10, 8), "access"),  # a Tuesday, a Wednesday that is closed, a Thursday
        ("access", ON, None),
    ]
    with pytest.raises(ValidationError, match="waits for “Open an account"):
        tick(item(begun, "board"))


def test_without_a_published_sop_nothing_begins(db: None) -> None:
    with pytest.raises(ValidationError, match="Publish your SOP"):
        onboarding.begin(Client.objects.create(key="acme", name="Acme"), at=AT, on=ON)


def test_the_last_tick_is_evidence_and_the_stage_follows(begun: Onboarding) -> None:
    for each in begun.items.all():
        tick(each)
        tick(each)
    client = Client.objects.get()
    assert client.stage == "kickoff"
    assert client.milestones.filter(kind="checklist_done").count() == 1
    assert [each.events.count() for each in begun.items.all()] == [1, 1, 1]


def test_a_step_opened_again_withdraws_the_evidence_and_leaves_the_stage(begun: Onboarding) -> None:
    for each in begun.items.all():
        tick(each)
    onboarding.untick(item(begun, "board"), by="assistant", at=AT, on=ON)
    client = Client.objects.get()
    assert client.stage == "kickoff"
    assert not client.milestones.filter(kind="checklist_done").exists()
    assert list(item(begun, "board").events.values_list("done", flat=True)) == [True, False]
    tick(item(begun, "board"))
    assert client.milestones.filter(kind="checklist_done").count() == 1


def test_the_client_ticks_only_the_steps_of_the_client(begun: Onboarding) -> None:
    tick(item(begun, "access"), by="client")
    for act in (onboarding.tick, onboarding.untick):
        with pytest.raises(ValidationError, match="assistant’s"):
            act(item(begun, "board"), by="client", at=AT, on=ON)
    assert not item(begun, "board").done_at


def said(found: ChecklistItem, **more: Any) -> dict[str, Any]:
    return {"label": found.label, "by": found.by, "due_on": found.due_on, "waits_for": found.waits_for, **more}


def test_a_step_waits_for_another_and_never_in_a_circle(begun: Onboarding) -> None:
    access, board = item(begun, "access"), item(begun, "board")
    onboarding.keep(begun, board, said(board, waits_for=access), at=AT, on=ON)
    with pytest.raises(ValidationError, match="waits for “Open an account"):
        tick(item(begun, "board"))
    with pytest.raises(ValidationError, match="wait for itself"):
        onboarding.keep(begun, access, said(access, waits_for=board), at=AT, on=ON)
    tick(item(begun, "access"))
    assert tick(item(begun, "board")).done_at


def test_another_clients_step_is_nothing_to_wait_for(begun: Onboarding) -> None:
    other = onboarding.begin(Client.objects.create(key="b", name="B"), at=AT, on=ON)
    board, foreign = item(begun, "board"), other.items.first()
    with pytest.raises(ValidationError, match="same checklist"):
        onboarding.keep(begun, board, said(board, waits_for=foreign), at=AT, on=ON)


def test_steps_are_added_and_struck_off_and_the_rest_can_be_complete(begun: Onboarding) -> None:
    own = {"label": "Call Lou", "by": "assistant", "due_on": None, "waits_for": None}
    added = onboarding.keep(begun, None, own, at=AT, on=ON)
    assert list(begun.items.all())[-1] == added
    for code in ("access", "form", "board"):
        tick(item(begun, code))
    assert not begun.client.milestones.filter(kind="checklist_done").exists()
    onboarding.strike(added, at=AT, on=ON)
    assert begun.client.milestones.filter(kind="checklist_done").exists()


def test_an_access_that_looks_like_a_password_is_refused_with_the_reason(client: Client) -> None:
    asked = {"tool": "Canva", "shared": "mdp : Soleil2026!", "right": "edit"}
    with pytest.raises(ValidationError) as refused:
        sharing.note_access(client, asked, by="client", at=AT)
    assert "looks like a password" in refused.value.message_dict["shared"][0]
    assert "where it is shared" in refused.value.message_dict["shared"][0]
    assert not client.accesses.exists()
    kept = sharing.note_access(client, asked | {"shared": "Invitation to me@va.example"}, by="client", at=AT)
    sharing.end_access(kept, at=AT)
    assert client.accesses.get().ended_at == AT


def test_a_file_is_kept_once_and_one_that_is_disguised_is_refused(client: Client) -> None:
    kept = sharing.attach(client, "guide.pdf", PDF, by="client", at=AT)
    assert sharing.attach(client, "again.pdf", PDF, by="client", at=AT) == kept
    assert ClientFile.objects.get().is_whole
    assert sharing.attach(client, "guide.pdf", PDF, by="client", at=AT, code="guide") == kept
    assert ClientFile.objects.get().code == "guide", "what came before answers the question now"
    with pytest.raises(ValidationError, match="not what its name says"):
        sharing.attach(client, "logo.png", b"<svg onload=x>", by="client", at=AT)
    sharing.remove(kept, at=AT)
    assert sharing.forget(AT) == 0
    sharing.restore(kept)
    sharing.remove(kept, at=AT)
    assert sharing.forget(datetime(2026, 11, 5, tzinfo=UTC)) == 1


def test_answers_are_kept_changed_and_taken_back_and_a_full_form_ticks_its_step(begun: Onboarding) -> None:
    def send(**more: str) -> None:
        sharing.answer(begun, more, {"tools": "Notion"}, by="client", at=AT, on=ON)

    send(tone="tu")
    assert begun.answers.get().text == "tu"
    send(busy="2026-12-01")
    assert list(begun.answers.values_list("code", "text")) == [("busy", "2026-12-01")]
    assert not item(begun, "form").done_at
    sharing.attach(begun.client, "guide.pdf", PDF, by="client", at=AT, code="guide")
    send(tone="vous", busy="2026-12-01")
    assert item(begun, "form").done_at
    begun.refresh_from_db()
    assert (begun.tools, begun.answered_at) == ("Notion", AT)


def test_each_question_is_a_field_of_its_kind(begun: Onboarding) -> None:
    form = AnswersForm({"q-tone": "loud", "q-busy": "soon"}, onboarding=begun)
    assert {*form.errors} == {"q-tone", "q-busy"}
    files = {"q-guide": SimpleUploadedFile("guide.pdf", b"<html>")}
    form = AnswersForm({"q-tone": "tu", "tools": "mdp : Soleil2026!"}, files, onboarding=begun)
    assert {*form.errors} == {"q-guide", "tools"}
    form = AnswersForm({"q-tone": "tu", "q-busy": "2026-12-01"}, onboarding=begun)
    assert form.is_valid()
    assert form.said() == {"tone": "tu", "busy": "2026-12-01"}
    assert form.said_besides() == {"tools": "", "opening_hours": "", "rules": ""}


def moment(day: int, hour: int = 8, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_reminders_go_out_on_working_days_once_and_stop(begun: Onboarding) -> None:
    assert remind_of_steps(moment(13)) == 0  # due on that day
    assert remind_of_steps(moment(14)) == 0  # a Wednesday
    assert remind_of_steps(moment(15, hour=5)) == 0  # before the opening
    assert [remind_of_steps(moment(15)), remind_of_steps(moment(15)), remind_of_steps(moment(16))] == [1, 0, 0]
    sent = Delivery.objects.get(kind="checklist")
    assert sent.automatic
    assert "Open an account in my name" in sent.body
    assert "Create the board" not in sent.body
    assert "in your space" not in sent.body
    assert sum(remind_of_steps(moment(day, month=month)) for month in (11, 12) for day in range(1, 31)) == 2
    assert list(ChecklistReminder.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("why", ["off", "paused", "done", "no address"])
def test_no_reminder_goes_out_where_none_is_wanted(begun: Onboarding, why: str) -> None:
    if why == "off":
        onboarding.set_reminders(begun, on=False)
    if why == "paused":
        Client.objects.update(stage="paused")
    if why == "no address":
        Client.objects.update(email="")
    if why == "done":
        for code in ("access", "form"):
            tick(item(begun, code))
    assert remind_of_steps(moment(15)) == 0
    assert not Delivery.objects.exists()


def invite(begun: Onboarding, to: str) -> PortalLink:
    return admitting.invite(begun.client, to=to, address="https://crm.example/p/open/{}/".format, at=AT)


def test_a_reminder_speaks_the_clients_language_and_carries_a_link_of_its_own(begun: Onboarding) -> None:
    Client.objects.update(language="fr")
    first = invite(begun, "lou@brisvent.example")
    remind_of_steps(moment(15))
    sent = Delivery.objects.get(kind="checklist")
    assert sent.language == "fr"
    assert "Bonjour" in sent.body
    assert "planned" not in sent.body
    assert "votre espace" in sent.body
    secret = sent.body.partition("https://crm.example/p/open/")[2].partition("/")[0]
    link = door.find(secret, at=moment(15))
    assert link and link.renews and link != first
    assert not first.revoked_at
    assert secret not in repr(list(PortalLink.objects.values_list()))
    Delivery.objects.update(claimed_at=moment(15), next_try_at=None, sent_at=moment(15), tries=1)
    admitting.forget(moment(16))
    assert secret not in Delivery.objects.get(kind="checklist").body


def test_a_revoked_link_is_not_renewed_and_takes_its_renewals_with_it(begun: Onboarding) -> None:
    first = invite(begun, "lou@brisvent.example")
    remind_of_steps(moment(15))
    door.revoke(first, at=moment(16))
    assert not PortalLink.objects.open(moment(16)).exists()
    assert door.renew(begun.client, to="lou@brisvent.example", days=30, at=moment(16)) == ""
    first.refresh_from_db()
    door.restore(first)
    assert PortalLink.objects.open(moment(16)).count() == 2
    assert door.renew(begun.client, to="somebody@else.example", days=30, at=moment(16)) == ""


def test_a_name_typed_over_two_lines_keeps_nobody_from_being_reminded(begun: Onboarding) -> None:
    Client.objects.update(email="")
    begun.client.contacts.create(name=f"Lou\nBcc: a@b.example {'x' * 150}", email="lou@brisvent.example")
    assert remind_of_steps(moment(15)) == 1
    assert Delivery.objects.get(kind="checklist").to[0].startswith('"Lou Bcc: a@b.example xxx')


def test_a_client_leaves_with_everything(begun: Onboarding) -> None:
    sharing.attach(begun.client, "guide.pdf", PDF, by="client", at=AT)
    tick(item(begun, "access"))
    remind_of_steps(moment(15))
    begun.client.agreements.all().delete()
    begun.client.delete()
    assert not ChecklistItem.objects.exists()
    assert not ClientFile.objects.exists()
    assert SopVersion.objects.exists()


def test_the_pipeline_is_told_how_far_it_is_and_who_is_next(begun: Onboarding) -> None:
    found = known([begun.client], ON)[begun.client_id]
    assert (found.done, found.points, found.todo, found.todo_by) == (0, 3, "Open an account in my name", "them")
    tick(item(begun, "access"))
    tick(item(begun, "form"))
    found = known([begun.client], ON)[begun.client_id]
    assert (found.done, found.todo, found.todo_by) == (2, "Create the board", "me")
    tick(item(begun, "board"))
    found = known([begun.client], ON)[begun.client_id]
    assert (found.done, found.points, found.todo_by) == (3, 3, "")
