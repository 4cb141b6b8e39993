import json

import pytest
from made_records import log_line

from genbench.runs import log
from genbench.system.errors import BrokenRun


def test_lines_come_back_also_when_the_log_is_written_anew(tmp_path):
    path = tmp_path / "log.jsonl"
    for step in (1, 2, 3):
        log.append_entry(path, log_line(step, loss=0.5))
    assert log.read_entries(path) == [log_line(step, loss=0.5) for step in (1, 2, 3)]
    log.rewrite_entries(path, log.read_entries(path)[:2])
    assert [entry["step"] for entry in log.read_entries(path)] == [1, 2]


@pytest.mark.parametrize(
    "line",
    [b"nonsense", b'{"step": 2, "a": "\xff"}', b"", b"3", b"{}", b'{"step": "2"}', b"[" * 9999],
)
def test_a_damaged_line_is_refused_with_its_number(tmp_path, line):
    path = tmp_path / "log.jsonl"
    first, last = (json.dumps(log_line(step)).encode() for step in (1, 3))
    path.write_bytes(first + b"\n" + line + b"\n" + last + b"\n")
    with pytest.raises(BrokenRun, match=r"log\.jsonl is damaged in line 2: .*Remove that line\."):
        log.read_entries(path)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("step", True, "step is 'True' where a whole number belongs"),
        ("images", -640, "images is '-640' where a whole number belongs"),
        ("images", 640.5, "images is '640.5' where a whole number belongs"),
        ("epoch", "0.5", "epoch is '0.5' where a number belongs"),
        ("seconds", None, "seconds is 'None' where a number belongs"),
        ("memory", [9], "memory is '[9]' where a number belongs"),
        ("loss", "low", "loss is 'low' where a number or a list of some belongs"),
        (
            "kl_per_latent",
            [1.0, "x"],
            "kl_per_latent is .* where a number or a list of some belongs",
        ),
        ("alarms", ["It burns."], "alarms is .* where texts by their names belongs"),
    ],
)
def test_a_value_of_another_type_is_refused_by_name_and_line(tmp_path, field, value, said):
    path = tmp_path / "log.jsonl"
    for line in (log_line(1), log_line(2) | {field: value}):
        log.append_entry(path, line)
    with pytest.raises(BrokenRun, match="damaged in line 2: " + said.replace("[", r"\[")):
        log.read_entries(path)


@pytest.mark.parametrize("field", ["step", "epoch", "images", "seconds"])
def test_a_line_without_its_clock_is_refused(tmp_path, field):
    path = tmp_path / "log.jsonl"
    log.append_entry(path, {k: v for k, v in log_line(1).items() if k != field})
    with pytest.raises(BrokenRun, match=f"damaged in line 1: it has no {field}"):
        log.read_entries(path)


def test_lists_of_numbers_and_alarms_belong_into_a_log(tmp_path):
    path = tmp_path / "log.jsonl"
    line = log_line(1, memory=300, kl_per_latent=[0.5, 2], alarms={"fire": "It burns."})
    log.append_entry(path, line)
    assert log.read_entries(path) == [line]
