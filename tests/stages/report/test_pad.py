import base64
from dataclasses import replace

import numpy as np
import pytest

from genbench.runs import Run
from genbench.scoring.judge.spaces import shipped
from genbench.stages.report.pad import prepare
from genbench.stages.report.room import Room
from genbench.stages.report.shown import load_split, show_run


@pytest.fixture(scope="module")
def shown(sampled):
    """Both sampled runs, as the page has them."""
    runs = [Run(sampled / name) for name in ("vae-blobs", "gan-blobs")]
    return [show_run(run, run.name, load_split, n_quiz=48, last=960, room=Room(2)) for run in runs]


def as_if_of(shown, name):
    """Returns the runs with another name of their data, which are loaded as before."""
    data = replace(shown[0].record.data, name=name)
    return [replace(run, record=replace(run.record, data=data)) for run in shown]


def test_small_pictures_are_all_searched(shown):
    found = prepare(shown, load_split)
    assert found is not None
    assert (found.train.sheet["n"], found.n_train, found.shape) == (560, 560, (8, 8, 1))


def test_data_without_a_judge_of_the_packages_have_none(shown):
    found = prepare(shown, load_split)
    assert found is not None
    assert (found.judge, found.is_centred) == (None, False)


def test_the_judge_travels_as_it_is_shipped(shown):
    found = prepare(as_if_of(shown, "fashion_mnist"), load_split)
    assert found is not None
    assert found.judge is not None
    layers = [
        np.frombuffer(base64.b64decode(layer.kernel), "<f2").reshape(layer.shape)
        for layer in found.judge
    ]
    for layer, kernel in zip(layers, shipped("fashion_mnist")[::2], strict=True):
        np.testing.assert_array_equal(layer, kernel)


def test_only_digits_are_centred(shown):
    found = [prepare(as_if_of(shown, name), load_split) for name in ("mnist5k", "fashion_mnist")]
    assert [pad.is_centred for pad in found if pad] == [True, False]


def test_runs_of_two_data_sets_have_no_pad(shown):
    a, b = shown
    data = replace(b.record.data, sha256="0" * 64)
    assert prepare([a, replace(b, record=replace(b.record, data=data))], load_split) is None


def test_a_data_set_that_is_gone_has_no_pad(shown):
    assert prepare(shown, lambda *_: None) is None
