import pytest

from genbench.runs.record import MOST_KEPT, Schedule


@pytest.mark.parametrize("checkpoint_every", [1, 2, 3, 10])
def test_the_last_step_is_due_for_all_but_weights(checkpoint_every):
    schedule = Schedule(61, 1, 20, checkpoint_every)
    assert schedule.is_snapshot_due(61)
    assert schedule.is_checkpoint_due(61)
    assert not schedule.are_weights_due(61)


@pytest.mark.parametrize("checkpoint_every", [1, 2, 3, 10])
def test_no_more_weights_are_kept_than_the_disk_is_asked_for(checkpoint_every):
    schedule = Schedule(600, 1, 1, checkpoint_every)
    kept = [step for step in range(601) if schedule.are_weights_due(step)]
    assert 0 < len(kept) <= MOST_KEPT
    assert all(schedule.is_checkpoint_due(step) for step in kept)


def test_lines_and_snapshots_are_due_at_multiples_and_at_the_end():
    schedule = Schedule(25, log_every=10, snapshot_every=20, checkpoint_every=20)
    assert [schedule.next_line(step) for step in (0, 9, 10, 20, 24)] == [10, 10, 20, 25, 25]
    assert [step for step in range(1, 26) if schedule.is_line_due(step)] == [10, 20, 25]
    assert schedule.lines_until(25) == [10, 20, 25]
    assert schedule.lines_until(24) == schedule.lines_until(20) == [10, 20]
    assert schedule.snapshots_until(25) == [0, 20, 25]
    assert schedule.snapshots_until(19) == [0]
