import numpy as np

from genbench.stages.exploration import exhibit


def test_a_film_runs_there_and_back():
    film = [np.full([1, 1, 1], i, np.uint8) for i in range(4)]
    frames, seconds = exhibit.there_and_back(film)
    assert [int(frame[0, 0, 0]) for frame in frames] == [0, 1, 2, 3, 2, 1]
    held = exhibit.HOLD_SECONDS
    assert [second == held for second in seconds] == [True, False, False, True, False, False]


def test_the_frames_are_nearer_to_each_other_at_the_ends(monkeypatch):
    monkeypatch.setattr(exhibit, "N_FRAMES", 20)
    steps = np.diff(exhibit.eased())
    np.testing.assert_allclose(exhibit.eased()[[0, -1]], [0, 1])
    assert (np.diff(steps[: len(steps) // 2]) > 0).all()
