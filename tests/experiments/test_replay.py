from dataclasses import replace

import numpy as np

from genbench.experiments.replay import replay
from genbench.system.arrays import read_arrays, write_arrays


def test_a_run_made_again_has_the_same_bytes(gan_run):
    found = replay(gan_run)
    assert (found.is_same, str(found)) == (True, "The same bytes.")


def test_another_weight_and_another_version_are_told(gan_copy):
    there = gan_copy.read_config_as(dict)
    gan_copy.write_config(replace(there, machine=replace(there.machine, keras="2.0")))
    (path,) = gan_copy.checkpoints.glob("00000060.npz")
    arrays = read_arrays(path)
    name = next(key for key in arrays if key.startswith("networks/"))
    write_arrays(path, arrays | {name: arrays[name] + np.float32(1)})
    assert str(replay(gan_copy)).startswith("Other bytes: keras was 2.0 and is")
