import re
import shutil

import numpy as np
import pytest
from PIL import Image

from genbench.cli.main import main
from genbench.pictures import grids
from genbench.runs import Run
from genbench.stages.exploration import exhibit
from genbench.stages.exploration.explore import PARTS, explore
from genbench.stages.exploration.records import ExploreRecord, Found


@pytest.fixture(scope="module")
def explored(vae_run, gan_run, tmp_path_factory):
    """Copies of the trained VAE and GAN, explored."""
    runs = []
    for run in (vae_run, gan_run):
        runs.append(Run(shutil.copytree(run.path, tmp_path_factory.mktemp("copy") / run.name)))
        explore(runs[-1], progress=False)
    return runs


def test_a_record_has_a_type_for_every_part():
    assert list(PARTS) == list(Found.__annotations__)


def test_a_vae_has_every_part(explored):
    vae, _ = explored
    record = vae.read_record("explore", ExploreRecord)
    # So short a training may have no picture come back as the class that it was of.
    assert set(record.found) >= set(PARTS) - {"concept-class"}
    assert all("come back as the class" in why for why in record.missing.values())


def test_a_gan_lacks_what_needs_an_encoder_and_says_so(explored):
    _, gan = explored
    record = gan.read_record("explore", ExploreRecord)
    assert set(record.found) | set(record.missing) == set(PARTS)
    assert record.missing["codes"] == "needs an encoder, and this model has none"
    assert record.found["round-trip"].by == "inversion"


def test_the_files_are_those_that_the_record_names(explored):
    for run in explored:
        record = run.read_record("explore", ExploreRecord)
        written = [path.relative_to(run.path).as_posix() for path in run.figures.iterdir()]
        assert sorted(written) == sorted(record.files)
        for file in (file for file in record.files if file.endswith(".gif")):
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
    record = Run(explore(run, progress=False).parent).read_record("explore", ExploreRecord)
    assert "which the data do not have" in record.missing["concept-class"]
    ink = record.found.get("concept-ink")
    assert ink is not None
    assert list(ink.lines) == ["mean of the picture"]


def test_the_command_explores_each_run_and_prints_tables(vae_copy, gan_copy, capsys):
    main(["explore", "gan-blobs", "vae-blobs", "--source=2", "--target=3", "--n-stops=3"])
    said = capsys.readouterr().out
    assert "Inverted and drawn again, 100 held-out pictures:" in said
    assert "Left out: codes. It needs an encoder, and this model has none." in said
    assert re.search(r"2 towards 3, \d+ of \d+ held-out pictures of 2, ", said)
    assert "vae-blobs/explore.json" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--n-latents=3", "--n-latents must lie in 1..2, for the model has 2 latents"),
        ("--n-latents=0", "Received: --n-latents 0"),
        ("--n-stops=1", "--n-stops must be 2 to 100. Received: --n-stops 1"),
        ("--seed=-1", "seed must not be negative"),
        ("--source=7", "There is no class '7'."),
        ("--source=1 --target=1", "--source and --target must differ. Received: '1' for both"),
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
