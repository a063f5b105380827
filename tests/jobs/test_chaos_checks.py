"""The checks of the chaos find what they are there for."""

import pytest

from bench._chaos_log import Story

GOOD = [("QUEUED", "RUNNING", 1), ("RUNNING", "QUEUED", 1), ("QUEUED", "RUNNING", 2), ("RUNNING", "SUCCEEDED", 2)]


def test_a_run_that_was_taken_back_once_and_ended_well_has_no_fault():
    story = Story(moves=GOOD, stored=[0, 1])

    assert (story.faults(2), story.taken_back) == ([], 1)


@pytest.mark.parametrize(
    ("story", "fault"),
    [
        (Story(moves=[GOOD[0], GOOD[0], GOOD[3]], stored=[0]), "taken by two at once"),
        (Story(moves=[GOOD[0], GOOD[2], GOOD[3]], stored=[0]), "taken by two at once"),
        (Story(moves=[*GOOD, ("SUCCEEDED", "QUEUED", 2)], stored=[0]), "went on after its end"),
        (Story(moves=[*GOOD, GOOD[3]], stored=[0]), "ended more than once"),
        (Story(moves=GOOD, stored=[0, 0]), "stored twice"),
        (Story(moves=GOOD, stored=[]), "never"),
        (Story(moves=GOOD, stored=[0], strangers={"late-worker"}), "late-worker, who had lost it"),
    ],
)
def test_a_fault_is_named(story, fault):
    assert any(fault.replace("late-worker", "{'late-worker'}") in found for found in story.faults(1))
