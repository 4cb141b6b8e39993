"""Work on all cores."""

import threading

import pytest
from threadpoolctl import threadpool_info

from genbench.system.threads import in_threads


def test_answers_come_in_the_order_of_the_items():
    assert list(in_threads(lambda x: x**2, range(100))) == [x**2 for x in range(100)]


def test_items_are_worked_on_side_by_side():
    meeting = threading.Barrier(2, timeout=30)
    assert sorted(in_threads(lambda _: meeting.wait(), range(2))) == [0, 1]


def test_a_product_keeps_to_one_core():
    def n_threads(_):
        return {i["num_threads"] for i in threadpool_info() if i["user_api"] == "blas"}

    assert list(in_threads(n_threads, range(3))) == [{1}] * 3


def test_a_mistake_comes_out_as_it_is():
    def fail(x):
        raise ValueError(f"{x} is wrong")

    with pytest.raises(ValueError, match="0 is wrong"):
        list(in_threads(fail, range(3)))
