"""Sprites, curves, latents and provenance of the report."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from genbench.data import images
from genbench.models import building
from genbench.models.parts.noise import Normal, Uniform
from genbench.models.protocols import Sampler
from genbench.pictures import grids
from genbench.runs import Run
from genbench.stages.report.curves import HEIGHT, MARGIN, WIDTH, panels
from genbench.stages.report.plane import N_TILES, Plane, plane
from genbench.stages.report.provenance import command, differences, facts, handle
from genbench.stages.report.sheets import N_FRAMES, data_uri, reel, sheet
from genbench.system import randomness
from genbench.system.backend import keras, tf


def decoded(uri):
    box = io.BytesIO(base64.b64decode(uri.partition(",")[2]))
    with Image.open(box) as file:
        return np.asarray(file.convert("RGB"))


def noise_images(n, shape):
    return np.random.default_rng(0).integers(0, 256, (n, *shape), np.uint8)


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_come_back_exactly(channels):
    picture = noise_images(1, (9, 7, channels))[0]
    np.testing.assert_array_equal(decoded(data_uri(picture)), np.broadcast_to(picture, (9, 7, 3)))


def test_a_sheet_holds_its_cells_row_by_row():
    pictures = noise_images(5, (4, 6, 1))
    found = sheet(pictures, n_columns=3)
    whole = decoded(found.uri)[..., 0]
    np.testing.assert_array_equal(whole[4:8, 6:12], pictures[4, ..., 0])


def test_a_reel_has_a_frame_for_every_snapshot(tmp_path):
    paths = [tmp_path / f"{i}.png" for i in range(N_FRAMES + 2)]
    for path in paths:
        grids.write(path, grids.grid(noise_images(9, (4, 4, 1))))
    assert [s.n for s in reel(paths, (4, 4, 1))] == [N_FRAMES, 2]


def test_a_frame_of_large_pictures_keeps_the_first_ones(tmp_path):
    path = tmp_path / "0.png"
    grids.write(path, grids.grid(noise_images(100, (64, 64, 1))))
    (found,) = reel([path], (64, 64, 1))
    assert (found.width, found.height) == (5 * 65 + 1, 5 * 65 + 1)


LOG = [{"step": i, "images": 100 * i, "seconds": 0.1, "loss": 10.0 - i} for i in range(1, 6)]


def test_a_curve_fills_its_panel():
    (panel,) = panels(LOG, last=500)
    assert panel.lines[0].path.startswith(f"M{WIDTH / 5:.1f} {MARGIN:.1f}L")
    assert panel.lines[0].path.endswith(f"{WIDTH:.1f} {HEIGHT - MARGIN:.1f}")


def test_held_out_values_share_the_panel_of_their_scalar():
    log = [*LOG[:-1], LOG[-1] | {"held_out_loss": 7.0}]
    (panel,) = panels(log, last=500)
    assert [line.label for line in panel.lines] == ["training", "held out"]


def test_a_long_curve_keeps_its_last_point():
    log = [{"images": i, "loss": float(i)} for i in range(1, 10_001)]
    (panel,) = panels(log, last=10_000)
    assert len(panel.lines[0].images) <= 301
    assert panel.lines[0].images[-1] == 10_000


def test_alarms_and_clocks_are_no_curves():
    log = [entry | {"alarms": {"x": "y"}} for entry in LOG]
    assert [panel.title for panel in panels(log, last=500)] == ["loss (nats per image)"]


def test_what_never_changed_is_no_curve():
    assert panels([entry | {"loss": 1.0} for entry in LOG], last=500) == []


def test_a_scalar_of_the_pictures_is_not_called_training():
    (panel,) = panels([{"images": i, "sample_distance": float(i)} for i in (1, 2)], last=2)
    assert panel.lines[0].label == "snapshots"


@pytest.mark.parametrize("fixture", ["vae_run", "gan_run"])
def test_the_embedded_decoder_draws_what_the_sampler_draws(fixture, request):
    model, _ = building.load(request.getfixturevalue(fixture))
    found = plane(model, None, seed=0)
    sampler = next(iter(model.samplers.values()))
    latents = sampler.prior.draw(np.random.default_rng(0), 50)
    values = latents
    for layer in found["decoder"]:
        kernel, bias = (
            np.frombuffer(base64.b64decode(layer[part]), "<f2").astype(np.float32)
            for part in ("kernel", "bias")
        )
        values = values @ kernel.reshape(-1, layer["n"]) + bias
        if layer["activation"] == "relu":
            values = np.maximum(values, 0)
    true = sampler.sample(tf.constant(latents)).numpy().reshape(50, -1)
    assert found["decoder"][-1]["activation"] == "sigmoid"
    np.testing.assert_allclose(1 / (1 + np.exp(-values)), true, atol=0.005)


class Convolutional:
    """A stand-in for a model whose generator is no chain of dense layers."""

    def __init__(self, prior):
        latents = keras.Input(prior.shape)
        hidden = keras.layers.Reshape((3, 3, 1))(keras.layers.Dense(9)(latents))
        pixels = keras.layers.Conv2D(1, 3, padding="same", activation="sigmoid")(hidden)
        self.networks = {"generator": keras.Model(latents, pixels)}
        self.samplers = {"generator": Sampler(prior, self.networks["generator"])}


def convolutional(prior) -> Any:
    return Convolutional(prior)


def test_any_other_network_is_decoded_beforehand():
    found = plane(convolutional(Normal((5,))), None, seed=0)
    assert found["decoder"] is None
    assert found["sprite"]["n"] == N_TILES**2


def test_the_first_tile_is_the_first_corner():
    model = convolutional(Normal((5,)))
    found = plane(model, None, seed=0)
    tile = decoded(found["sprite"]["uri"])[:3, :3, 0]
    corners = Normal((5,)).draw(randomness.generator(0, "explorer"), 4)
    expected = images.to_uint8(model.samplers["generator"].sample(corners[:1]).numpy())
    np.testing.assert_allclose(tile.astype(int), expected[0, ..., 0].astype(int), atol=1)


def test_between_corners_latents_are_as_spread_as_the_prior():
    corners = np.random.default_rng(0).standard_normal((4, 20_000))
    middle = Plane("corners", "normal", -3, 3, corners).latents(np.array([0.5]), np.array([0.5]))
    assert middle.std() == pytest.approx(1, abs=0.02)


def test_a_uniform_prior_stays_uniform_between_corners():
    corners = np.random.default_rng(0).standard_normal((4, 20_000))
    middle = Plane("corners", "uniform", -1, 1, corners).latents(np.array([0.3]), np.array([0.6]))
    assert abs(middle).max() <= 1
    assert middle.var() == pytest.approx(1 / 3, abs=0.01)


def test_two_uniform_latents_are_shown_within_their_range():
    found = plane(convolutional(Uniform((2,), low=-1, high=1)), None, seed=0)
    assert (found["plane"], found["low"], found["high"]) == ("latents", -1, 1)


def test_the_command_names_what_differs_from_the_recipe(vae_run):
    words = command(vae_run, vae_run.read_config()).split()
    assert words[:3] == ["genbench", "train", "vae"]
    assert "--steps" in words
    assert "--no-jit-compile" in words
    assert "--beta" not in words


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("runs/vae", "vae"),
        ("/somewhere/runs/duel/vae", "duel/vae"),
        ("/somewhere/else", "else"),
        ("runs/a b", "'a b'"),
    ],
)
def test_a_run_is_called_by_its_name_below_runs(path, name):
    assert handle(Run(path)) == name


def test_only_settings_that_differ_are_listed():
    records = [
        {"config": {"seed": 1, "beta": 1.0}, "data": {"name": "x"}},
        {"config": {"seed": 2}, "data": {"name": "x"}},
    ]
    assert differences(["a", "b"], records) == [("seed", ["1", "2"]), ("beta", ["1", "–"])]


def test_what_runs_share_is_said_once():
    data = {"name": "x", "n_images": 5, "sha256": "0"}
    records = [{"config": {"seed": seed}, "data": data} for seed in (1, 2)]
    shared, own = facts(records)
    assert [name for name, _ in shared] == ["data", "SHA-256 of the data"]
    assert own == [[("seed", "1")], [("seed", "2")]]
