import pytest

from genbench.experiments.study import worker
from genbench.experiments.study.asked import Study
from genbench.experiments.study.plan import Job, Plan
from genbench.experiments.study.worker import Task
from genbench.system import programs
from genbench.system.errors import InvalidInput
from genbench.system.programs import Ended

JOB = Job("vae-a", "vae", "mnist5k", {}, {}, seed=0, steps=1, n_samples=10)


def task(folder, **changes):
    told = {"home": str(folder), "folder": str(folder), "sign": ".here", **changes}
    return Task(JOB, Plan(Study(recipes=("vae",)), (JOB,)), versions=worker.versions(), **told)


@pytest.fixture
def asked(monkeypatch):
    """A list of the folders that jobs were done in; each leaves a file there."""
    folders = []

    def run(words, *, threads, folder):
        folders.append(words[1])
        place = worker.Path(words[1]) / words[2]
        place.mkdir()
        (place / "a.txt").write_text("made")
        return Ended(0, "")

    monkeypatch.setattr(programs, "run", run)
    return folders


def test_a_run_is_made_in_the_folder_that_the_worker_sees(tmp_path, asked):
    (tmp_path / ".here").touch()
    report = worker.perform(task(tmp_path))
    assert (asked, report.archive) == ([str(tmp_path)], b"")


def test_without_a_shared_folder_the_run_is_sent_back(tmp_path, asked):
    report = worker.perform(task(tmp_path / "elsewhere"))
    worker.unpack(report.archive, tmp_path / "vae-a")
    assert (tmp_path / "vae-a" / "a.txt").read_text() == "made"
    assert not worker.Path(asked[0]).exists()


def test_what_is_sent_back_takes_the_place_of_a_part_of_it(tmp_path, asked):
    (tmp_path / "vae-a").mkdir()
    (tmp_path / "vae-a" / "old.txt").touch()
    worker.unpack(worker.perform(task(tmp_path / "elsewhere")).archive, tmp_path / "vae-a")
    assert [path.name for path in (tmp_path / "vae-a").iterdir()] == ["a.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["vae-a"]


@pytest.mark.parametrize(
    ("ended", "state"),
    [(Ended(0, ""), "done"), (Ended(75, "by another"), "in hand"), (Ended(2, "bad"), "failed")],
)
def test_the_code_of_its_process_says_how_a_job_ended(tmp_path, monkeypatch, ended, state):
    (tmp_path / ".here").touch()
    monkeypatch.setattr(programs, "run", lambda *_, **__: ended)
    outcome = worker.perform(task(tmp_path)).outcome
    assert (outcome.state, outcome.said) == (state, ended.said)


def test_a_process_that_was_killed_says_so(tmp_path, monkeypatch):
    (tmp_path / ".here").touch()
    monkeypatch.setattr(programs, "run", lambda *_, **__: Ended(-9, ""))
    assert worker.perform(task(tmp_path)).outcome.said == "Its process ended with code -9."


def test_versions_that_differ_are_named():
    with pytest.raises(InvalidInput, match=r"numpy is .* there\. Install numpy 0\.1 on it\."):
        worker.check_versions(worker.versions() | {"numpy": "0.1"})
