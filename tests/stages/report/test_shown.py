import shutil

import pytest
from made_records import measured_of, metrics_record

from genbench.runs import Run
from genbench.stages.report.room import Room
from genbench.stages.report.shown import load_split, show_run


def show(run):
    return show_run(run, "a name", load_split, n_quiz=4, last=960, room=Room(2))


def test_of_a_whole_run_only_the_metrics_are_missing(pair):
    (missing,) = show(pair[0]).missing
    assert (missing.what, missing.cure) == ("the metrics", "genbench evaluate vae-blobs")


def test_a_measured_run_has_its_record(pair):
    record = measured_of(pair[0], metrics_record({}))
    pair[0].write_record("metrics", record)
    shown = show(pair[0])
    assert shown.metrics == record
    assert shown.missing == []


def test_the_length_of_a_training_is_that_of_its_log(pair):
    last = pair[0].read_log()[-1]
    shown = show(pair[0])
    assert (shown.images_seen, shown.seconds) == (960, last["seconds"])
    assert shown.is_done


def test_an_alarm_has_the_step_of_its_line(pair):
    pair[0].append_log(pair[0].read_log()[-1] | {"alarms": {"a": "One.", "b": "Two."}})
    assert show(pair[0]).alarms == [(60, "One."), (60, "Two.")]


def test_a_run_of_only_a_configuration_is_shown_with_all_that_is_missing(pair):
    bare = Run(pair[0].path.with_name("bare"))
    bare.path.mkdir()
    shutil.copy(pair[0].config_file, bare.config_file)
    shown = show(bare)
    assert (shown.images_seen, shown.memory, shown.is_done) == (0, None, False)
    assert [missing.what for missing in shown.missing] == [
        "the end", "the metrics", "the samples", "the latents",
    ]  # fmt: skip
    assert [missing.why for missing in shown.missing][2:] == [
        "none have been drawn", "there is no checkpoint",
    ]  # fmt: skip


def test_a_changed_data_set_is_not_taken_for_the_one_trained_on(blobs):
    assert load_split(str(blobs), "train", "0" * 64) is None


def test_a_data_set_that_is_gone_is_no_split():
    assert load_split("gone.npz", "held_out", "0" * 64) is None


@pytest.mark.parametrize("part", ["train", "validation", "held_out"])
def test_the_data_set_trained_on_is_found_again(pair, part):
    record = pair[0].read_config()
    split = load_split(record.config.dataset, part, record.data.sha256_of(part))
    assert split is not None
    assert len(split) == {"train": 560, "validation": 80, "held_out": 160}[part]
