"""What the tests of the comparison share: measured runs, made up."""

import pytest
from made_records import CHECKPOINT, drawn, metrics_record, run_record

from genbench.runs import Run


@pytest.fixture
def make(here):
    """A function that writes a measured run; recall_judge=[...] are the draws of recall/judge."""

    def write(name, *, recipe="vae", seed=0, steps=5, better="lower", record=None, **draws):
        run = Run(here / name)
        run.path.mkdir(parents=True)
        run.write_config(run_record(recipe, steps=steps, config={"seed": seed, "steps": steps}))
        run.write_checkpoint(steps, CHECKPOINT)
        run.append_log({"step": 5, "images": 640, "seconds": 2.0})
        entries = {
            "/".join(key.rsplit("_", 1)): drawn(*values, better=better, n=20)
            for key, values in draws.items()
        }
        run.write_record("metrics", metrics_record(entries, **(record or {})))
        return run

    return write
