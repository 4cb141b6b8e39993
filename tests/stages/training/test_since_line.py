import numpy as np

from genbench.stages.training.since_line import SinceLine


def test_the_mean_is_over_all_steps_also_of_an_earlier_process():
    before = SinceLine({"networks/a/0": np.zeros(3)})
    before.add({"loss": np.array([1, 2], np.float32)})
    before.add({"loss": np.array([6], np.float32)})
    after = SinceLine(before.arrays() | {"networks/a/0": np.zeros(3)})
    after.add({"loss": np.array([7], np.float32)})
    assert after.means() == {"loss": 4.0}


def test_a_line_begins_anew():
    since = SinceLine({"scalars/loss": np.array([1], np.float32)})
    since.clear()
    assert since.arrays() == {}
    since.add({"loss": np.array([3], np.float32)})
    assert since.means() == {"loss": 3.0}
