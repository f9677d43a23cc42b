"""How far clients come, how long it takes them, and why some are lost."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clients.rules.conversion import Life, Move, funnel, without_slips
from clients.rules.staging import WAY

BEGIN = date(2026, 3, 2)


def life(*steps: tuple[int, str], source: str = "", reason: str = "") -> Life:
    """Stages with the day each was entered, counted from the beginning."""
    stages = ["", *(stage for _day, stage in steps)]
    moves = [Move(BEGIN + timedelta(days=day), old, new) for (day, new), old in zip(steps, stages, strict=False)]
    return Life(stages[-1], tuple(moves), source, reason)


WON = life((0, "lead"), (2, "discovery"), (6, "proposal"), (16, "signed"), (20, "active"), source="friend")
LOST = life((0, "lead"), (4, "proposal"), (34, "lost"), source="friend", reason="price")
FRESH = life((0, "lead"), source="website")


def test_each_stage_says_who_reached_it_and_who_went_further() -> None:
    found = {each.stage: (each.reached, each.further, each.days) for each in funnel([WON, LOST, FRESH]).passages}
    assert found == {
        "lead": (3, 2, 2),
        "discovery": (2, 2, 4),  # skipped by one
        "proposal": (2, 1, 10),
        "signed": (1, 1, 4),
        "onboarding": (1, 1, None),
        "kickoff": (1, 1, None),
        "active": (1, 0, None),
    }


def test_the_whole_and_each_source() -> None:
    found = funnel([WON, LOST, FRESH])
    assert (found.whole.came, found.whole.won, found.whole.lost, found.days) == (3, 1, 1, 20)
    assert [(each.name, each.came, each.won, each.lost) for each in found.sources] == [
        ("friend", 2, 1, 1),
        ("website", 1, 0, 0),
    ]


def test_losses_by_reason_and_by_the_stage_before() -> None:
    again = life((0, "lead"), (1, "lost"), reason="silence")
    found = funnel([LOST, LOST, again])
    assert found.reasons == (("price", 2), ("silence", 1))
    assert found.lost_from == (("lead", 1), ("proposal", 2))


def test_days_of_a_stage_are_added_up_over_its_stays() -> None:
    back = life((0, "lead"), (3, "proposal"), (5, "lead"), (6, "proposal"), (16, "signed"))
    days = {each.stage: each.days for each in funnel([back]).passages}
    assert (days["lead"], days["proposal"]) == (4, 12)


def test_a_move_taken_back_the_same_day_never_counted() -> None:
    slip = life((0, "lead"), (3, "active"), (3, "lead"))
    assert without_slips(slip.moves) == slip.moves[:1]
    kept = life((0, "lead"), (3, "active"), (4, "lead"))
    assert without_slips(kept.moves) == kept.moves


def test_nobody_is_a_report_too() -> None:
    found = funnel([])
    assert (found.whole.came, found.days, found.reasons) == (0, None, ())


stages = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([*WAY, "paused", "lost"])), max_size=8)


@given(st.lists(stages))
def test_the_funnel_never_widens_and_shares_add_up(ways: list[list[tuple[int, str]]]) -> None:
    lives = []
    for way in ways:
        day, steps = 0, [(0, "lead")]
        for later, stage in way:
            day += later
            steps.append((day, stage))
        lives.append(life(*steps, source=str(len(way) % 3)))
    found = funnel(lives)
    reached = [each.reached for each in found.passages]
    assert reached == sorted(reached, reverse=True)
    assert all(each.further == after for each, after in zip(found.passages, reached[1:], strict=False))
    assert sum(each.came for each in found.sources) == found.whole.came == len(lives)
    assert sum(count for _reason, count in found.reasons) == found.whole.lost
