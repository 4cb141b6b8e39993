import numpy as np
import pytest
from small import build

from genbench import data
from genbench.models import building
from genbench.pictures import grids
from genbench.runs import Run, alarms, numbered
from genbench.stages.training.observer import Observer


@pytest.fixture
def held_out(blobs):
    return data.load(blobs, "held_out")


@pytest.fixture
def observe(vae_run, held_out, tmp_path):
    """A function that makes an observer of the trained VAE with another run directory."""
    model, _ = building.load(vae_run)
    return lambda: (Observer(model, Run(tmp_path / "run"), held_out, seed=0), model)


def shown(run, kind):
    return [path.read_bytes() for _, path in numbered(run / kind, ".png")]


@pytest.mark.parametrize("kind", ["snapshots", "reconstructions"])
def test_the_same_latents_and_images_are_shown_each_time(observe, tmp_path, kind):
    observer, _ = observe()
    observer.look(5)
    observer.look(10)
    first, second = shown(tmp_path / "run", kind)
    assert first == second


def test_pictures_show_what_the_weights_have_become(observe, tmp_path):
    observer, model = observe()
    observer.look(5)
    model.decoder.set_weights([0 * w for w in model.decoder.get_weights()])
    observer.look(10)
    _, second = numbered(tmp_path / "run" / "snapshots", ".png")[1]
    assert (grids.read(second) == 128).all()


def test_originals_stand_above_what_comes_back(observe, held_out, tmp_path):
    observer, model = observe()
    model.decoder.set_weights([0 * w for w in model.decoder.get_weights()])
    observer.look(5)
    picture = grids.read(tmp_path / "run" / "reconstructions" / "00000005.png")
    above, below = picture[1:9, 1:9], picture[10:18, 1:9]
    assert any(np.array_equal(above, image) for image in held_out.images)
    assert (below == 128).all()


def test_a_look_scores_held_out_images_codes_and_samples(observe):
    observer, _ = observe()
    assert set(observer.look(5)) == {
        *(f"held_out_{name}" for name in ("loss", "nll", "kl", "beta", "squared_error")),
        "held_out_decode_variance",
        *(f"sample_{name}" for name in ("distance", "nearest", "classes", "entropy")),
        "active_units",
        "kl_per_latent",
        "prior_1nn",
    }


def test_a_posterior_that_has_collapsed_shows_in_each_measure(observe):
    observer, model = observe()
    for network in model.networks.values():
        network.set_weights([0 * w for w in network.get_weights()])
    found = observer.look(5)
    assert found["kl_per_latent"] == [0, 0]
    assert found["active_units"] == 0
    assert found["held_out_decode_variance"] == 0


def test_the_nearest_neighbour_tells_codes_from_the_prior_unless_they_are_drawn_from_it(observe):
    observer, model = observe()
    *others, biases = (0 * w for w in model.encoder.get_weights())
    model.encoder.set_weights([*others, biases])
    assert observer.look(5)["prior_1nn"] == pytest.approx(0.5, abs=0.2)
    model.encoder.set_weights([*others, biases + 9])
    assert observer.look(10)["prior_1nn"] > 0.9


def test_codes_that_are_all_the_same_are_no_hindrance(held_out, tmp_path):
    model = build("ae")
    model.encoder.set_weights([0 * w for w in model.encoder.get_weights()])
    look = Observer(model, Run(tmp_path / "run"), held_out, seed=0).look(5)
    assert look["active_units"] == 0
    assert "prior_1nn" not in look


def test_an_alarm_is_raised_once_and_stands_in_the_log(observe, tmp_path, monkeypatch):
    monkeypatch.setattr(alarms, "raised", lambda log: {"fire": "It burns."})
    (tmp_path / "run").mkdir()
    observer, _ = observe()
    assert observer.log({"step": 5}) == ["It burns."]
    assert observer.log({"step": 10}) == []
    observer, _ = observe()
    assert observer.log({"step": 15}) == []
    entries = Run(tmp_path / "run").read_log()
    assert [entry.get("alarms") for entry in entries] == [{"fire": "It burns."}, None, None]


def test_new_event_files_repeat_what_was_there(observe, tmp_path, read_events):
    observer, _ = observe()
    observer.look(0)
    observer.log({"step": 5, "epoch": 1, "images": 1, "seconds": 1.0, "loss": 2.0})
    observer, _ = observe()
    *_, last = sorted((tmp_path / "run" / "tensorboard").iterdir(), key=lambda p: p.stat().st_mtime)
    again = [(t, s) for t, s, _ in read_events(last.parent) if not t.startswith("networks")]
    assert sorted(again) == 2 * [("loss", 5)] + 2 * [("reconstructions", 0)] + 2 * [
        ("snapshots", 0)
    ]
