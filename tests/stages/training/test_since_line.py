import numpy as np

from genbench.stages.training.since_line import SinceLine


def test_the_mean_is_over_all_steps_also_of_an_earlier_process():
    before = SinceLine({"networks/a/0": np.zeros(3)})
    before.add({"loss": np.float32([1, 2])})
    before.add({"loss": np.float32([6])})
    after = SinceLine(before.arrays() | {"networks/a/0": np.zeros(3)})
    after.add({"loss": np.float32([7])})
    assert after.means() == {"loss": 4.0}


def test_a_line_begins_anew():
    since = SinceLine({"scalars/loss": np.float32([1])})
    since.clear()
    assert since.arrays() == {}
    since.add({"loss": np.float32([3])})
    assert since.means() == {"loss": 3.0}
