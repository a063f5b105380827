"""The presets as tables."""

import pytest

from jobs.retry import AI, NEVER, PAGE, STORE_API, Retry


@pytest.mark.parametrize(
    ("preset", "attempts", "limits"),
    [
        (PAGE, 3, [5, 10, 20, 40, 60, 60]),
        (STORE_API, 5, [1, 2, 4, 8, 16, 30, 30]),
        (AI, 3, [0.5, 1, 2, 4, 8, 10, 10]),
        (NEVER, 1, [0, 0]),
    ],
)
def test_waits_double_up_to_the_longest(preset: Retry, attempts: int, limits: list[float]):
    assert preset.attempts == attempts
    assert [preset.longest_after(n) for n in range(len(limits))] == limits


def test_the_jitter_is_full_and_stays_within():
    waits = [PAGE.wait(2) for _ in range(500)]

    assert 0 <= min(waits) < 4
    assert 16 < max(waits) <= 20
