import pytest

from genbench.runs import log
from genbench.system.errors import BrokenRun


def test_lines_come_back_also_when_the_log_is_written_anew(tmp_path):
    path = tmp_path / "log.jsonl"
    for step in (1, 2, 3):
        log.append_entry(path, {"step": step, "loss": 0.5})
    assert log.read_entries(path) == [{"step": step, "loss": 0.5} for step in (1, 2, 3)]
    log.rewrite_entries(path, log.read_entries(path)[:2])
    assert [entry["step"] for entry in log.read_entries(path)] == [1, 2]


@pytest.mark.parametrize(
    "line",
    [b"nonsense", b'{"step": 2, "a": "\xff"}', b"", b"3", b"{}", b'{"step": "2"}', b"[" * 9999],
)
def test_a_damaged_line_is_refused_with_its_number(tmp_path, line):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"step": 1}\n' + line + b'\n{"step": 3}\n')
    with pytest.raises(BrokenRun, match=r"log\.jsonl is damaged in line 2: .*Remove that line\."):
        log.read_entries(path)
