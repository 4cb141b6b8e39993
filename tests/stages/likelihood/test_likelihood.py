"""The stage: a run in, likelihood.json out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_records import metrics_record
from PIL import Image

import genbench
from genbench.models.protocols import Sampler
from genbench.models.running import annealing, plans
from genbench.runs import Run
from genbench.scoring import likelihood_tables, likelihoods
from genbench.stages.likelihood import annealed
from genbench.stages.likelihood.likelihood import likelihood
from genbench.stages.likelihood.subject import subject
from genbench.system import cache
from genbench.system.errors import BrokenRun, Interrupted, InvalidInput

SMALL: dict[str, Any] = {
    "k": 60, "chains": 2, "temperatures": 40, "leapfrog": 2, "n_images": 12, "n_bounded": 20,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _few_temperatures(monkeypatch):
    monkeypatch.setattr(plans, "FEWEST_PILOT", 20)


@pytest.fixture(scope="module")
def measured(vae_run, gan_run, tmp_path_factory):
    """Copies of both runs, their likelihood measured, by the run's name."""
    runs = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "FEWEST_PILOT", 20)
        for run in (vae_run, gan_run):
            copy = Run(shutil.copytree(run.path, tmp_path_factory.mktemp("likely") / run.name))
            likelihood(copy, **SMALL)
            runs[copy.name] = copy
    return runs


def test_a_gan_and_a_vae_stand_in_one_column(measured):
    vae, gan = (likelihoods.read(measured[f"{kind}-blobs"]) for kind in ("vae", "gan"))
    assert set(gan.estimates) == {"ais", "ais_upper", "parzen"}
    assert {"ais", "elbo", "iwae", "parzen", "quadrature", "quadrature_own"} <= set(vae.estimates)
    for record in (vae, gan):
        entry = record.entry()
        assert (entry.space, entry.better, entry.n) == ("shared", "higher", 12)
        assert 0 < record.protocol.variance < 1


def test_annealing_is_below_the_grid_and_its_bracket_reaches_it(measured):
    found = likelihoods.read(measured["vae-blobs"]).estimates
    assert found["ais"].value < found["quadrature"].value + 0.3
    assert found["ais_upper"].value > found["quadrature"].value - 0.5


def test_bounds_come_nearer_to_the_grid_with_more_codes(measured):
    record = likelihoods.read(measured["vae-blobs"])
    assert record.bound
    by_k = [record.bound.by_k[k] for k in ("1", "50", "60")]
    assert by_k[0] < by_k[1] < by_k[2] + 0.5
    elbo = -(record.bound.nll + record.bound.kl)
    assert record.estimates["elbo"].value == pytest.approx(elbo, abs=1e-3)
    assert elbo < record.estimates["quadrature_own"].value + 1


def test_what_is_measured_is_not_measured_again(measured, monkeypatch):
    monkeypatch.setattr(annealing.Annealer, "upward", None)
    likelihood(measured["gan-blobs"], **SMALL)


def test_the_figure_and_the_tables_show_every_estimate(measured):
    run = measured["vae-blobs"]
    with Image.open(run.figures / "likelihood.png") as figure:
        assert min(figure.size) > 200
    record = likelihoods.read(run)
    rows = likelihood_tables.table(record)
    assert len(rows) == 1 + len(record.estimates) + len(record.parzen_of)
    assert "variance" in likelihood_tables.described(record)
    assert likelihood_tables.lines(record)[0].startswith("Bracket, on 50 images")


def test_a_likelihood_joins_what_was_measured(measured):
    run = measured["gan-blobs"]
    joined = likelihoods.joined(run, metrics_record({}))
    entry = joined.measured["log_likelihood/shared"]
    record = likelihoods.read(run)
    assert entry.span.value == record.estimates["ais"].value
    assert entry.resolution == max(record.bracket.gap, 0) or entry.resolution is None


def test_an_interruption_keeps_the_images_that_are_finished(gan_copy, monkeypatch):
    own, blocks = annealing.Annealer.upward, []

    def interrupted(self, given):
        blocks.append(given.rows[0])
        if len(blocks) == 2:
            raise KeyboardInterrupt
        return own(self, given)

    monkeypatch.setattr(plans, "N_IMAGES", 10)
    monkeypatch.setattr("genbench.stages.likelihood.subject.N_IMAGES", 10)
    for name in ("N_VALIDATION", "N_SIMULATED"):
        monkeypatch.setattr(annealed, name, 10)
    monkeypatch.setattr(annealing.Annealer, "upward", interrupted)
    small = {**SMALL, "n_images": 20, "seed": 5}
    with pytest.raises(Interrupted, match="The same command goes on"):
        likelihood(gan_copy, **small)
    assert not gan_copy.has_record("likelihood")
    likelihood(gan_copy, **small)
    # The first block is not annealed again.
    assert blocks == [0, 10, 10]


@pytest.mark.parametrize("name", ["k", "chains", "temperatures", "leapfrog"])
def test_a_count_that_is_not_positive_is_refused(gan_run, name):
    with pytest.raises(InvalidInput, match=rf"{name} must be a positive integer.*{name}=0"):
        likelihood(gan_run, **{**SMALL, name: 0})


def test_pixels_that_are_drawn_are_no_means(gan_run, monkeypatch):
    monkeypatch.setattr(Sampler, "pixels", object(), raising=False)
    model = subject(gan_run).model
    drawn = {"draws": replace(next(iter(model.samplers.values())), pixels=object())}
    monkeypatch.setattr(model, "samplers", drawn)
    with pytest.raises(InvalidInput, match="needs the mean of each pixel"):
        subject(gan_run)


def test_a_run_without_a_decoder_is_refused(gan_run, monkeypatch):
    monkeypatch.setattr(subject(gan_run).model, "samplers", {})
    with pytest.raises(InvalidInput, match="needs a decoder or generator"):
        subject(gan_run)


def test_weights_that_are_not_finite_are_counted(gan_run):
    weights = np.zeros([4, 3])
    weights[1, :2] = np.nan
    with pytest.raises(BrokenRun, match=r"2 of 12 weights of held-out images .* in 1 of 4 images"):
        annealed.check_finite(subject(gan_run), weights, "held-out")


def test_a_bracket_that_does_not_close_says_so_with_the_cure(measured):
    record = likelihoods.read(measured["gan-blobs"])
    wide = likelihoods.bracket(np.array([-20.0, -21.0]), np.array([-3.0, -2.0]))
    assert not wide.is_closed
    assert likelihoods.bracket(np.array([-2.0, -2.1]), np.array([-1.9, -2.0])).is_closed
    assert record.bracket.n == 50


def test_it_is_called_as_its_command_is():
    assert genbench.likelihood is likelihood
    assert cache.cache_folder().name
