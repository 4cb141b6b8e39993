import re

import pytest
from made_records import SPEEDS

from genbench.cli.main import main
from genbench.experiments import bench as bench_module
from genbench.experiments.bench import Bench


def test_a_duel_says_what_happened_and_where(here, capsys, blobs):
    main(["duel", "vae", "gan", f"--dataset={blobs}", "--n-images=512", "--n-samples=200"])
    name = "vae-vs-gan-blobs-512-images-200-samples"
    said = capsys.readouterr().out
    assert re.search(r"^vae +512 images +4 updates +\d+ s", said, re.MULTILINE)
    assert re.search(r"^gan +512 images +4 updates +\d+ s", said, re.MULTILINE)
    assert f"genbench compare runs/{name}/vae runs/{name}/gan --all" in said
    assert len(said.splitlines()) <= 25
    for file in (f"runs/{name}/samples.png", f"gifs/{name}.gif"):
        assert file in said
        assert (here / file).is_file()


def test_a_bench_says_how_long_trainings_take_first(here, capsys, monkeypatch):
    places = here / "bench.json", here / "bench.png"
    monkeypatch.setattr(bench_module, "bench", lambda *_, **__: Bench(SPEEDS, *places))
    main(["bench"])
    first, *others = capsys.readouterr().out.splitlines()
    assert first == SPEEDS.answer()
    assert len(others) < 15
    assert others[-1].endswith("bench.json")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("duel vae", "two or more different recipes"),
        ("duel vae gam", "There is no recipe 'gam'. Did you mean 'gan'?"),
        ("duel --n-images 0", "--n-images must be a positive integer. Received: --n-images 0."),
        ("duel --seed -1", "Received: --seed -1"),
        ("duel --n-seeds 0", "--n-seeds must be a positive integer. Received: --n-seeds 0."),
        ("calibrate mnst", "no data set or path 'mnst'. Did you mean 'mnist'?"),
        ("calibrate --n-samples 0", "Received: 0 samples"),
        ("bench vaee", "There is no recipe 'vaee'. Did you mean 'vae"),
        ("bench vae --seconds -1", "--seconds must be a positive number. Received: --seconds -1."),
        ("bench vae --dataset mnst", "Did you mean 'mnist'?"),
        ("bottleneck --sizes", "sizes must lie between"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []
