"""What the tests of watching share: runs that are made up line by line, and a server of them."""

import json
import threading
from http.client import HTTPConnection
from pathlib import Path

import numpy as np
import pytest
from made_records import CHECKPOINT, log_line, run_record

from genbench.pictures import grids
from genbench.runs import Run
from genbench.stages.watching.watch import served


class Made:
    """A run that grows as a training's would.

    Args:
        path: its folder.
        steps: of its schedule.
    """

    def __init__(self, path: Path, *, steps: int = 100) -> None:
        self.run = Run(path)
        self.run.path.mkdir(parents=True)
        self.run.write_config(run_record(steps=steps, config={"learning_rate": 1e-3}))

    def grow(self, *steps: int, **scalars: float) -> None:
        for step in steps:
            grids.write(
                self.run.snapshots_folder / f"{step:08d}.png", np.zeros([9, 9, 1], np.uint8)
            )
            self.run.append_log(log_line(step, **{"loss": 1.0 / step, **scalars}))
            self.run.write_checkpoint(step, CHECKPOINT)


@pytest.fixture
def made(here):
    """A run of 100 steps that has taken 20 of them, at runs/a."""
    made = Made(Path("runs/a"))
    made.grow(10, 20)
    return made


@pytest.fixture
def serve(here):
    """A function that serves runs/, and gives its server."""
    stops = []

    def serve(*places, teach=False):
        block = served([Path(place) for place in places or ("runs",)], teach=teach)
        server = block.__enter__()
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        stops.append((server, thread, block))
        return server

    yield serve
    for server, thread, block in stops:
        server.shutdown()
        thread.join()
        block.__exit__(None, None, None)


@pytest.fixture
def ask():
    """A function that sends one request to a server, and returns the status and the answer."""

    def ask(server, path, *, method="GET", body=None, **headers):
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=names)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    return ask


def told(page):
    """Returns what a page was told since the last time, as pairs of what and of which run."""
    changes = []
    while not page.empty():
        changes += json.loads(json.dumps(page.get()))
    return changes
