import shutil
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from made_records import DATA, run_record
from PIL import Image, ImageSequence

from genbench.pictures import grids
from genbench.pictures.gif import fewer_greys
from genbench.runs import Run
from genbench.runs.identity import identity_of
from genbench.stages.animation import GAP, HOLD_SECONDS, gif
from genbench.stages.sampling.sample import sample


@pytest.fixture
def make_run(here):
    """A function that makes up a run with a snapshot of one brightness at each step."""

    def make(name, steps, *, batch_size=10, side=40, n_channels=1):
        run = Run(here / "runs" / name)
        # A grid of one image.
        data = replace(DATA, image_shape=(side - 2, side - 2, n_channels))
        run.write_config(run_record(name, config={"batch_size": batch_size}, data=data))
        for step, brightness in steps.items():
            picture = np.full([side, side, n_channels], brightness, np.uint8)
            grids.write(run.snapshots_folder / f"{step}.png", picture, owner=identity_of(run))
        return run

    return make


def frames(path):
    with Image.open(path) as gif:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(gif)]


def durations(path):
    with Image.open(path) as gif:
        return [frame.info["duration"] for frame in ImageSequence.Iterator(gif)]


def brightness(frame, x=0.5):
    """Returns the brightness in the middle of a picture at the bottom of the frame."""
    return int(frame[-10, int(x * frame.shape[1]), 0])


def test_frames_are_in_the_order_of_the_steps(make_run):
    run = make_run("a", {1000: 255, 200: 0, 300: 136})
    assert [brightness(frame) for frame in frames(gif(run))] == [0, 136, 255]


def test_frames_are_of_one_size(vae_copy):
    shapes = {frame.shape for frame in frames(gif(vae_copy))}
    assert len(shapes) == 1


def test_every_snapshot_is_a_frame(vae_copy):
    assert len(frames(gif(vae_copy))) == len(list(vae_copy.snapshots_folder.iterdir())) == 7


def test_the_last_frame_shows_the_samples_that_were_drawn(vae_copy):
    sample(vae_copy, n=100, seed=3)
    drawn = grids.read(vae_copy.samples_file().with_suffix(".png"))
    *_, last = frames(gif(vae_copy, scale=1))
    np.testing.assert_array_equal(last[-len(drawn) :, :, :1], fewer_greys(drawn[..., 0])[..., None])


def test_samples_of_other_weights_are_not_shown(vae_copy):
    sample(vae_copy, n=100)
    before = len(frames(gif(vae_copy)))
    path = vae_copy.samples_file().with_suffix(".png")
    path.write_bytes(path.read_bytes() + b"other")
    assert len(frames(gif(vae_copy))) == before - 1


def test_the_caption_tells_frames_apart(make_run):
    first, second = frames(gif(make_run("a", {100: 77, 200: 77})))
    differing = np.argwhere((first != second).any(axis=(1, 2)))
    assert differing.size
    assert differing.max() < len(first) - 80


def test_the_last_frame_is_held(make_run):
    run = make_run("a", {1: 0, 2: 100, 3: 200})
    assert durations(gif(run, fps=10)) == [100, 100, 1000 * HOLD_SECONDS]


def test_a_gif_can_be_stitched_again_with_another_speed_and_scale(make_run):
    run = make_run("a", {1: 0, 2: 100})
    first = frames(gif(run, scale=1))[0].shape
    again = gif(run, fps=20, scale=3)
    assert durations(again)[0] == 50
    assert frames(again)[0].shape[1] == 3 * first[1]


def test_the_same_snapshots_give_the_same_bytes(vae_copy):
    first = gif(vae_copy).read_bytes()
    assert gif(vae_copy).read_bytes() == first


def test_a_webp_keeps_every_grey(make_run):
    run = make_run("a", {1: 77, 2: 78})
    found = gif(run, format="webp")
    assert found.as_posix() == "gifs/a.webp"
    assert [brightness(frame) for frame in frames(found)] == [77, 78]


def test_the_ending_of_a_file_says_its_format(make_run):
    with Image.open(gif(make_run("a", {1: 0}), out="b.webp")) as file:
        assert file.format == "WEBP"


def test_a_gif_is_named_by_its_runs(make_run, here):
    make_run("a", {1: 0})
    make_run("b", {1: 0})
    assert gif("a").as_posix() == "gifs/a.gif"
    assert gif("a", "b").as_posix() == "gifs/a-vs-b.gif"


@pytest.mark.parametrize(
    ("names", "file"),
    [
        (["A/vae"], "A/vae"),
        (["A-vae"], "A-vae"),
        (["B/vae"], "B/vae"),
        (["A/vae", "A/gan"], "A/vae-vs-gan"),
        (["A/vae", "B/vae"], "A-vae-vs-B-vae"),
        (["A/vae", "c"], "A-vae-vs-c"),
    ],
)
def test_runs_of_one_name_in_two_folders_have_a_gif_each(make_run, names, file):
    for name in names:
        make_run(name, {1: 0})
    assert gif(*names).as_posix() == f"gifs/{file}.gif"


def test_a_run_elsewhere_is_named_with_its_folder(make_run, here):
    shutil.copytree(make_run("a", {1: 0}).path, here / "kept" / "a")
    assert gif(here / "kept" / "a").as_posix() == "gifs/kept/a.gif"


def test_many_long_names_are_a_name_that_every_system_takes(make_run):
    for name in ("a" * 120, "b" * 120):
        make_run(name, {1: 0})
    assert len(gif("a" * 120, "b" * 120).name) < 120


def test_a_long_name_is_not_cut_and_the_pictures_stay_side_by_side(make_run):
    long, short = make_run("a" * 80, {1: 51}), make_run("b", {1: 51})
    (alone,), (beside,) = frames(gif(long)), frames(gif(short, long))
    assert beside.shape[0] == alone.shape[0] > frames(gif(short))[0].shape[0]
    assert (brightness(beside, 0.2), brightness(beside, 0.8)) == (51, 51)


def test_runs_side_by_side_go_by_the_images_seen(make_run):
    # 10 images a step on the left, 40 on the right: 40, 80 and 120 images are frames.
    left = make_run("left", {4: 0, 8: 136, 12: 255}, batch_size=10)
    right = make_run("right", {1: 0, 3: 255}, batch_size=40)
    pairs = [(brightness(f, 0.2), brightness(f, 0.8)) for f in frames(gif(left, right))]
    assert pairs == [(0, 0), (136, 0), (255, 255)]


def test_real_images_stand_beside_the_runs_and_stay(make_run):
    run = make_run("a", {1: 0, 2: 102})
    shown = frames(gif(run, real=np.full([9, 4, 4, 1], 68, np.uint8)))
    assert [brightness(frame, 0.25) for frame in shown] == [0, 102]
    assert len({frame[:, -20:].tobytes() for frame in shown}) == 1
    assert (shown[0][:, -20:] == 68).any()


def test_more_than_four_runs_stand_in_rows(make_run):
    runs = [make_run(name, {1: 51 * i}) for i, name in enumerate("abcde")]
    (frame,) = frames(gif(*runs, scale=1))
    height, width, _ = frame.shape
    (alone,) = frames(gif(runs[0], scale=1))
    assert (height, width) == (2 * alone.shape[0] + GAP, 3 * alone.shape[1] + 2 * GAP)
    assert [brightness(frame, x) for x in (0.1, 0.5, 0.9)] == [153, 204, 255]


def test_what_would_be_wide_is_not_enlarged(make_run):
    narrow, wide = make_run("a", {1: 90}, side=300), make_run("b", {1: 90}, side=1201)
    assert frames(gif(narrow))[0].shape[1] == 600
    assert frames(gif(wide))[0].shape[1] == 1201
    others = [make_run(name, {1: 90}, side=300) for name in "cde"]
    assert frames(gif(narrow, *others))[0].shape[1] == 4 * 600 + 3 * GAP


def test_colours_stay(make_run):
    run = make_run("a", {1: 0}, n_channels=3)
    picture = np.zeros([40, 40, 3], np.uint8)
    picture[..., 2] = 200
    grids.write(run.snapshots_folder / "2.png", picture, owner=identity_of(run))
    np.testing.assert_allclose(frames(gif(run))[1][-10, 40], [0, 0, 200], atol=8)


def test_grey_and_coloured_runs_stand_side_by_side(make_run):
    grey, coloured = make_run("a", {1: 90}), make_run("b", {1: 90}, n_channels=3, side=60)
    (frame,) = frames(gif(grey, coloured))
    assert abs(brightness(frame, 0.8) - 90) < 8


def test_memory_does_not_grow_with_the_frames(make_run):
    def peak(run):
        tracemalloc.start()
        gif(run)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    few = make_run("few", {step: step % 256 for step in range(20)}, side=200)
    many = make_run("many", {step: step % 256 for step in range(200)}, side=200)
    peak(few)
    assert peak(many) < 1.2 * peak(few)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"fps": 0.009}, "fps must lie between 0.01 and 50. Received: fps=0.009"),
        ({"fps": 51}, "fps must lie between"),
        ({"fps": float("nan")}, "fps must lie between"),
        ({"scale": 0}, "scale must be a positive integer"),
        (
            {"out": "a.png"},
            r"out must be a file that ends in .gif, .webp or .mp4. Received: out='a.png'",
        ),
        ({"format": "avi"}, r"There is no format 'avi'"),
        (
            {"format": "webp", "out": "a.gif"},
            r"out must end in .webp, as the format does. Received: out='a.gif'",
        ),
    ],
)
def test_wrong_arguments_are_refused_by_name(make_run, arguments, message):
    with pytest.raises(ValueError, match=message):
        gif(make_run("a", {1: 0}), **arguments)


def test_a_run_without_snapshots_names_the_command(make_run):
    with pytest.raises(
        FileNotFoundError, match=r"no snapshots. Run `genbench train a .*--run-name a` first"
    ):
        gif(make_run("a", {}))


def test_a_broken_snapshot_is_left_out_and_named(make_run):
    run = make_run("a", {1: 0, 2: 100, 3: 255})
    (run.snapshots_folder / "2.png").write_bytes(b"broken")
    with pytest.warns(UserWarning, match=r"2\.png cannot be read.*left out"):
        assert [brightness(frame) for frame in frames(gif(run))] == [0, 255]


def test_a_snapshot_of_another_size_is_left_out_and_named(make_run):
    run, other = make_run("a", {1: 0, 2: 100, 3: 255}), make_run("b", {2: 100}, side=60)
    (other.snapshots_folder / "2.png").rename(run.snapshots_folder / "2.png")
    with pytest.warns(UserWarning, match=r"2\.png is of another size"):
        assert [brightness(frame) for frame in frames(gif(run))] == [0, 255]


def test_a_snapshot_of_another_run_is_left_out_and_named(make_run):
    run, other = make_run("a", {1: 0, 2: 100, 3: 255}), make_run("b", {2: 100})
    (other.snapshots_folder / "2.png").rename(run.snapshots_folder / "2.png")
    with pytest.warns(UserWarning, match=r"2\.png is not of this run, or of another step"):
        assert [brightness(frame) for frame in frames(gif(run))] == [0, 255]
