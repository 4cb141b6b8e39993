import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from genbench.runs import Samples
from genbench.system.arrays import read_arrays, write_arrays
from tests.survival.readers import READERS, outcome

CALM = settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


TOKENS = (
    b"\0" * 4,
    b"\xff" * 4,
    b"1e999",
    b"NaN",
    b"null",
    b"[]",
    b"{}",
    b'"',
    b"-1",
    b"\n",
    b"9" * 5000,
    b"[" * 100_000,
    b"\xef\xbb\xbf",
    b"1,2",
    b'"step"',
    b"PK\x03\x04",
)
OTHERS = (None, True, -1, 0, 1.5, 10**30, 1e308, float("inf"), "", "x", "../../x", [], {}, [[]])


@pytest.mark.parametrize("name", READERS)
def test_whole_files_are_read(name, tmp_path):
    outcomes = [outcome(READERS[name], tmp_path, seed) for seed in READERS[name].seeds()]
    # Pictures of 32 bits are whole, too, and refused.
    assert outcomes.count("read") > len(outcomes) / 2


@pytest.mark.parametrize("name", READERS)
@CALM
@given(random=st.randoms(use_true_random=False))
def test_a_broken_file_ends_in_a_value_or_in_one_line_that_names_it(name, tmp_path, random):
    reader = READERS[name]
    content = bytearray(random.choice(reader.seeds()))
    for _ in range(random.choice([1, 1, 2, 8])):
        at = random.randrange(len(content) + 1)
        match random.randrange(4):
            case 0:
                content[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del content[at : at + random.randrange(1, 64)]
            case 2:
                content[at:at] = random.choice(TOKENS)
            case 3:
                content[at : at + 4] = random.choice(TOKENS)
    outcome(reader, tmp_path, bytes(content))


@pytest.mark.parametrize("name", [name for name in READERS if READERS[name].is_json])
@CALM
@given(random=st.randoms(use_true_random=False))
def test_a_changed_value_ends_in_a_value_or_in_one_line_that_names_the_file(name, tmp_path, random):
    reader = READERS[name]
    lines = [json.loads(line) for line in reader.seeds()[0].splitlines()]
    places = list(_places(lines[-1]))
    for holder, key in random.sample(places, random.choice([1, 1, 2])):
        if isinstance(holder, dict) and random.random() < 0.2:
            holder.pop(key, None)
        else:
            holder[key] = random.choice(OTHERS)
    content = "".join(json.dumps(line) + "\n" for line in lines)
    outcome(reader, tmp_path, content.encode())


def _places(node):
    """Gives every list or dict of a JSON value with each index or key of it."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)


ARRAYS = hnp.arrays(
    hnp.integer_dtypes() | hnp.floating_dtypes() | hnp.unicode_string_dtypes(),
    hnp.array_shapes(min_dims=0, max_side=3),
)


@CALM
@given(others=st.dictionaries(st.sampled_from(Samples._fields), ARRAYS, min_size=1))
def test_samples_of_any_types_and_shapes_are_read_or_refused(others, tmp_path):
    path = tmp_path / "samples.npz"
    path.write_bytes(READERS["samples"].seeds()[0])
    write_arrays(path, {**read_arrays(path), **others})
    outcome(READERS["samples"], tmp_path, path.read_bytes())
