import csv
import shutil
from dataclasses import replace

import numpy as np
import pytest

from genbench.runs import Run, Samples
from genbench.runs.samples import write_samples
from genbench.runs.selection import Selection
from genbench.scoring import records, tables
from genbench.scoring.table import DEAR
from genbench.stages.evaluation.evaluate import evaluate
from genbench.stages.sampling.sample import sample
from genbench.system.arrays import read_arrays, write_arrays
from genbench.system.errors import BrokenRun, InvalidInput

TABLES = ("metrics.json", "metrics.csv")


@pytest.fixture(scope="module")
def measured(vae_run, gan_run, tmp_path_factory):
    """Copies of both runs with 100 samples each, measured, by the run's name."""
    runs = {}
    for run in (vae_run, gan_run):
        copy = Run(shutil.copytree(run.path, tmp_path_factory.mktemp("measured") / run.name))
        sample(copy, n=100)
        evaluate(copy)
        runs[copy.name] = copy
    return runs


@pytest.fixture
def vae_copy(measured, here):
    """A copy of the measured VAE at runs/vae-blobs."""
    return Run(shutil.copytree(measured["vae-blobs"].path, here / "runs" / "vae-blobs"))


def rewrite(run, **changes):
    arrays = {**read_arrays(run.samples_file()), **changes}
    present = {name: np.asarray(value) for name, value in arrays.items() if value is not None}
    write_arrays(run.samples_file(), present)


def test_every_metric_has_a_value_in_its_interval_or_an_error(measured):
    for run in measured.values():
        for name, entry in records.read(run).metrics.items():
            assert (entry.value is None) == bool(entry.error), name
            if entry.value is not None:
                assert entry.interval, name
                assert entry.interval.low <= entry.value <= entry.interval.high, name


def test_a_metric_that_failed_is_listed_with_its_reason(measured):
    failed = records.read(measured["vae-blobs"]).failures
    assert "at least 65 images. Received: 20" in failed["frechet_distance/judge"]


def test_every_sampler_is_measured(measured):
    gan, vae = (records.read(measured[name]) for name in ("gan-blobs", "vae-blobs"))
    assert gan.protocol.sampler == "generator_ema"
    missing = gan.metrics.keys() - gan.others["generator"].keys()
    assert {name.partition("/")[0] for name in missing} == set(DEAR)
    assert gan.protocol.samplers["generator"].without == DEAR
    assert vae.protocol.sampler == "decoder"
    assert vae.others["draws"]["recall/pca"] != vae.metrics["recall/pca"]


def test_the_protocol_says_what_the_samples_of_each_sampler_are(measured):
    gan, vae = (records.read(measured[name]) for name in ("gan-blobs", "vae-blobs"))
    assert gan.protocol.samplers["generator"].about == "generator as last updated"
    assert vae.protocol.samplers["decoder"].about == "means of p(x|z)"
    assert vae.protocol.samplers["draws"].about.startswith("draws from p(x|z)")
    assert "(means of p(x|z)) at step 60" in tables.described(vae)


def test_the_protocol_says_which_step_draws_best(measured):
    for run in measured.values():
        found = run.read_record("selection", Selection)
        said = records.read(run).protocol.best_step
        assert said.startswith(f"{found.best}, ")
        assert ("(the last of" in said) == (found.best == 60)


def test_settings_are_chosen_beside_the_validation_images_alone(vae_copy):
    whole = {path: path.read_bytes() for path in vae_copy.figures.iterdir()}
    before = vae_copy.record_file("metrics").read_bytes()
    found = records.read(vae_copy, evaluate(vae_copy, split="validation").stem)
    assert found.protocol.held_out_sha256 == vae_copy.read_config().data.validation_sha256
    assert found.protocol.reference.partition(",")[0].endswith("/validation")
    assert vae_copy.record_file("metrics").read_bytes() == before
    assert {path: path.read_bytes() for path in vae_copy.figures.iterdir()} == whole


def test_another_split_is_refused(vae_copy):
    with pytest.raises(InvalidInput, match=r"split must be .*Received: 'train'"):
        evaluate(vae_copy, split="train")


def test_other_samples_that_are_too_few_are_refused(vae_copy):
    weights = str(vae_copy.last_weights())
    few = Samples(np.zeros([9, 8, 8, 1], np.uint8), 0, 60, weights, "gmm", "few")
    write_samples(vae_copy.samples_file("gmm"), few)
    with pytest.raises(BrokenRun, match=r"samples-gmm.npz must hold 100 images or more.*: 9\."):
        evaluate(vae_copy)


def test_the_distance_is_followed_over_the_training(measured):
    points = records.read(measured["vae-blobs"]).over_training
    assert [point.step for point in points] == [0, 10, 20, 30, 40, 50, 60]
    assert [point.images for point in points] == [160 * i for i in range(7)]
    assert {point.n for point in points} == {100}


def test_a_model_that_reconstructs_is_measured_at_that(measured):
    gan, vae = (records.read(measured[name]).metrics for name in ("gan-blobs", "vae-blobs"))
    entry = vae["reconstruction_error/pictures"]
    assert (entry.n, entry.over) == (160, "images")
    assert "reconstruction_error/pictures" not in gan


def test_the_calibration_rows_stand_beside_the_metrics(measured):
    rows = records.read(measured["vae-blobs"]).calibration
    assert set(rows) >= {"real train", "blurred real", "mean image", "noise", "memoriser"}
    noise, real = (rows[row]["sharpness/pictures"].value or 0 for row in ("noise", "real train"))
    assert noise > real


def test_the_protocol_names_data_judge_and_seeds(measured, vae_run):
    protocol = records.read(measured["vae-blobs"]).protocol
    assert protocol.train_sha256 == vae_run.read_config().data.sha256
    assert len(protocol.spaces["judge"].sha256) == 64
    assert (protocol.n_draws, protocol.draw_size) == (5, 20)
    assert "one training" in protocol.interval


def test_measuring_twice_writes_the_same_bytes(vae_copy):
    before = [(vae_copy.path / name).read_bytes() for name in TABLES]
    evaluate(vae_copy)
    assert [(vae_copy.path / name).read_bytes() for name in TABLES] == before


def test_measuring_without_the_cache_writes_the_same_bytes(vae_copy, tmp_path, monkeypatch):
    before = [(vae_copy.path / name).read_bytes() for name in TABLES]
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path / "empty"))
    evaluate(vae_copy)
    assert [(vae_copy.path / name).read_bytes() for name in TABLES] == before


def test_the_csv_says_what_the_json_says(measured):
    run = measured["gan-blobs"]
    record = records.read(run)
    with run.metrics_csv.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == len(record.metrics) + sum(map(len, record.others.values()))
    for line in lines[: len(record.metrics)]:
        value = record.metrics[line["metric"]].value
        assert line["value"] == ("" if value is None else str(value))


@pytest.mark.parametrize("name", ["scores", "nearest", "labels"])
def test_figures_are_drawn(measured, name):
    assert (measured["gan-blobs"].figures / f"{name}.png").stat().st_size > 1000


def test_a_run_without_samples_says_what_to_do(vae_copy):
    vae_copy.samples_file().unlink(missing_ok=True)
    with pytest.raises(FileNotFoundError, match=r"no samples.npz. Run `genbench sample .*` first"):
        evaluate(vae_copy)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"images": np.zeros([100, 9, 8, 1], np.uint8)}, r"images of \[8, 8, 1\].*\[9, 8, 1\]"),
        ({"images": np.zeros([100, 8, 8, 1])}, r"must hold images uint8.*float64"),
        ({"images": np.zeros([100, 64], np.uint8)}, r"must hold images uint8.*\[100, 64\]"),
        ({"step": None}, "holds no step"),
    ],
)
def test_samples_of_another_kind_are_refused(vae_copy, changes, said):
    rewrite(vae_copy, **changes)
    with pytest.raises(BrokenRun, match=said):
        evaluate(vae_copy)


def test_samples_of_another_model_are_refused(vae_copy, measured):
    shutil.copy(measured["gan-blobs"].samples_file(), vae_copy.samples_file())
    with pytest.raises(BrokenRun, match=r"samples\.npz was made with other weights.*bench sample"):
        evaluate(vae_copy)


def test_samples_of_an_older_step_are_refused(vae_copy):
    sample(vae_copy, n=100)
    (vae_copy.checkpoints / "00000060.npz").unlink()
    with pytest.raises(BrokenRun, match=r"samples\.npz was made with other weights"):
        evaluate(vae_copy)


def test_metrics_of_another_model_are_refused(measured, vae_copy):
    shutil.copy(measured["gan-blobs"].record_file("metrics"), vae_copy.record_file("metrics"))
    with pytest.raises(BrokenRun, match=r"metrics\.json was made with other weights.*evaluate"):
        records.read(vae_copy)


def test_metrics_of_other_samples_are_refused(vae_copy):
    sample(vae_copy, n=100, seed=9)
    with pytest.raises(BrokenRun, match=r"was measured on other samples than .*samples\.npz"):
        records.read(vae_copy)


def test_without_weights_it_is_said_that_nothing_can_be_checked(vae_copy):
    shutil.rmtree(vae_copy.checkpoints)
    with pytest.warns(UserWarning, match=r"metrics\.json belongs to its run cannot be checked"):
        records.read(vae_copy)


def test_a_measured_run_is_not_measured_again(measured, monkeypatch):
    before = measured["vae-blobs"].record_file("metrics").stat().st_mtime_ns
    monkeypatch.delattr("genbench.stages.evaluation.evaluate._evaluate")
    evaluate(measured["vae-blobs"])
    assert measured["vae-blobs"].record_file("metrics").stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["figures/scores.png", "metrics.csv", "metrics.json"])
def test_what_is_damaged_is_measured_again_to_the_byte(vae_copy, name):
    file = vae_copy.path / name
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    evaluate(vae_copy)
    assert file.read_bytes() == whole


def test_two_evaluations_at_a_time_do_not_mix(measured):
    run = measured["vae-blobs"]
    with run.writing("sample"), pytest.raises(BlockingIOError, match="by `genbench sample`, proc"):
        evaluate(run)


def test_damaged_samples_are_refused(vae_copy):
    vae_copy.samples_file().write_bytes(b"PK")
    with pytest.raises(BrokenRun, match=r"is damaged.*Run `genbench sample"):
        evaluate(vae_copy)


def test_too_few_samples_are_refused(vae_copy):
    rewrite(vae_copy, images=np.zeros([9, 8, 8, 1], np.uint8))
    with pytest.raises(ValueError, match="Received: 9 samples"):
        evaluate(vae_copy)


def test_another_data_set_is_refused(vae_copy):
    record = vae_copy.read_config_as(dict)
    vae_copy.write_config(replace(record, data=replace(record.data, sha256="0" * 64)))
    with pytest.raises(BrokenRun, match="was trained on another"):
        evaluate(vae_copy)


def test_a_model_that_draws_one_picture_is_measured_all_the_same(vae_copy):
    rewrite(vae_copy, images=np.full([100, 8, 8, 1], 77, np.uint8))
    evaluate(vae_copy)
    entries = records.read(vae_copy).metrics
    assert entries["recall/pca"].value == 0
    assert entries["classes_covered/judge"].value == 1


def test_a_run_that_ends_between_two_lines_of_its_log_is_measured_like_any(train_briefly, tmp_path):
    # Its checkpoint also holds what the next line would be the mean of.
    run = train_briefly("vae", tmp_path, steps=63)
    sample(run, n=100)
    evaluate(run)
    assert records.read(run).weights == run.last_weights() == run.read_samples().weights
