"""A run as one holds it: arrays, functions and the card of a notebook."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import genbench
from genbench import data
from genbench.notebook.log import Log
from genbench.notebook.run import Run
from genbench.system.errors import InvalidInput

NOTEBOOK = """
import genbench
run = genbench.Run({path!r})
run
"""


@pytest.fixture(scope="module")
def run(vae_run):
    return Run(vae_run.path)


def test_a_training_returns_what_one_holds(vae_run):
    assert isinstance(vae_run, genbench.Run)


def test_the_configuration_is_that_of_the_training(run):
    assert (run.config.steps, run.config.hidden_sizes, run.config.seed) == (60, (16,), 0)


def test_the_log_is_columns(run):
    steps = [entry["step"] for entry in run.read_log()]
    np.testing.assert_array_equal(run.log["step"], steps)
    assert run.log["loss"].dtype == np.float64
    assert run.log.to_pandas()["loss"].iloc[-1] == run.log["loss"][-1]


def test_a_line_without_a_scalar_is_nan_in_its_column():
    column = Log([{"step": 1}, {"step": 2, "loss": 3.0}])["loss"]
    np.testing.assert_array_equal(column, [np.nan, 3.0])


def test_a_column_that_there_is_not_is_told_with_those_there_are():
    with pytest.raises(KeyError, match=r"'los' is not logged. There are: step"):
        Log([{"step": 1}])["los"]


def test_snapshots_are_read_by_their_step(run):
    assert list(run.snapshots) == list(range(0, 61, 10))
    assert run.snapshots[60].dtype == np.uint8


def test_codes_come_back_as_pictures(run, blobs):
    images = data.load(blobs, "held_out").images[:5]
    codes = run.encode(images)
    assert (codes.shape, codes.dtype) == ((5, 2), np.float32)
    restored = run.decode(codes)
    assert (restored.shape, restored.dtype) == (images.shape, np.uint8)
    logits = run.networks["decoder"](codes).numpy()
    np.testing.assert_allclose(restored / 255, 1 / (1 + np.exp(-logits)), atol=0.51 / 255)


def test_a_sample_does_not_depend_on_their_number(run):
    np.testing.assert_array_equal(run.sample(3), run.sample(5)[:3])


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda run: run.sample(0), "n must be a positive integer"),
        (lambda run: run.sample(2, sampler="x"), "There is no sampler 'x'. There are: decoder"),
        (lambda run: run.encode(np.zeros([2, 8, 8, 1])), r"images must be uint8 \[n, 8, 8, 1\]"),
        (lambda run: run.decode(np.zeros([2, 3])), r"latents must be of the shape \[n, 2\]"),
    ],
)
def test_what_does_not_fit_is_refused(run, ask, said):
    with pytest.raises(InvalidInput, match=said):
        ask(run)


def test_all_runs_are_found(vae_copy, gan_copy):
    runs: Any = genbench.runs  # A room that can be called, which no type says.
    assert [run.name for run in runs()] == ["gan-blobs", "vae-blobs"]


def test_the_card_needs_no_file_and_holds_the_evolution(run):
    html = run._repr_html_()
    (film,) = re.findall(r"data:image/gif;base64,([\w+/=]+)", html)
    shown: Any = Image.open(io.BytesIO(base64.b64decode(film)))
    assert shown.n_frames == 7
    assert set(re.findall(r"src='(\w+):", html)) == {"data"}


def test_a_name_on_the_card_is_text(vae_copy):
    path = vae_copy.path.rename(vae_copy.path.with_name("<script>"))
    assert "<script>" not in Run(path)._repr_html_()


def test_a_kernel_shows_the_card(run):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    cell = nbformat.v4.new_code_cell(NOTEBOOK.format(path=str(run.path)))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    root = str(Path(__file__).parents[2])
    client = nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3")
    client.execute(cwd=root)
    (shown,) = [out for out in cell.outputs if out.output_type == "execute_result"]
    assert shown.data["text/html"] == run._repr_html_()
