import pytest
from made_records import log_line

from genbench.pictures import grids
from genbench.runs import Run, alarms, numbered
from genbench.system.flags import on_the_command_line


def shown(run, kind):
    return [grids.read(path).tobytes() for _, path in numbered(run / kind, ".png")]


@pytest.mark.parametrize("kind", ["snapshots", "reconstructions"])
def test_the_same_latents_and_images_are_shown_each_time(observe, tmp_path, kind):
    observer, _ = observe()
    observer.look(5)
    observer.look(10)
    first, second = shown(tmp_path / "run", kind)
    assert first == second


def test_an_alarm_is_raised_once_and_stands_in_the_log(observe, tmp_path, monkeypatch):
    monkeypatch.setattr(alarms, "raised", lambda log: {"fire": "It burns."})
    observer, _ = observe()
    assert observer.log(log_line(5)) == ["It burns."]
    assert observer.log(log_line(10)) == []
    observer, _ = observe()
    assert observer.log(log_line(15)) == []
    entries = Run(tmp_path / "run").read_log()
    assert [entry.get("alarms") for entry in entries] == [{"fire": "It burns."}, None, None]


def test_an_alarm_tells_the_flag_on_the_command_line_and_the_name_in_the_log(
    observe, tmp_path, monkeypatch
):
    monkeypatch.setattr(alarms, "raised", lambda log: {"fire": "Lower learning_rate."})
    observer, _ = observe()
    with on_the_command_line():
        assert observer.log(log_line(5)) == ["Lower --learning-rate."]
    (entry,) = Run(tmp_path / "run").read_log()
    assert entry["alarms"] == {"fire": "Lower learning_rate."}


def test_new_event_files_repeat_what_was_there(observe, tmp_path, read_events):
    observer, _ = observe()
    observer.look(0)
    observer.log({"step": 5, "epoch": 1, "images": 1, "seconds": 1.0, "loss": 2.0})
    observer, _ = observe()
    *_, last = sorted((tmp_path / "run" / "tensorboard").iterdir(), key=lambda p: p.stat().st_mtime)
    again = [(t, s) for t, s, _ in read_events(last.parent) if not t.startswith("networks")]
    assert sorted(again) == 2 * [("loss", 5)] + 2 * [("reconstructions", 0)] + 2 * [
        ("snapshots", 0)
    ]


def test_a_damaged_picture_is_left_out_of_new_event_files(observe, tmp_path, read_events):
    observer, _ = observe()
    observer.look(0)
    observer.look(5)
    (tmp_path / "run" / "snapshots" / "00000005.png").write_bytes(b"PNG")
    before = set((tmp_path / "run" / "tensorboard").iterdir())
    observe()
    for path in before:
        path.unlink()
    shown = [s for t, s, _ in read_events(tmp_path / "run" / "tensorboard") if t == "snapshots"]
    assert shown == [0]
