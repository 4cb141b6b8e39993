import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import Any

import numpy as np
import pytest

from genbench.runs import Run, numbered
from genbench.stages.training.train import train
from genbench.system.backend import keras
from genbench.system.errors import BrokenRun
from tests.conftest import SHORT

FLAGS = [f"--{k.replace('_', '-')}={v}" for k, v in SHORT.items() if not isinstance(v, bool)]


def last_checkpoint(run) -> Any:
    return run.read_checkpoint()


def record(run, read_events):
    """Returns all that a run has written, without the seconds, which differ each time."""
    step, arrays = last_checkpoint(run)
    return {
        "step": step,
        "arrays": {name: array.tobytes() for name, array in arrays.items()},
        "log": [
            {k: v for k, v in entry.items() if k not in ("seconds", "memory")}
            for entry in run.read_log()
        ],
        "pictures": {p.name: p.read_bytes() for p in run.snapshots.iterdir()}
        | {("reconstruction", s): p.read_bytes() for s, p in numbered(run.reconstructions, ".png")},
        "events": sorted(
            (tag, step) for tag, step, _ in read_events(run.tensorboard) if "networks" not in tag
        ),
    }


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def interrupt_at(monkeypatch, step, number=signal.SIGINT):
    """Sends a signal when the given step is logged."""
    append = Run.append_log

    def append_and_interrupt(run, entry):
        append(run, entry)
        if entry["step"] == step:
            signal.raise_signal(number)

    monkeypatch.setattr(Run, "append_log", append_and_interrupt)


def command(blobs, *flags):
    return [sys.executable, "-m", "genbench", "train", "vae", f"--dataset={blobs}", *flags]


# Going on


def test_a_run_killed_again_and_again_equals_one_that_was_not(blobs, here, read_events):
    settings: dict[str, Any] = {
        "steps": 600,
        "log_every": 5,
        "snapshot_every": 10,
        "checkpoint_every": 50,
    }
    whole = train("vae", root="whole", dataset=blobs, batch_size=16, **settings)
    flags = [f"--{k.replace('_', '-')}={v}" for k, v in settings.items()]
    run = Run("runs/vae-blobs")
    chance = random.Random(0)
    for n_lines in (1, 35, 70):
        with subprocess.Popen(
            command(blobs, "--batch-size=16", *flags), stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and len(run.read_log()) < n_lines:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
        assert process.returncode == -signal.SIGKILL
    again = train("vae", dataset=blobs, batch_size=16, **settings)
    assert record(again, read_events) == record(whole, read_events)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_an_interrupted_run_goes_on_to_the_same_end(
    request, train_briefly, tmp_path, monkeypatch, read_events, recipe, number
):
    with monkeypatch.context() as patch:
        interrupt_at(patch, 25, number)
        with pytest.raises(KeyboardInterrupt, match=r"stopped at step 25 of 60. The same command"):
            train_briefly(recipe, tmp_path)
    run = Run(tmp_path / f"{recipe}-blobs")
    assert last_checkpoint(run)[0] == 25
    whole = request.getfixturevalue(f"{recipe}_run")
    again = train_briefly(recipe, tmp_path)
    assert record(again, read_events) == record(whole, read_events)


def test_an_interruption_at_the_last_step_changes_nothing(train_briefly, tmp_path, monkeypatch):
    interrupt_at(monkeypatch, 60)
    assert train_briefly("gan", tmp_path).summary()[-1] == "done"


def test_a_signal_is_handled_as_before_afterwards(train_briefly, tmp_path):
    before = signal.getsignal(signal.SIGINT)
    train_briefly("gan", tmp_path, steps=5)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_same_call_after_the_end_changes_no_file(train_briefly, vae_copy):
    before = files(vae_copy.path)
    assert train_briefly("vae", vae_copy.path.parent).path == vae_copy.path
    assert files(vae_copy.path) == before


def test_a_run_killed_while_its_networks_are_saved_is_not_done(
    train_briefly, tmp_path, monkeypatch
):
    with monkeypatch.context() as patch, contextlib.suppress(ZeroDivisionError):
        patch.setattr("keras.Model.save", lambda *args: 1 / 0)
        train_briefly("gan", tmp_path)
    assert Run(tmp_path / "gan-blobs").summary()[-1] == "not done"
    assert len(list(train_briefly("gan", tmp_path).networks.iterdir())) == 3


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04"])
def test_a_broken_checkpoint_is_passed_over(train_briefly, vae_copy, vae_run, read_events, damage):
    (vae_copy.checkpoints / "00000060.npz").write_bytes(damage)
    with pytest.warns(UserWarning, match=r"00000060\.npz is damaged"):
        again = train_briefly("vae", vae_copy.path.parent)
    assert record(again, read_events) == record(vae_run, read_events)


def test_training_begins_again_where_every_checkpoint_is_broken(
    train_briefly, vae_copy, vae_run, read_events
):
    for path in vae_copy.checkpoints.iterdir():
        path.write_bytes(b"")
    with pytest.warns(UserWarning, match="is damaged"):
        again = train_briefly("vae", vae_copy.path.parent)
    assert record(again, read_events) == record(vae_run, read_events)


# What a run holds


@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_log_snapshots_and_events_have_no_gap(request, read_events, recipe):
    run = request.getfixturevalue(f"{recipe}_run")
    assert [entry["step"] for entry in run.read_log()] == list(range(5, 65, 5))
    assert [step for step, _ in numbered(run.snapshots, ".png")] == list(range(0, 70, 10))
    events = [(tag, step) for tag, step, _ in read_events(run.tensorboard)]
    assert sorted(s for t, s in events if t == "snapshots") == list(range(0, 70, 10))
    loss = "loss" if recipe == "vae" else "loss_d"
    assert sorted(s for t, s in events if t == loss) == list(range(5, 65, 5))


def test_the_log_tells_the_peak_memory(vae_run):
    resource = pytest.importorskip("resource", reason="Windows does not tell.")
    now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    assert 100 < vae_run.read_log()[-1]["memory"] <= now


def test_the_clock_counts_images_and_epochs(vae_run):
    last = vae_run.read_log()[-1]
    assert (last["images"], last["epoch"]) == (60 * 16, 60 * 16 / 160)
    seconds = [entry["seconds"] for entry in vae_run.read_log()]
    assert seconds == sorted(seconds)


def test_the_configuration_is_whole(vae_run):
    config = json.loads(vae_run.config_file.read_text())
    assert config["recipe"] == config["kind"] == "vae"
    assert config["config"].items() >= SHORT.items()
    assert config["data"]["image_shape"] == [8, 8, 1]
    assert config["machine"].keys() >= {"genbench", "python", "tensorflow", "keras", "devices"}


@pytest.mark.parametrize(
    ("recipe", "scopes"),
    [
        ("vae", ["decoder", "encoder"]),
        ("gan", ["discriminator", "generator", "generator_ema"]),
    ],
)
def test_keras_opens_every_saved_network(request, recipe, scopes):
    run = request.getfixturevalue(f"{recipe}_run")
    assert sorted(path.stem for path in run.networks.iterdir()) == scopes
    _, arrays = last_checkpoint(run)
    for scope in scopes:
        network: Any = keras.models.load_model(run.networks / f"{scope}.keras")
        for i, weights in enumerate(network.get_weights()):
            np.testing.assert_array_equal(weights, arrays[f"networks/{scope}/{i}"])


def test_the_same_seed_gives_the_same_bytes(train_briefly, tmp_path, gan_run, read_events):
    again = train_briefly("gan", tmp_path)
    assert record(again, read_events) == record(gan_run, read_events)


def test_another_seed_gives_other_weights_and_pictures(
    train_briefly, tmp_path, gan_run, read_events
):
    other = record(train_briefly("gan", tmp_path, seed=1), read_events)
    first = record(gan_run, read_events)
    assert other["arrays"] != first["arrays"]
    assert other["pictures"]["00000000.png"] != first["pictures"]["00000000.png"]


# What is refused


def test_another_configuration_is_refused_with_the_differences(train_briefly, vae_copy):
    before = files(vae_copy.path)
    with pytest.raises(
        BrokenRun,
        match=r"config.steps is 60 there and 80 here; config.beta is 1.0 there and 2.0 here\. Choo",
    ):
        train_briefly("vae", vae_copy.path.parent, steps=80, beta=2.0)
    assert files(vae_copy.path) == before


def test_other_pictures_under_the_same_name_are_refused(train_briefly, vae_copy, blobs, here):
    np.savez(here / "blobs.npz", images=np.load(blobs)["images"][::-1])
    record = vae_copy.read_config()
    record["config"]["dataset"] = record["data"]["name"] = str(here / "blobs.npz")
    vae_copy.write_config(record)
    with pytest.raises(BrokenRun, match=r"data.sha256 is .* there and .* here"):
        train_briefly("vae", vae_copy.path.parent, dataset=here / "blobs.npz")


@pytest.mark.parametrize(
    "changes", [{"batch_size": 161}, {"snapshot_every": 7}, {"dataset": "nowhere"}, {"steps": 0}]
)
def test_nothing_is_written_where_a_value_is_refused(train_briefly, tmp_path, changes):
    with pytest.raises(ValueError, match=r"Received|no data set"):
        train_briefly("vae", tmp_path, **changes)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("recipe", ["vae", "gan"])
def test_a_loss_that_is_not_finite_stops_the_run_and_names_the_step(
    train_briefly, tmp_path, recipe
):
    changes = {"learning_rate": 1e30} | ({} if recipe == "gan" else {"likelihood": "gaussian"})
    with pytest.raises(BrokenRun, match=r"is (nan|inf) at step \d+. Lower learning_rate \(now 1e"):
        train_briefly(recipe, tmp_path, **changes)
    for entry in Run(tmp_path / f"{recipe}-blobs").read_log():
        assert all(np.isfinite(v) for v in entry.values() if isinstance(v, float))


def test_two_processes_cannot_train_one_run(train_briefly, tmp_path, monkeypatch):
    look = Run.append_log

    def train_once_more(run, entry):
        monkeypatch.setattr(Run, "append_log", look)
        train_briefly("gan", tmp_path)

    monkeypatch.setattr(Run, "append_log", train_once_more)
    with pytest.raises(BlockingIOError, match="is being written by another process"):
        train_briefly("gan", tmp_path)


# Disks


@pytest.fixture
def read_only(here, blobs):
    """An empty folder that cannot be written, and the rights of a user to whom that applies."""
    (here / blobs.name).write_bytes(blobs.read_bytes())
    here.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield here
    if is_root:
        os.seteuid(0)
    here.chmod(0o755)


def test_a_read_only_folder_is_named(read_only, blobs):
    with pytest.raises(PermissionError, match="runs"):
        train("vae", dataset=blobs.name, **SHORT)


def test_a_full_disk_leaves_nothing_half_written(blobs, here):
    def limit_file_size():
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))

    done = subprocess.run(
        command(blobs, *FLAGS), capture_output=True, text=True, preexec_fn=limit_file_size
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "File too large" in done.stderr
    run = Run("runs/vae-blobs")
    assert run.read_config()["recipe"] == "vae"
    assert list(run.path.rglob(".partial*")) == list(run.path.rglob("*.npz")) == []


def test_ctrl_c_is_one_line_and_exit_code_130(blobs, here):
    run = Run("runs/vae-blobs")
    flags = [flag for flag in FLAGS if "steps" not in flag]
    with subprocess.Popen(
        command(blobs, *flags, "--steps=1000000"), stderr=subprocess.PIPE, text=True
    ) as process:
        while process.poll() is None and len(run.read_log()) < 3:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    step, _ = last_checkpoint(run)
    assert said.splitlines()[-1] == (
        f"runs/vae-blobs stopped at step {step} of 1000000. The same command goes on from there."
    )
    assert "Traceback" not in said
