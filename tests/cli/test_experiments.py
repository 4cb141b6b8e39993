import re

import pytest

from genbench.cli.main import main


def test_a_duel_says_what_happened_and_where(here, capsys, blobs):
    main(["duel", f"--dataset={blobs}", "--n-images=512", "--n-samples=200"])
    said = capsys.readouterr().out
    assert re.search(r"^vae +512 images in \d+ s", said, re.MULTILINE)
    assert re.search(r"^gan +512 images in \d+ s", said, re.MULTILINE)
    assert "genbench compare runs/vae-vs-gan-blobs/vae runs/vae-vs-gan-blobs/gan --all" in said
    assert len(said.splitlines()) <= 25
    for file in ("runs/vae-vs-gan-blobs/samples.png", "gifs/vae-vs-gan-blobs.gif"):
        assert file in said
        assert (here / file).is_file()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("duel vae", "two or more different recipes"),
        ("duel vae gam", "There is no recipe 'gam'. Did you mean 'gan'?"),
        ("duel --n-images 0", "n_images must be a positive integer"),
        ("duel --seed -1", "Received: seed=-1"),
        ("duel --seeds 0", "--seeds must be a positive integer. Received: --seeds 0."),
        ("calibrate mnst", "no data set or path 'mnst'. Did you mean 'mnist'?"),
        ("calibrate --n-samples 0", "Received: 0 samples"),
        ("bottleneck --sizes", "sizes must lie between"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []
