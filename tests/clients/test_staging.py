"""The stage follows the evidence: forward along the way, never back, never out of a decision."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.staging import SPEAKS_FOR, WAY, stage_after

CASES = [
    ("lead", [], "lead"),
    ("lead", ["call_booked"], "discovery"),
    ("discovery", ["call_booked", "call_held"], "discovery"),
    ("lead", ["quote_sent"], "proposal"),
    ("discovery", ["call_held", "quote_sent", "quote_seen"], "proposal"),
    ("proposal", ["quote_sent", "signed"], "signed"),
    ("signed", ["signed", "deposit_paid"], "onboarding"),
    ("signed", ["signed", "deposit_not_due"], "onboarding"),
    ("proposal", ["quote_sent", "deposit_paid"], "proposal"),  # money before a signature signs nothing
    ("lead", ["checklist_done"], "lead"),
    ("onboarding", ["signed", "deposit_paid", "checklist_done"], "kickoff"),
    ("onboarding", ["signed", "kickoff_booked"], "onboarding"),
    ("kickoff", ["signed", "kickoff_held"], "active"),
    ("signed", ["deposit_paid"], "onboarding"),  # signed on paper, and moved there by hand
    ("active", ["quote_sent"], "active"),  # a further quote to a client at work
    ("paused", ["signed", "kickoff_held"], "paused"),
    ("lost", ["quote_seen"], "lost"),
    ("ended", ["call_booked"], "ended"),
]


@pytest.mark.parametrize(("stage", "evidence", "after"), CASES)
def test_the_stage_follows_the_evidence(stage: str, evidence: list[str], after: str) -> None:
    assert stage_after(stage, evidence) == after


@given(st.sampled_from(WAY), st.lists(st.sampled_from(sorted(SPEAKS_FOR))), st.sampled_from(sorted(SPEAKS_FOR)))
def test_more_evidence_never_leads_back(stage: str, evidence: list[str], more: str) -> None:
    assert WAY.index(stage) <= WAY.index(stage_after(stage, evidence))
    assert WAY.index(stage_after(stage, evidence)) <= WAY.index(stage_after(stage, [*evidence, more]))
