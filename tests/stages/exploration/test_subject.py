import dataclasses

import numpy as np
import pytest

from genbench.stages.exploration.subject import Missing


def test_latents_of_pictures_draw_them_again(subject):
    for examples in (subject.shown, subject.known):
        np.testing.assert_allclose(subject.decode(examples.latents), examples.images, atol=1)


def test_a_grid_of_latents_gives_a_grid_of_pictures(subject):
    latents = np.random.default_rng(0).normal(size=(2, 3, 4, 2))
    images = subject.decode_grid(latents)
    assert images.shape == (2, 3, 4, 2, 2, 1)
    np.testing.assert_array_equal(images[1, 2], subject.decode(latents[1, 2]))


def test_the_source_is_one_class_of_the_held_out_pictures(subject):
    examples = subject.of_source
    np.testing.assert_array_equal(examples.labels, 2)
    np.testing.assert_array_equal(examples.images, 64)
    assert len(examples.first(3).images) == len(examples.first(3).latents) == 3


def test_a_picture_in_which_the_judge_sees_nothing_has_a_class_as_well(subject):
    read, nothing = subject.read(np.array([0, 128], np.uint8)[:, None, None, None])
    np.testing.assert_array_equal(read, [0, 5])
    np.testing.assert_array_equal(nothing, [True, False])


def test_nothing_is_read_without_a_judge(subject):
    blind = dataclasses.replace(subject)
    blind.__dict__["judge"] = None
    with pytest.raises(Missing, match="needs a judge"):
        blind.read(np.zeros([1, 2, 2, 1], np.uint8))
