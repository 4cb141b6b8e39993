import numpy as np
import pytest
from scipy import stats

from genbench.stages.probing import records
from genbench.stages.probing.records import ProbeRecord


def test_an_accuracy_has_wilsons_interval():
    entry = records.accuracy(np.arange(40) < 31)
    low, high = stats.binomtest(31, 40).proportion_ci(method="wilson")
    np.testing.assert_allclose([entry.value, entry.low, entry.high], [31 / 40, low, high], 1e-5)


def test_a_difference_is_paired_over_images():
    one, other = np.arange(40) < 31, np.arange(40) < 28
    entry = records.difference(one, other)
    low, high = stats.ttest_rel(one.astype(float), other.astype(float)).confidence_interval()
    np.testing.assert_allclose([entry.value, entry.low, entry.high], [3 / 40, low, high], 1e-5)


def test_a_run_that_is_not_probed_says_what_to_do(vae_copy):
    with pytest.raises(FileNotFoundError, match=r"no probe.json. Run `genbench probe .*` first"):
        vae_copy.read_record("probe", ProbeRecord)
