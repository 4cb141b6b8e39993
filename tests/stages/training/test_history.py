from dataclasses import replace

import pytest

from genbench.models import building
from genbench.pictures import grids
from genbench.runs.identity import identity
from genbench.stages.training import history
from genbench.system.errors import BrokenRun
from tests.stages.training.trainings import files


@pytest.fixture
def record(vae_copy):
    return building.read_config(vae_copy)


@pytest.fixture
def schedule(record):
    return record.schedule


def test_a_whole_run_raises_no_word(vae_copy, schedule, record, validation):
    before = files(vae_copy.path)
    assert history.last_checkpoint(vae_copy, schedule)[0] == 60
    history.check(vae_copy, record, validation, 60)
    history.keep_events(vae_copy, schedule, 60)
    assert files(vae_copy.path) == before


@pytest.mark.filterwarnings("ignore:.*passed over:UserWarning")
@pytest.mark.parametrize("is_there", [True, False])
def test_lost_checkpoints_are_refused_with_what_is_lost_and_left(vae_copy, schedule, is_there):
    for path in vae_copy.checkpoints.iterdir():
        path.write_bytes(b"PK") if is_there else path.unlink()
    before = files(vae_copy.path)
    with pytest.raises(
        BrokenRun,
        match=r"step 60 of 60 and holds no whole checkpoint.*networks are still in .*networks, for "
        r"keras.models.load_model\. .*--restart .*vae-blobs\.old-1",
    ):
        history.last_checkpoint(vae_copy, schedule)
    assert files(vae_copy.path) == before


def test_without_networks_the_weights_that_are_left_are_named(vae_copy, schedule):
    for path in (*vae_copy.checkpoints.iterdir(), *vae_copy.networks_folder.iterdir()):
        path.unlink()
    with pytest.raises(BrokenRun, match=r"The weights of 2 steps from 20 to 40 are still in"):
        history.last_checkpoint(vae_copy, schedule)


@pytest.mark.filterwarnings("ignore:.*passed over:UserWarning")
def test_it_is_said_where_training_goes_on_if_the_last_checkpoint_is_damaged(vae_copy, schedule):
    (vae_copy.checkpoints / "00000060.npz").write_bytes(b"PK")
    with pytest.warns(UserWarning, match=r"goes on from step 40: the steps to 60 are taken again"):
        assert history.last_checkpoint(vae_copy, schedule)[0] == 40


@pytest.mark.parametrize(
    ("lines", "said"), [([3], "for step 20,"), ([0, 1, 11], "for 3 steps from 5 to 60,")]
)
def test_lost_lines_are_named_and_the_others_stay(vae_copy, record, validation, lines, said):
    whole = vae_copy.log_file.read_text().splitlines(keepends=True)
    left = "".join(line for i, line in enumerate(whole) if i not in lines)
    vae_copy.log_file.write_text(left)
    with pytest.warns(UserWarning, match=rf"log\.jsonl has no line {said}"):
        history.check(vae_copy, record, validation, 60)
    assert vae_copy.log_file.read_text() == left


def test_event_files_with_the_only_copy_of_a_line_are_kept(vae_copy, schedule):
    before = files(vae_copy.tensorboard)
    vae_copy.log_file.write_text("")
    with pytest.warns(UserWarning, match=r"tensorboard\.old-1 holds event files"):
        history.keep_events(vae_copy, schedule, 60)
    kept = vae_copy.path / "tensorboard.old-1"
    assert [path.read_bytes() for path in kept.iterdir()] == list(before.values())
    assert not vae_copy.tensorboard.exists()


@pytest.mark.parametrize("kind", ["snapshots", "reconstructions"])
@pytest.mark.parametrize("damage", [None, b"", b"\x89PNG\r\n\x1a\nnonsense"])
def test_a_picture_comes_back_from_the_event_files(vae_copy, record, validation, kind, damage):
    path = vae_copy.path / kind / "00000030.png"
    whole = path.read_bytes()
    path.unlink() if damage is None else path.write_bytes(damage)
    history.check(vae_copy, record, validation, 60)
    assert path.read_bytes() == whole


@pytest.fixture
def without_events(vae_copy):
    """The run, its event files cut short."""
    for path in vae_copy.tensorboard.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    return vae_copy


@pytest.mark.parametrize("kind", ["snapshots", "reconstructions"])
@pytest.mark.parametrize("step", [0, 20, 40, 60])
def test_a_picture_is_drawn_again_where_the_weights_are_kept(
    without_events, record, validation, kind, step
):
    path = without_events.path / kind / f"{step:08d}.png"
    whole = path.read_bytes()
    path.unlink()
    history.check(without_events, record, validation, 60)
    assert path.read_bytes() == whole


def test_pictures_that_nothing_holds_are_named(without_events, record, validation):
    for step in (10, 30):
        (without_events.snapshots_folder / f"{step:08d}.png").unlink()
    with pytest.warns(
        UserWarning, match=r"snapshots has no whole picture of 2 steps from 10 to 30"
    ):
        history.check(without_events, record, validation, 60)


@pytest.mark.parametrize("other", ["snapshots/00000020.png", "reconstructions/00000030.png"])
def test_a_picture_of_another_step_or_kind_is_not_believed(vae_copy, record, validation, other):
    path = vae_copy.snapshots_folder / "00000030.png"
    whole = path.read_bytes()
    path.write_bytes((vae_copy.path / other).read_bytes())
    history.check(vae_copy, record, validation, 60)
    assert path.read_bytes() == whole


def test_a_picture_of_another_run_is_not_believed(vae_copy, record, validation):
    path = vae_copy.snapshots_folder / "00000030.png"
    whole = path.read_bytes()
    grids.write(path, grids.read(path), owner=identity(replace(record, recipe="vae-2")))
    history.check(vae_copy, record, validation, 60)
    assert path.read_bytes() == whole
