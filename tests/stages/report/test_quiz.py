from dataclasses import replace

import pytest

from genbench.runs import Run
from genbench.stages.report.quiz import fakes_per_run, prepare
from genbench.stages.report.room import Room
from genbench.stages.report.shown import load_split, show_run


@pytest.fixture(scope="module")
def shown(sampled):
    """Both sampled runs, as the page has them."""
    runs = [Run(sampled / name) for name in ("vae-blobs", "gan-blobs")]
    return [show_run(run, run.name, load_split, n_quiz=48, last=960, room=Room(2)) for run in runs]


@pytest.mark.parametrize(("n_runs", "n"), [(1, 12), (2, 6), (5, 2), (10, 2)])
def test_half_of_the_pictures_are_samples_and_each_run_has_two_or_more(n_runs, n):
    assert fakes_per_run(n_runs) == n


def test_there_are_real_images_for_several_tests(shown):
    found = prepare(shown, load_split)
    assert found is not None
    assert found["fakes_per_run"] == 6
    assert isinstance(found["real"], dict)
    assert found["real"]["n"] == 4 * 12


def test_the_same_real_images_are_shown_every_time(shown):
    assert prepare(shown, load_split) == prepare(shown, load_split)


def test_runs_of_two_data_sets_have_no_test(shown):
    a, b = shown
    data = replace(b.record.data, sha256="0" * 64)
    other = replace(b, record=replace(b.record, data=data))
    assert prepare([a, other], load_split) is None


def test_runs_without_samples_have_no_test(shown):
    assert prepare([replace(run, drawn=None) for run in shown], load_split) is None


def test_a_data_set_that_is_gone_has_no_test(shown):
    assert prepare(shown, lambda *_: None) is None
