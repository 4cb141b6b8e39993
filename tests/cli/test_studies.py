import re
import shlex
from pathlib import Path

import pytest

from genbench.cli.commands import COMMANDS
from genbench.cli.main import main
from genbench.cli.parsing import deferred, parse
from genbench.experiments.study import outcomes, states
from genbench.experiments.study import plan as plans
from genbench.experiments.study import study as studies
from genbench.experiments.study.asked import Study
from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.plan import LOCK, Job, Plan
from genbench.system import programs
from genbench.system.files import locked

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SPELLED = re.findall(r"^genbench study .*$", README, re.MULTILINE)


@pytest.fixture
def first(here):
    """The folder of a study at runs/first whose one job has failed."""
    folder = here / "runs" / "first"
    job = Job(
        "vae-blobs-seed-0", "vae", "blobs", {}, {"batch_size": 1}, seed=0, steps=10, n_samples=10
    )
    plans.write(folder, Plan(Study(recipes=("vae",)), (job,)))
    outcomes.append(folder, Outcome(job.name, "failed", "There is no space left.", 1.0, "here"))
    return folder


def test_a_study_is_shown(first, capsys):
    main(["study", "--show", "first"])
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "first: 0 of 1 jobs done, 1 failed.",
        "failed  vae-blobs-seed-0  There is no space left.",
        "done    vae on blobs      0 of 1",
        "Runs  runs/first",
    ]


def test_a_study_of_which_a_job_has_failed_ends_with_a_code_of_its_own(first, monkeypatch):
    monkeypatch.setattr(studies, "study", lambda *recipes, **given: states.show("first"))
    with pytest.raises(SystemExit) as stop:
        main(["study", "vae", "--name", "first"])
    assert stop.value.code == 1


def test_a_job_that_another_has_in_hand_ends_with_a_code_of_its_own(first, capsys):
    with (
        locked(first / "vae-blobs-seed-0" / LOCK, "genbench job"),
        pytest.raises(SystemExit) as stop,
    ):
        main(["job", "runs/first", "vae-blobs-seed-0"])
    assert stop.value.code == programs.IN_HAND
    assert "is being written by `genbench job`" in capsys.readouterr().err


@pytest.mark.parametrize("line", SPELLED)
def test_the_studies_of_the_readme_are_understood(line):
    _, _, *words = shlex.split(line)
    parse(deferred(COMMANDS["study"]), words, prog="genbench study")


def test_the_readme_has_a_study_for_every_engine():
    flags = {word for line in SPELLED for word in shlex.split(line) if word.startswith("--")}
    assert {"--show", "--scheduler", "--slurm", "--kubernetes"} <= flags


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("study", "recipes must be one or more, each once. Received: none."),
        ("study vae --seeds 0", "--seeds must be a positive integer. Received: --seeds 0."),
        (
            "study vae --grid learning_rat=1",
            "no field 'learning_rat'. Did you mean 'learning_rate'",
        ),
        ("study vae --search beta=2..1", "--search must be FIELD=LOW..HIGH"),
        ("study a.toml", "There is no file a.toml"),
        ("study vae --workers 2 --scheduler tcp://127.0.0.1:1", "leave --workers out"),
        ("study --show nothing", "holds no study. Begin one with"),
        ("job runs/nothing a", "holds no study. Begin one with"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(refused, here, command, said):
    assert said in refused(*command.split())
    assert list(here.iterdir()) == []
