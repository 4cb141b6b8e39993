"""What a live page costs the training that it shows, and what its server does while nothing comes.

    python tests/benchmarks/bench_watching.py [RECIPE] [--steps N]

Trainings with and without a server and a page's stream take turns, each in a process of its own.
What counts is the time that the log tells: of the last line, less that of the first, in which the
steps are compiled. The machine should have nothing else to do: the cost is a few thousandths.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

from genbench.runs import Run

N_ROUNDS = 5
IDLE_SECONDS = 20.0
GENBENCH = [sys.executable, "-m", "genbench"]


def main(recipe: str, steps: int) -> None:
    alone, seen = [], []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(N_ROUNDS):
            alone.append(trained(Path(folder), f"alone-{i}", recipe, steps))
            with watched(Path(folder)):
                seen.append(trained(Path(folder), f"seen-{i}", recipe, steps))
        costs = [b / a - 1 for a, b in zip(alone, seen, strict=True)]
        print(f"alone: {statistics.median(alone):.2f} s, watched: {statistics.median(seen):.2f} s")
        print(f"cost: {statistics.median(costs):+.1%} ({min(costs):+.1%} to {max(costs):+.1%})")
        with watched(Path(folder)) as server:
            before = cpu_seconds(server.pid)
            time.sleep(IDLE_SECONDS)
            share = (cpu_seconds(server.pid) - before) / IDLE_SECONDS
        print(f"server of {2 * N_ROUNDS} runs to which nothing comes: {share:.2%} of a core")


def trained(folder: Path, name: str, recipe: str, steps: int) -> float:
    """Returns the seconds of a training from its first line on."""
    words = ["train", recipe, f"--steps={steps}", f"--run-name={name}"]
    subprocess.run([*GENBENCH, *words], cwd=folder, check=True, capture_output=True)
    log = Run(folder / "runs" / name).read_log()
    return log[-1]["seconds"] - log[0]["seconds"]


@contextmanager
def watched(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Gives a server of the runs below a folder, to which one page listens."""
    words = [*GENBENCH, "watch"]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        found = re.search(r":(\d+)/", server.stdout.readline())
        assert found
        connection = HTTPConnection("127.0.0.1", int(found[1]))
        connection.request("GET", "/events")
        stream = connection.getresponse()
        Thread(target=lambda: [*stream], daemon=True).start()
        yield server
        server.terminate()


def cpu_seconds(process: int) -> float:
    """Returns the processor time that a process has taken, on Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", nargs="?", default="vae-16")
    parser.add_argument("--steps", type=int, default=4000)
    arguments = parser.parse_args()
    main(arguments.recipe, arguments.steps)
