import dataclasses

import numpy as np
import small

from genbench.data import Split
from genbench.runs import Run
from genbench.stages.probing import features
from genbench.stages.probing.encoder import encoder
from genbench.stages.probing.records import ProbeRecord


def test_large_features_are_taken_of_fewer_images():
    split = Split(np.zeros([70, 4, 4, 1], np.uint8), None, (), "own/train")
    probed = encoder(small.build("ae"), Run("x"))
    assert features.n_train(probed, split) == 70
    assert features.n_train(dataclasses.replace(probed, size=2**22), split) == 16


def test_every_accuracy_has_its_interval(probed):
    record = probed.read_record("probe", ProbeRecord)
    assert list(record.features) == ["codes", "pca", "pixels"]
    assert [found.size for found in record.features.values()] == [2, 2, 64]
    for found in record.features.values():
        for entry in (found.nearest, found.linear):
            assert entry.low <= entry.value <= entry.high
            assert entry.n == 160


def test_brightness_is_read_from_pixels(probed):
    assert probed.read_record("probe", ProbeRecord).features["pixels"].nearest.value > 0.9
