import shutil

import numpy as np
import pytest
from PIL import Image

from genbench.cli.main import main
from genbench.data import Split
from genbench.models.parts.noise import Normal
from genbench.models.protocols import Sampler
from genbench.pictures import grids
from genbench.runs import Run
from genbench.stages.exploration import choices, codes, concepts, exhibit, paths
from genbench.stages.exploration import scene as explore_scene
from genbench.stages.exploration.explore import PARTS, explore
from genbench.stages.exploration.scene import Missing, Scene
from genbench.system.backend import tf


@pytest.fixture(scope="module", autouse=True)
def few():
    """Short films and few samples, which take no longer than a test should."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhibit, "N_FRAMES", 4)
        patch.setattr(explore_scene, "N_SAMPLES", 500)
        yield


class Dimmer:
    """A model whose first latent is the brightness above the middle, and the second a tenth."""

    latent_size = 2

    def __init__(self):
        self.samplers = {"decoder": Sampler(Normal((2,)), self.decode)}

    def encode(self, pictures, labels):
        half = tf.reduce_mean(pictures[:, :, ::2], axis=(1, 2, 3)) - 0.5
        other = tf.reduce_mean(pictures[:, :, 1::2], axis=(1, 2, 3)) - 0.5
        return tf.stack([10 * other, half], axis=1)

    def decode(self, latents):
        columns = 0.5 + tf.stack([latents[:, 1], latents[:, 0] / 10], axis=1)
        return tf.clip_by_value(
            tf.ones([latents.shape[0], 2, 2, 1]) * columns[:, None, :, None], 0, 1
        )

    def compare(self, pictures, labels, noise):
        raise NotImplementedError

    validate = compare


class Reader:
    """A judge that reads the brightness in tens of per cent, and sees nothing in black."""

    n_classes = 10

    def outputs(self, pictures):
        tenth = np.minimum(pictures.mean(axis=(1, 2, 3)) / 25.5, 9).astype(int)
        logits = np.eye(11)[tenth]
        logits[:, 10] = 2.0 * (pictures.max(axis=(1, 2, 3)) == 0)
        return None, logits


def of_brightness(name, shares):
    labels = np.arange(len(shares)) % 2 * 3 + 2
    pictures = np.rint(255 * np.array(shares))[:, None, None, None] * np.ones([1, 2, 2, 1])
    return Split(pictures.astype(np.uint8), labels, tuple("abcdefghij"), name)


@pytest.fixture
def scene():
    """Pictures of the classes c and f, of brightness 0.25 and 0.55, in the sight of the above."""
    made = Scene(
        name="dimmer",
        model=Dimmer(),  # type: ignore[arg-type]
        train=of_brightness("t", [0.22, 0.52, 0.28, 0.58]),
        held_out=of_brightness("h", [0.25, 0.55] * 4),
        dataset="",
        pair=(2, 5),
        own=None,
        n_steps=0,
        n_latents=2,
        n_stops=5,
        seed=0,
        progress=False,
    )
    made.__dict__["judge"] = Reader()
    return made


# What is found


def test_a_class_direction_turns_held_out_pictures_of_the_source(scene):
    numbers = concepts.by_class(scene).numbers
    assert (numbers["source"], numbers["target"], numbers["n"]) == ("c", "f", 4)
    # 0.25, 0.40, 0.55, 0.70 and 0.85 are read as c, e, f, h and i.
    assert numbers["steps"] == [0, 0.5, 1, 1.5, 2]
    assert numbers["shares"] == {
        "target": [0, 0, 1, 0, 0],
        "source": [1, 0, 0, 0, 0],
        "other": [0, 1, 0, 1, 1],
        "nothing": [0, 0, 0, 0, 0],
    }


def test_more_ink_is_a_deviation_within_a_class_at_each_step(scene):
    numbers = concepts.by_ink(scene).numbers
    # Within either class the brightness is 0.03 to either side.
    expected = 0.4 + 0.03 * np.array([-2, -1, 0, 1, 2])
    np.testing.assert_allclose(numbers["lines"]["mean of the picture"], expected, atol=2e-3)
    assert numbers["lines"]["read as its class"] == [0, 1, 1, 1, 0]


def test_without_labels_there_is_no_class_direction(scene):
    blind = Scene(**{**vars_of(scene), "pair": None})
    with pytest.raises(Missing, match="needs labels of two classes"):
        concepts.by_class(blind)


def test_without_held_out_pictures_of_the_source_there_is_no_class_direction(scene):
    fields = vars_of(scene)
    held_out = of_brightness("h", [0.25, 0.55])
    only_f = Split(held_out.images[1:], held_out.labels[1:], held_out.classes, "h")  # type: ignore[index]
    with pytest.raises(Missing, match="needs held-out pictures of the class 'c'"):
        concepts.by_class(Scene(**{**fields, "held_out": only_f}))


def test_the_latent_that_changes_most_comes_first(scene):
    # Both halves of a picture change alike, but of the first latent only a tenth is seen.
    scene.known.latents[:, 0] = scene.known.latents[:, 1]
    numbers = paths.traversals(scene).numbers
    assert numbers["latents"] == [1, 0]
    first, second = numbers["change"]
    assert first == pytest.approx(100 * second, rel=0.2)


def test_latents_go_three_deviations_of_their_codes_to_either_side(scene):
    numbers = paths.traversals(scene).numbers
    spread = np.array([0.22, 0.52, 0.28, 0.58]) - 0.5
    second = numbers["latents"].index(1)
    assert numbers["low"][second] == pytest.approx(spread.mean() - 3 * spread.std(), abs=5e-3)
    assert numbers["high"][second] == pytest.approx(spread.mean() + 3 * spread.std(), abs=5e-3)


def test_the_round_trip_is_held_against_the_mean_picture(scene):
    numbers = codes.round_trip(scene).numbers
    assert numbers["squared_error"] == pytest.approx(0, abs=1e-5)
    assert numbers["squared_error_of_mean_picture"] == pytest.approx(0.15**2, abs=1e-3)


def test_two_latents_are_shown_as_they_are(scene):
    assert codes.scatter(scene).numbers == {"by": "latents", "n": 8}


def test_a_way_between_pictures_begins_and_ends_at_them(scene, monkeypatch):
    shown = {}

    def keep(picture, rows, columns, **words):
        shown.update(picture=picture, rows=rows, columns=columns)

    monkeypatch.setattr(paths.pictures, "strips", keep)
    scene.__dict__["own"] = of_brightness("own", [0.2, 0.6]).images
    paths.between_pictures(scene)
    assert shown["rows"] == ["line", "arc"]
    assert shown["columns"] == ["original", "0", "0.25", "0.5", "0.75", "1", "original"]
    line, _ = grids.cells(shown["picture"], 2, 2).reshape(2, 7, 2, 2)
    np.testing.assert_allclose(line[:, 0, 0] / 255, [0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6], atol=4e-3)


def test_pairs_are_of_unlike_classes(scene):
    labels = np.array([0, 1, 2, 0, 0, 1, 2, 0])
    first, second = paths._unlike(labels)
    assert sorted([*first, *second]) == list(range(8))
    assert (labels[first] != labels[second]).all()


def vars_of(scene):
    return {name: getattr(scene, name) for name in scene.__dataclass_fields__}


# Films


def test_a_film_runs_there_and_back():
    film = [np.full([1, 1, 1], i, np.uint8) for i in range(4)]
    frames, seconds = exhibit.there_and_back(film)
    assert [int(frame[0, 0, 0]) for frame in frames] == [0, 1, 2, 3, 2, 1]
    held = exhibit.HOLD_SECONDS
    assert [second == held for second in seconds] == [True, False, False, True, False, False]


def test_the_frames_are_nearer_to_each_other_at_the_ends(monkeypatch):
    monkeypatch.setattr(exhibit, "N_FRAMES", 20)
    steps = np.diff(exhibit.eased())
    np.testing.assert_allclose(exhibit.eased()[[0, -1]], [0, 1])
    assert (np.diff(steps[: len(steps) // 2]) > 0).all()


# The stage


@pytest.fixture(scope="module")
def explored(vae_run, gan_run, tmp_path_factory):
    """Copies of the trained VAE and GAN, explored."""
    runs = []
    for run in (vae_run, gan_run):
        runs.append(Run(shutil.copytree(run.path, tmp_path_factory.mktemp("copy") / run.name)))
        explore(runs[-1], progress=False)
    return runs


def test_a_vae_has_every_part(explored):
    vae, _ = explored
    record = vae.read_record("explore")
    assert set(record["found"]) == set(PARTS)
    assert record["missing"] == {}


def test_a_gan_lacks_what_needs_an_encoder_and_says_so(explored):
    _, gan = explored
    record = gan.read_record("explore")
    assert set(record["found"]) | set(record["missing"]) == set(PARTS)
    assert record["missing"]["codes"] == "needs an encoder, and this model has none"
    assert record["found"]["round-trip"]["by"] == "inversion"


def test_the_files_are_those_that_the_record_names(explored):
    for run in explored:
        record = run.read_record("explore")
        written = [path.relative_to(run.path).as_posix() for path in run.figures.iterdir()]
        assert sorted(written) == sorted(record["files"])
        for file in (file for file in record["files"] if file.endswith(".gif")):
            with Image.open(run.path / file) as film:
                assert film.n_frames == 2 * exhibit.N_FRAMES - 2  # type: ignore[attr-defined]


def test_the_same_run_gives_the_same_bytes(explored):
    _, gan = explored
    before = {
        path: path.read_bytes() for path in [*gan.figures.iterdir(), gan.record_file("explore")]
    }
    explore(gan, progress=False)
    assert {path: path.read_bytes() for path in before} == before


def test_pictures_without_labels_have_no_concept_by_label(here, train_briefly):
    pictures = np.random.default_rng(0).integers(0, 256, [30, 8, 8, 3], np.uint8)
    np.savez(here / "own.npz", images=pictures)
    run = train_briefly("gan", here, dataset=here / "own.npz")
    record = Run(explore(run, progress=False).parent).read_record("explore")
    assert "which the data do not have" in record["missing"]["concept-class"]
    assert list(record["found"]["concept-ink"]["lines"]) == ["mean of the picture"]


# The command


def test_the_command_explores_each_run_and_prints_tables(vae_copy, gan_copy, capsys):
    main(["explore", "gan-blobs", "vae-blobs", "--source=0", "--target=3", "--n-stops=3"])
    said = capsys.readouterr().out
    assert "Inverted and drawn again, 40 held-out pictures:" in said
    assert "Left out: codes. It needs an encoder, and this model has none." in said
    assert "0 towards 3, 10 held-out pictures of 0:" in said
    assert "vae-blobs/explore.json" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--n-latents=3", "n_latents must lie in 1..2, for the model has 2 latents"),
        ("--n-latents=0", "Received: n_latents=0"),
        ("--n-stops=1", "n_stops must be 2 or more. Received: n_stops=1"),
        ("--seed=-1", "seed must not be negative"),
        ("--source=7", "There is no class '7'."),
        ("--source=1 --target=1", "source and target must differ. Received: '1' for both"),
        ("--pictures small.png small.png", "small.png is 5x4, and the pictures that the run"),
        ("--pictures none.png none.png", "none.png cannot be read as a picture"),
        ("--pictures small.png", "--pictures"),
    ],
)
def test_a_mistake_is_one_line(vae_copy, capsys, words, said):
    grids.write(vae_copy.path.parent.parent / "small.png", np.zeros([4, 5, 1], np.uint8))
    with pytest.raises(SystemExit) as stop:
        main(["explore", "vae-blobs", *words.split()])
    out, err = capsys.readouterr()
    assert (stop.value.code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not vae_copy.record_file("explore").exists()


# Choices


@pytest.fixture
def three():
    """A split whose classes have the brightness 0, 100 and 130."""
    pictures = np.array([0, 100, 130, 0, 100, 130], np.uint8)[:, None, None, None]
    return Split(pictures, np.array([0, 1, 2, 0, 1, 2]), ("dark", "7", "light"), "three")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (None, None, (1, 2)),
        ("light", None, (2, 1)),
        (None, "dark", (1, 0)),
        ("light", "dark", (2, 0)),
        (0, "7", (0, 1)),
    ],
)
def test_classes_left_open_are_the_most_alike(three, source, target, expected):
    assert choices.pair(three, source, target) == expected


def test_data_without_labels_have_no_pair_and_no_class(three):
    bare = Split(three.images, None, (), "bare")
    assert choices.pair(bare, None, None) is None
    with pytest.raises(ValueError, match="bare has no labels, so there is no class 'dark'"):
        choices.pair(bare, "dark", None)


def test_a_class_that_has_no_pictures_is_refused(three):
    split = Split(three.images, three.labels, (*three.classes, "empty"), "three")
    with pytest.raises(ValueError, match="no pictures of the class 'empty'"):
        choices.pair(split, "empty", None)


def test_a_colour_picture_is_read_as_grey_where_the_data_are(tmp_path):
    grids.write(tmp_path / "red.png", np.full([4, 4, 3], [200, 0, 0], np.uint8))
    assert choices.read_own([tmp_path / "red.png"], (4, 4, 1))[0, 0, 0, 0] == round(0.299 * 200)
