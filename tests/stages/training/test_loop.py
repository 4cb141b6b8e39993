import contextlib
import random
import signal
import subprocess
import time
from typing import Any

import numpy as np
import pytest

from genbench.models import building
from genbench.models.running.weights import networks_in, of_networks, restore_networks, settle
from genbench.runs import Run, listing, numbered
from genbench.stages.training.train import train
from genbench.system.backend import keras
from genbench.system.errors import BrokenRun
from tests.stages.training.trainings import (
    command,
    files,
    last_checkpoint,
    n_lines,
    record,
)


def test_a_run_killed_again_and_again_equals_one_that_was_not(blobs, here, read_events):
    settings: dict[str, Any] = {
        "steps": 300,
        "log_every": 5,
        "snapshot_every": 10,
        "checkpoint_every": 50,
    }
    whole = train("vae", root="whole", dataset=blobs, batch_size=16, **settings)
    flags = [f"--{k.replace('_', '-')}={v}" for k, v in settings.items()]
    run = Run("runs/vae-blobs")
    chance = random.Random(0)
    for n in (1, 18, 35):
        with subprocess.Popen(
            command(blobs, "--batch-size=16", *flags), stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and n_lines(run) < n:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
        assert process.returncode == -signal.SIGKILL
    again = train("vae", dataset=blobs, batch_size=16, **settings)
    assert record(again, read_events) == record(whole, read_events)


def test_a_run_killed_while_its_networks_are_saved_is_not_done(
    train_briefly, tmp_path, monkeypatch
):
    with monkeypatch.context() as patch, contextlib.suppress(ZeroDivisionError):
        patch.setattr("keras.Model.save", lambda *args: 1 / 0)
        train_briefly("gan", tmp_path)
    assert listing.summary(Run(tmp_path / "gan-blobs")).state == "not done"
    assert len(list(train_briefly("gan", tmp_path).networks_folder.iterdir())) == 3


@pytest.mark.filterwarnings("ignore:.*goes on from step 40:UserWarning")
@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04"])
def test_a_broken_checkpoint_is_passed_over(train_briefly, vae_copy, vae_run, read_events, damage):
    (vae_copy.checkpoints / "00000060.npz").write_bytes(damage)
    with pytest.warns(UserWarning, match=r"00000060\.npz is damaged"):
        again = train_briefly("vae", vae_copy.path.parent)
    assert record(again, read_events) == record(vae_run, read_events)


@pytest.mark.filterwarnings("ignore:.*passed over:UserWarning")
def test_where_every_checkpoint_is_broken_nothing_is_touched(train_briefly, vae_copy):
    for path in vae_copy.checkpoints.iterdir():
        path.write_bytes(b"")
    before = files(vae_copy.path)
    with pytest.raises(BrokenRun, match="no whole checkpoint"):
        train_briefly("vae", vae_copy.path.parent)
    assert files(vae_copy.path) == before


@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_log_snapshots_and_events_have_no_gap(request, read_events, recipe):
    run = request.getfixturevalue(f"{recipe}_run")
    assert [entry["step"] for entry in run.read_log()] == list(range(5, 65, 5))
    assert [step for step, _ in numbered(run.snapshots_folder, ".png")] == list(range(0, 70, 10))
    events = [(tag, step) for tag, step, _ in read_events(run.tensorboard)]
    assert sorted(s for t, s in events if t == "snapshots") == list(range(0, 70, 10))
    loss = "loss" if recipe == "vae" else "loss_d"
    assert sorted(s for t, s in events if t == loss) == list(range(5, 65, 5))


@pytest.mark.parametrize(
    ("recipe", "scopes"),
    [
        ("vae", ["decoder", "encoder"]),
        ("gan", ["discriminator", "generator", "generator_ema"]),
    ],
)
def test_keras_opens_every_saved_network(request, recipe, scopes):
    run = request.getfixturevalue(f"{recipe}_run")
    assert sorted(path.stem for path in run.networks_folder.iterdir()) == scopes
    _, arrays = last_checkpoint(run)
    for scope in scopes:
        network: Any = keras.models.load_model(run.networks_folder / f"{scope}.keras")
        for i, weights in enumerate(network.get_weights()):
            np.testing.assert_array_equal(weights, arrays[f"networks/{scope}/{i}"])


@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_a_loss_that_is_not_finite_stops_the_run_and_names_the_step(
    train_briefly, tmp_path, recipe
):
    changes = {"learning_rate": 1e12} | ({} if recipe == "gan" else {"likelihood": "gaussian"})
    with pytest.raises(BrokenRun, match=r"is (nan|inf) at step \d+. Lower learning_rate \(now 1e"):
        train_briefly(recipe, tmp_path, **changes)
    for entry in Run(tmp_path / f"{recipe}-blobs").read_log():
        assert all(np.isfinite(v) for v in entry.values() if isinstance(v, float))


def test_averaged_weights_have_their_statistics_wherever_they_are_kept(blobs, tmp_path):
    run = train(
        "dcgan",
        root=tmp_path,
        dataset=blobs,
        channels=(3, 4),
        steps=4,
        log_every=2,
        snapshot_every=2,
        checkpoint_every=2,
        batch_size=16,
    )
    model, _ = building.load(run)
    kept = dict(run.read_weights())[2], networks_in(last_checkpoint(run)[1])
    for arrays in kept:
        restore_networks(model, arrays)
        settle(model)
        for key, array in of_networks(model).items():
            assert array.tobytes() == arrays[key].tobytes(), key
