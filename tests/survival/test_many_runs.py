import json
import time

import pytest
from made_records import run_record

from genbench.cli.listings import runs
from genbench.runs import Run

N = 1000
BROKEN = {
    "config.json": (b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", b"null"),
    "log.jsonl": (b"{\n", b"\xff\n"),
    "metrics.json": (b"", b'{"format": 99}'),
}


@pytest.fixture
def thousand(here):
    """Runs of which every hundredth is broken, each in another way."""
    config = Run(here / "runs" / "seed")
    config.write_config(run_record())
    whole = config.config_file.read_bytes()
    config.config_file.unlink()
    entry = {"step": 200, "epoch": 1.0, "images": 3200, "seconds": 1.5, "memory": 90, "loss": 2.5}
    log = "".join(json.dumps({**entry, "step": 200 * i}) + "\n" for i in range(1, 11))
    for i in range(N):
        folder = here / "runs" / f"vae-{i:04}"
        (folder / "checkpoints").mkdir(parents=True)
        (folder / "config.json").write_bytes(whole)
        (folder / "log.jsonl").write_text(log)
        (folder / "checkpoints" / "00002000.npz").touch()
    broken = [(name, content) for name, contents in BROKEN.items() for content in contents]
    for i, (name, content) in enumerate(broken):
        (here / "runs" / f"vae-{100 * i:04}" / name).write_bytes(content)
    assert len(broken) == 10


def test_a_thousand_runs_are_listed_with_ten_broken_ones_among_them(thousand, capsys):
    started = time.process_time()
    runs()
    seconds = time.process_time() - started
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("vae-")]
    broken = [line.split()[0] for line in lines if "broken" in line]
    assert len(lines) == N
    assert broken == [f"vae-{100 * i:04}" for i in range(10)]
    assert seconds < 1
